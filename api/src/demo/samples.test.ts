import { termsFaults } from '@syncline/shared/agreements';
import { alertInputSchema } from '@syncline/shared/alerts';
import { reportInputSchema } from '@syncline/shared/reports';
import { scenarioInputSchema } from '@syncline/shared/scenarios';
import { studyInputSchema } from '@syncline/shared/studies';
import { addDays } from '@syncline/shared/time';
import { expect, it } from 'vitest';
import { demoSamples } from './samples.ts';
import { DEMO_DAYS } from './world.ts';

it('would be taken as they are, within the days of the world', () => {
  const today = '2026-11-28';
  const firstDay = addDays(today, 1 - DEMO_DAYS);
  for (const currency of ['USD', 'JPY']) {
    const { alerts, reports, studies, scenarios } = demoSamples(currency, firstDay, today);
    expect(studies.map((study) => studyInputSchema.parse(study).name)).toEqual([
      'The 2013 study again',
      'What Halden One action cam added',
    ]);
    expect(alerts.map((alert) => alertInputSchema.parse(alert).kind)).toEqual(['goal']);
    expect(reports.map((report) => reportInputSchema.parse(report).schedule)).toEqual([null]);
    for (const { request } of studies.flatMap(({ tables }) => tables)) {
      expect(request.period.from >= firstDay && request.period.to < today).toBe(true);
    }
    for (const scenario of scenarios.map((each) => scenarioInputSchema.parse(each))) {
      for (const { terms } of scenario.what_if) expect(termsFaults(terms)).toEqual([]);
    }
  }
});
