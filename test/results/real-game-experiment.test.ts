import type { Import, MappingInput } from '@syncline/shared/control';
import { liftSentence } from '@syncline/shared/lift';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { askLift, hasRealData, importFile } from './real-data.ts';

const FILE = 'ab-cookie-cats/cookie_cats.csv.gz';
const AT = '2026-09-01T12:00:00Z';

/** Retention after so many days as an experiment of its own: a payment of nothing stands for coming back. */
function retention(days: 1 | 7): NonNullable<MappingInput['events']> {
  const campaign = { constant: `gate-after-${days}` };
  const arm = { column: 'version', values: { gate_40: 'exposed', gate_30: 'control' } };
  const person = { user: { column: 'userid', prefix: 'cats:' }, at: { constant: AT }, campaign, arm };
  return [
    { kind: 'activity', fields: { ...person, id: { column: 'userid', prefix: `plays-${days}-` } } },
    {
      kind: 'purchase',
      when: { column: `retention_${days}`, is: ['True', 'TRUE'] },
      fields: {
        ...person,
        id: { column: 'userid', prefix: `returns-${days}-` },
        order: { column: 'userid', prefix: `return-${days}-` },
        stage: { constant: 'paid' },
        amount: { constant: '0.00' },
        currency: { constant: 'USD' },
      },
    },
  ];
}
const mapping: MappingInput = { name: 'Gate at level 30 or 40', events: [...retention(1), ...retention(7)] };

describe.skipIf(!hasRealData('ab-cookie-cats'))(
  'a game experiment by column mapping (needs SYNCLINE_REAL_DATA)',
  () => {
    let server: TestServer;
    let record: Import;
    beforeAll(async () => {
      server = await startTestServer();
      record = await importFile(server.url, FILE, { mapping });
    });
    afterAll(() => server.stop());

    const lift = (days: 1 | 7, expected?: { exposed: number; control: number }) =>
      askLift(server.url, {
        period: { from: '2026-09-01', to: '2026-09-01' },
        filters: [{ dimension: 'campaign', op: 'is', values: [`gate-after-${days}`] }],
        ...(expected ? { expected } : {}),
      });

    it('takes every row', () => {
      expect(record).toMatchObject({ state: 'done', format: 'csv', rows: 90_189, rejected: 0 });
    });

    it('gives the published retention by arm, difference, interval and p-value', async () => {
      const after7 = await lift(7);
      expect(after7.arms.control).toMatchObject({ people: 44_700, conversion: { numerator: 8_502 } });
      expect(after7.arms.exposed).toMatchObject({ people: 45_489, conversion: { numerator: 8_279 } });
      expect(after7.arms.control.conversion.value).toBeCloseTo(0.1902, 4);
      expect(after7.arms.exposed.conversion.value).toBeCloseTo(0.182, 4);
      expect(after7.lift.absolute.value).toBeCloseTo(-0.008201, 6);
      expect(after7.lift.absolute.low).toBeCloseTo(-0.013282, 6);
      expect(after7.lift.absolute.high).toBeCloseTo(-0.003121, 6);
      expect(after7.lift.p_value).toBeCloseTo(0.001554, 6);
      expect(liftSentence(after7.lift)).toBe('−0.8 points (−1.3 to −0.3); 4.3\u202f% less than the control group');
      const after1 = await lift(1);
      expect(after1.arms.control.conversion.numerator).toBe(20_034);
      expect(after1.arms.exposed.conversion.numerator).toBe(20_119);
      expect(after1.lift.p_value).toBeCloseTo(0.0744, 4);
      expect(liftSentence(after1.lift)).toMatch(/^No effect is established: −0\.6 points/);
    });

    it('flags the mismatch of the even split, and not one that nobody stated', async () => {
      const even = await lift(7, { exposed: 0.5, control: 0.5 });
      expect(even.sample_ratio.p_value).toBeCloseTo(0.0086, 4);
      expect(even.sample_ratio.verdict).toBe('doubtful');
      const warning = even.meta.warnings.find(({ code }) => code === 'sample_ratio');
      expect(warning?.message).toContain(
        '50.44\u202f% of people are exposed where 50.00\u202f% were planned (p = 0.0086)',
      );
      const unknown = await lift(7);
      expect(unknown.sample_ratio).toMatchObject({ verdict: 'unknown', p_value: null });
      expect(unknown.meta.warnings.map(({ code }) => code)).not.toContain('sample_ratio');
      const uneven = await lift(7, { exposed: 0.52, control: 0.48 });
      expect(uneven.sample_ratio.verdict).toBe('broken');
      expect(uneven.sample_ratio.days).toMatchObject([{ day: '2026-09-01', broken: true }]);
    });
  },
);
