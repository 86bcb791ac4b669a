import type { Import, MappingInput } from '@syncline/shared/control';
import { liftSentence } from '@syncline/shared/lift';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { ask, askFrequency, askLift, hasRealData, importFile, readText } from './real-data.ts';

const FILE = 'ab-marketing-sample/marketing_AB_sample.csv';
const AT = '2026-09-01T12:00:00Z';
const PERIOD = { period: { from: '2026-09-01', to: '2026-09-01' } };

const person = { user: { column: 'user id', prefix: 'ab:' }, at: { constant: AT }, campaign: { constant: 'ad-test' } };
const arm = { column: 'test group', values: { ad: 'exposed', psa: 'control' } };
const mapping: MappingInput = {
  name: 'Ad against public-service ad',
  events: [
    {
      kind: 'impression',
      fields: { ...person, arm, id: { column: 'user id', prefix: 'ads-' }, quantity: { column: 'total ads' } },
    },
    {
      kind: 'purchase',
      when: { column: 'converted', is: ['True'] },
      fields: {
        ...person,
        arm,
        id: { column: 'user id', prefix: 'buy-' },
        order: { column: 'user id', prefix: 'order-' },
        stage: { constant: 'paid' },
        amount: { constant: '0.00' },
        currency: { constant: 'USD' },
      },
    },
  ],
};

describe.skipIf(!hasRealData('ab-marketing-sample'))(
  'an ad experiment by column mapping (needs SYNCLINE_REAL_DATA)',
  () => {
    let server: TestServer;
    let record: Import;
    /** The file by plain splitting: exposures and conversion of each person of the ad group. */
    const ads: { ads: number; converted: boolean }[] = [];

    beforeAll(async () => {
      for (const line of readText(FILE).trim().split('\n').slice(1)) {
        const [, group, converted, total] = line.split(',');
        if (group === 'ad') ads.push({ ads: Number(total), converted: converted === 'True' });
      }
      server = await startTestServer();
      record = await importFile(server.url, FILE, { mapping });
    });
    afterAll(() => server.stop());

    it('takes every row, and one purchase for each that converted', () => {
      const accepted = 11_762 + 298;
      expect(record).toMatchObject({ state: 'done', format: 'csv', rows: 11_762, accepted, rejected: 0 });
    });

    it('shows the published conversion by arm', async () => {
      const metrics = ['people', 'buyers', 'conversion_per_person'] as const;
      const { rows } = await ask(server.url, { ...PERIOD, metrics: [...metrics], dimensions: ['arm'] });
      const byArm = Object.fromEntries(rows.map((row) => [row.dimensions.arm, row.metrics]));
      expect(byArm.exposed).toMatchObject({ people: 11_298, buyers: 293 });
      expect(byArm.control).toMatchObject({ people: 464, buyers: 5 });
      expect(byArm.exposed?.conversion_per_person).toBeCloseTo(0.025934, 6);
      expect(byArm.control?.conversion_per_person).toBeCloseTo(0.010776, 6);
    });

    it('gives the published lift, its interval and p-value, and warns that they disagree', async () => {
      const { arms, in_both, lift, incremental, sample_ratio, meta } = await askLift(server.url, {
        ...PERIOD,
        expected: { exposed: 0.96, control: 0.04 },
      });
      expect(arms.exposed).toMatchObject({ people: 11_298, conversion: { numerator: 293 }, purchases: 293 });
      expect(arms.control).toMatchObject({ people: 464, conversion: { numerator: 5 }, purchases: 5 });
      expect(in_both).toBe(0);
      expect(lift.absolute.value).toBeCloseTo(0.015158, 6);
      expect(lift.absolute.low).toBeCloseTo(0.000691, 6);
      expect(lift.absolute.high).toBeCloseTo(0.022056, 6);
      expect(lift.relative.value).toBeCloseTo(1.4067, 4);
      expect(lift.relative.low).toBeCloseTo(0.999 - 1, 3);
      expect(lift.relative.high).toBeCloseTo(5.797 - 1, 3);
      expect(lift.p_value).toBeCloseTo(0.0417, 4);
      expect(incremental.buyers.value).toBeCloseTo(293 - (11_298 * 5) / 464, 9);
      expect(incremental.buyers.low).toBeCloseTo(11_298 * (lift.absolute.low ?? Number.NaN), 9);
      expect(incremental.gross_revenue).toEqual({ value: 0, low: null, high: null });
      expect(sample_ratio).toMatchObject({ verdict: 'as_expected', days: [{ exposed: 11_298, control: 464 }] });
      expect(meta.warnings.map(({ code }) => code)).toEqual(['few_buyers', 'methods_disagree']);
      expect(liftSentence(lift)).toBe('+1.5 points (0.1 to 2.2); 141\u202f% more than the control group');
    });

    it('never counts a control record as an impression', async () => {
      const { totals } = await ask(server.url, { ...PERIOD, metrics: ['impressions', 'reach', 'frequency'] });
      const impressions = ads.reduce((sum, each) => sum + each.ads, 0);
      expect(totals.metrics).toMatchObject({ impressions, reach: 11_298 });
      expect(totals.metrics.frequency).toBeCloseTo(impressions / 11_298, 10);
    });

    it('gives a frequency distribution that adds up, with the published conversions', async () => {
      const answer = await askFrequency(server.url, {
        ...PERIOD,
        top: 21,
        filters: [{ dimension: 'campaign', op: 'is', values: ['ad-test'] }],
      });
      const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
      expect(sum(answer.bins.map(({ people }) => people))).toBe(answer.reach);
      expect(sum(answer.bins.map(({ impressions }) => impressions))).toBe(answer.impressions);
      expect(answer).toMatchObject({ reach: 11_298, impressions: sum(ads.map((each) => each.ads)) });
      const between = (low: number, high: number) => answer.bins.filter(({ frequency: k }) => k >= low && k <= high);
      const groups = [between(1, 1), between(2, 5), between(6, 10), between(11, 20), between(21, 21)];
      const pairs = groups.map((bins) => [
        sum(bins.map(({ people }) => people)),
        sum(bins.map(({ conversion }) => conversion.numerator)),
      ]);
      expect(pairs).toEqual([
        [1_116, 3],
        [2_331, 7],
        [1_638, 9],
        [2_417, 15],
        [3_796, 259],
      ]);
      const closed = answer.bins.filter(({ open }) => !open);
      expect(closed.map(({ impressions }) => impressions)).toEqual(
        closed.map(({ frequency: k, people }) => k * people),
      );
    });
  },
);
