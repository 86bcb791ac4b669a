import { type Import, type MappingInput, mappingSchema } from '@syncline/shared/control';
import type { Proportion } from '@syncline/shared/query';
import { type IndexAnswer, indexAnswerSchema } from '@syncline/shared/research';
import { MINIMUMS_TRIED, sensitivityAnswerSchema, THRESHOLDS_TRIED } from '@syncline/shared/sensitivity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { askAnalysis, byDimension, hasRealData, importFile, saveMapping } from './real-data.ts';

const PERIOD = { from: '2015-01-01', to: '2015-04-30' };
const user = { column: 'user_id', prefix: 'shop:' };
/** The tables of pages name no moment; the last instant of the study lies after every visit. */
const at = { constant: '2015-04-30T23:59:00Z' };
const id = (kind: string) => ({ column: 'user_id', prefix: `${kind}-` });
const campaign = { constant: 'shop' };
const order = { column: 'user_id', prefix: 'order-' };

/** One table of the study each: where a row of it is an event, and of which kind. */
const TABLES: { file: string; rows: number; mapping: MappingInput }[] = [
  {
    file: 'user_table',
    rows: 45_484,
    mapping: {
      name: 'Shop visits',
      time_format: 'YYYY-MM-DD',
      events: [
        {
          kind: 'activity',
          fields: {
            id: id('visit'),
            user,
            at: { column: 'date' },
            device: { column: 'device', values: { Desktop: 'desktop', Mobile: 'mobile' } },
          },
        },
      ],
    },
  },
  {
    file: 'search_page_table',
    rows: 22_890,
    mapping: {
      name: 'Shop searches',
      events: [{ kind: 'engagement', fields: { id: id('search'), user, at, campaign, action: { constant: 'click' } } }],
    },
  },
  {
    file: 'payment_page_table',
    rows: 3054,
    mapping: {
      name: 'Shop payment pages',
      events: [
        { kind: 'purchase', fields: { id: id('pay'), user, at, campaign, order, stage: { constant: 'triggered' } } },
      ],
    },
  },
  {
    file: 'payment_confirmation_table',
    rows: 227,
    mapping: {
      name: 'Shop purchases',
      events: [
        {
          kind: 'purchase',
          fields: {
            id: id('paid'),
            user,
            at,
            campaign,
            order,
            stage: { constant: 'paid' },
            amount: { constant: '0.00' },
            currency: { constant: 'USD' },
          },
        },
      ],
    },
  },
];

/** Known people of each device at each page, from the README of the data. */
const KNOWN = { mobile: [15_230, 7662, 1512, 149], desktop: [30_254, 15_228, 1542, 78] } as const;

/** To every digit: worked out with 50 decimals outside of this repository. */
const WORKED_OUT = {
  clicks: {
    mobile: [0.503086014445, 0.495145517673, 0.511024954841],
    desktop: [0.503338401534, 0.497704333117, 0.50897162228],
    difference: [-0.000252387089, -0.009988128713, 0.009482575753],
    ratio: [0.999498573747, 0.980344140254, 1.019027255739],
  },
  triggers: {
    mobile: [0.0992777413, 0.094629123842, 0.104128455919],
    desktop: [0.05096846698, 0.048546711267, 0.053504238501],
    difference: [0.04830927432, 0.043014014036, 0.053730928408],
    ratio: [1.947826709009, 1.819394611821, 2.085324900755],
  },
  pays: {
    mobile: [0.00978332239, 0.008339083917, 0.011474792946],
    desktop: [0.002578171481, 0.002066464363, 0.003216181428],
    difference: [0.007205150909, 0.005626264764, 0.00897232855],
    ratio: [3.794674815226, 2.88745003749, 4.986945840223],
  },
} as const;
const PAGES = Object.keys(WORKED_OUT) as (keyof typeof WORKED_OUT)[];
const Z = 1.959963984540054;

/** An end of the Wilson interval as what it is: the share that is z standard errors of its own away from the one seen. */
function wilsonEnd(counted: number, base: number, side: -1 | 1): number {
  const seen = counted / base;
  let [near, far] = [seen, side === 1 ? 1 : 0];
  for (let step = 0; step < 200; step += 1) {
    const share = (near + far) / 2;
    if (Math.abs(seen - share) < Z * Math.sqrt((share * (1 - share)) / base)) near = share;
    else far = share;
  }
  return near;
}

describe.skipIf(!hasRealData('device-funnel'))(
  'a shop’s desktop and mobile funnel by column mappings (needs SYNCLINE_REAL_DATA)',
  () => {
    let server: TestServer;
    let answer: IndexAnswer;
    const records: Import[] = [];

    beforeAll(async () => {
      server = await startTestServer();
      for (const { file, mapping } of TABLES) {
        const saved = mappingSchema.parse(await saveMapping(server.url, mapping));
        records.push(await importFile(server.url, `device-funnel/${file}.csv.gz`, { saved: saved.id }));
      }
      answer = indexAnswerSchema.parse(
        await askAnalysis(server.url, 'index', { period: PERIOD, behaviours: PAGES, segment: 'mobile' }),
      );
    });
    afterAll(() => server.stop());

    it('takes every row of every table as an event', () => {
      expect(
        records.map(({ state, mapping, rows, accepted, rejected }) => [state, mapping, rows, accepted, rejected]),
      ).toEqual(TABLES.map(({ rows, mapping }) => ['done', mapping.name, rows, rows, 0]));
    });

    it('tells the known numbers of each device at each page', async () => {
      expect(answer.people).toEqual({ segment: KNOWN.mobile[0], comparison: KNOWN.desktop[0], unknown: 0 });
      answer.rows.forEach(({ behaviour, segment, comparison }, place) => {
        expect([behaviour, segment?.numerator, segment?.base]).toEqual([
          PAGES[place],
          KNOWN.mobile[place + 1],
          KNOWN.mobile[0],
        ]);
        expect([comparison?.numerator, comparison?.base]).toEqual([KNOWN.desktop[place + 1], KNOWN.desktop[0]]);
      });
      const buyers = await byDimension(server.url, { period: PERIOD }, 'primary_device', 'buyers');
      expect(buyers).toEqual({ mobile: 149, desktop: 78 });
    });

    it('gives conversion, Wilson and Newcombe intervals and the ratio to every digit', () => {
      for (const { behaviour, segment, comparison, difference, ratio } of answer.rows) {
        const expected = WORKED_OUT[behaviour as (typeof PAGES)[number]];
        const found = { mobile: segment, desktop: comparison, difference, ratio };
        for (const [name, ends] of Object.entries(expected) as [keyof typeof found, readonly number[]][]) {
          const { value, low, high } = found[name] ?? { value: null, low: null, high: null };
          [value, low, high].forEach((number, place) => expect(number).toBeCloseTo(ends[place] ?? Number.NaN, 11));
        }
      }
    });

    it('has as ends of an interval what an interval of that kind has', () => {
      for (const { segment, comparison, difference } of answer.rows) {
        if (!segment || !comparison) throw new Error('held back');
        const ends = ({ numerator, base }: Proportion) =>
          [wilsonEnd(numerator, base, -1), wilsonEnd(numerator, base, 1)] as const;
        const [[l1, u1], [l2, u2]] = [ends(segment), ends(comparison)];
        expect([segment.low, segment.high, comparison.low, comparison.high].map((end) => end?.toFixed(10))).toEqual(
          [l1, u1, l2, u2].map((end) => end.toFixed(10)),
        );
        const [p1, p2] = [segment.numerator / segment.base, comparison.numerator / comparison.base];
        expect(difference.low).toBeCloseTo(p1 - p2 - Math.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), 10);
        expect(difference.high).toBeCloseTo(p1 - p2 + Math.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2), 10);
      }
    });

    it('says so in words that name both bases and the comparison group', () => {
      expect(answer.rows.map(({ sentence }) => sentence)).toEqual([
        'No difference is established in how likely primary mobile people and everyone else are to click: 50.3\u202f% of 15,230 against 50.3\u202f% of 30,254.',
        'Primary mobile people are 95\u202f% more likely to begin a purchase than everyone else (95\u202f% interval 82\u202f% more to 109\u202f% more): 9.9\u202f% of 15,230 against 5.1\u202f% of 30,254.',
        'Primary mobile people are 3.8 times as likely as everyone else to pay for a purchase (95\u202f% interval 2.9 to 5.0 times): 1.0\u202f% of 15,230 against 0.3\u202f% of 30,254.',
      ]);
    });

    it('does not move with the threshold where everybody is on one device, and has nobody left past one visit', async () => {
      const moved = sensitivityAnswerSchema.parse(
        await askAnalysis(server.url, 'index-sensitivity', { period: PERIOD, behaviours: PAGES, segment: 'mobile' }),
      );
      expect(moved.by_threshold).toHaveLength(THRESHOLDS_TRIED.length);
      for (const { people, rows } of moved.by_threshold) {
        expect(people).toEqual({ mobile: KNOWN.mobile[0], desktop: KNOWN.desktop[0], mixed: 0, unknown: 0 });
        expect(rows.map(({ ratio }) => ratio)).toEqual(answer.rows.map(({ ratio }) => ratio));
      }
      expect(moved.by_minimum.map(({ people }) => people.unknown)).toEqual(
        MINIMUMS_TRIED.map((least) => (least === 1 ? 0 : 45_484)),
      );
      expect(moved.meta.warnings.map(({ code }) => code)).toContain('suppressed');
    });
  },
);
