import { type AlertDraft, alertInputSchema } from '@syncline/shared/alerts';
import { type ReportDraft, reportInputSchema } from '@syncline/shared/reports';
import { type ScenarioDraft, scenarioInputSchema } from '@syncline/shared/scenarios';
import { type StudyDraft, studyInputSchema } from '@syncline/shared/studies';
import { createAlert } from '../alerts/save.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { createReport } from '../reports/save.ts';
import { createScenario } from '../scenarios/create.ts';
import { createStudy } from '../studies/create.ts';

interface Samples {
  alerts: readonly AlertDraft[];
  reports: readonly ReportDraft[];
  studies: readonly StudyDraft[];
  scenarios: readonly ScenarioDraft[];
}

const TABLES = ['alerts', 'reports', 'studies', 'scenarios'] as const;

/** Adds the samples of the demo world, marked as demo; where there are marked ones already nothing is added. */
export function addDemoSamples(ctx: ServiceContext, samples: Samples): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    for (const table of TABLES) if ((await marked(ctx, table)).length > 0) return;
    const mark = (table: (typeof TABLES)[number], { id }: { id: string }) =>
      ctx.db.updateTable(table).set({ origin: 'demo' }).where('id', '=', id).execute();
    for (const one of samples.alerts) await mark('alerts', await createAlert(ctx, alertInputSchema.parse(one)));
    for (const one of samples.reports) {
      await mark('reports', await createReport(ctx, { report: reportInputSchema.parse(one), nextRunAt: null }));
    }
    for (const one of samples.studies) await mark('studies', await createStudy(ctx, studyInputSchema.parse(one)));
    for (const one of samples.scenarios) {
      await mark('scenarios', await createScenario(ctx, scenarioInputSchema.parse(one)));
    }
  });
}

/** Removes the samples of the demo world with what came of them; one that somebody changed is one's own, and stays. */
export function forgetDemoSamples(ctx: ServiceContext): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { db } = ctx;
    const studies = await marked(ctx, 'studies');
    if (studies.length > 0) await db.deleteFrom('study_runs').where('study', 'in', studies).execute();
    const alerts = await marked(ctx, 'alerts');
    if (alerts.length > 0) await db.deleteFrom('alert_news').where('alert', 'in', alerts).execute();
    const reports = await marked(ctx, 'reports');
    if (reports.length > 0) await db.deleteFrom('report_runs').where('report', 'in', reports).execute();
    for (const table of TABLES) await db.deleteFrom(table).where('origin', '=', 'demo').execute();
  });
}

async function marked({ db }: ServiceContext, table: (typeof TABLES)[number]): Promise<string[]> {
  const rows = await db.selectFrom(table).select('id').where('origin', '=', 'demo').execute();
  return rows.map(({ id }) => id);
}
