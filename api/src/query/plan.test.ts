import { type DimensionKey, METRIC_KEYS, type MetricKey } from '@syncline/shared/metrics';
import { type QueryInput, querySchema } from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';
import { describe, expect, it } from 'vitest';
import { buildQuery } from './build.ts';
import { NO_CELLS } from './intervals.ts';
import { NO_RATES } from './currencies/port.ts';
import { NO_SPEND } from './spend/port.ts';
import { measuresOf, METRIC_EXPRESSIONS, usesMoney, usesSpend, valueOfNothing } from './metrics.ts';
import { narrowTo, planQuery } from './plan.ts';

const context = {
  reader: { query: () => Promise.reject(new Error('planning asks nothing')) },
  cells: NO_CELLS,
  spend: NO_SPEND,
  rates: NO_RATES,
  clock: { now: () => 0 },
  timezone: 'UTC',
  currency: 'USD',
  demo: () => false,
  backlogEvents: () => 0,
};
/** Every day is closed. */
const ALL_CELLS = { ...NO_CELLS, coveredThrough: ({ to }: Period) => to };
const plan = (input: Partial<QueryInput>, coverage = NO_CELLS) =>
  planQuery(
    buildQuery(
      querySchema.parse({ period: { from: '2026-09-01', to: '2026-09-30' }, metrics: ['reach'], ...input }),
      context,
      0,
    ),
    coverage,
  );

describe('planQuery', () => {
  it('measures each base figure once, however many metrics need it', () => {
    const { totals } = plan({ metrics: ['frequency', 'reach', 'engagement_rate', 'net_revenue'] });
    expect(totals.measures).toEqual(['impressions', 'reach', 'engagements', 'gross_revenue', 'refunds']);
  });

  it('needs one scan for a question without dimensions and two more for a comparison with groups', () => {
    expect(plan({}).rows).toBeNull();
    const compared = plan({ dimensions: ['campaign'], compare: 'previous_period', limit: 5, offset: 10 });
    expect(compared.rows?.page).toEqual({ limit: 5, offset: 10 });
    expect(compared.comparison?.rows?.page).toBeNull();
    expect(compared.comparison?.totals.source.scope.period).toEqual({ from: '2026-08-02', to: '2026-08-31' });
  });

  it('joins primary devices only where a dimension or a filter names them', () => {
    expect(plan({ dimensions: ['device'] }).rows?.source.joinsPrimaryDevice).toBe(false);
    const grouped = plan({ dimensions: ['primary_device'] });
    expect([grouped.rows?.source.joinsPrimaryDevice, grouped.totals.source.joinsPrimaryDevice]).toEqual([true, false]);
    const filtered = plan({ filters: [{ dimension: 'primary_device', op: 'is', values: ['mobile'] }] });
    expect(filtered.totals.source.joinsPrimaryDevice).toBe(true);
  });

  it('takes primary devices from cells for the account, at the usual threshold, where it keeps every measure', () => {
    const metrics: MetricKey[] = ['active_users', 'actions', 'engagements', 'buyers'];
    const dimensions: DimensionKey[] = ['primary_device'];
    const asked = (input: Partial<QueryInput>) => plan({ metrics, dimensions, ...input }, ALL_CELLS);
    expect(asked({}).tier).toBe('intervals');
    expect(asked({}).rows?.source.cells?.segments).toEqual(['unknown', 'mobile', 'desktop', 'mixed']);
    const some = asked({ filters: [{ dimension: 'primary_device', op: 'is_not', values: ['unknown', 'mixed'] }] });
    expect(some.totals.source.cells?.segments).toEqual(['mobile', 'desktop']);
    const inLog: Partial<QueryInput>[] = [
      { primary_device_threshold: 0.61 },
      { metrics: ['purchases'] },
      { dimensions: ['primary_device', 'time:day'] },
      { filters: [{ dimension: 'campaign', op: 'is', values: ['autumn'] }] },
    ];
    expect(inLog.map((input) => asked(input).rows?.source.cells)).toEqual([null, null, null, null]);
  });

  it('reads from the log what only the log tells, and refuses to do without it', () => {
    expect(plan({ metrics: ['triggers'] }, ALL_CELLS).tier).toBe('intervals');
    expect(plan({ metrics: ['triggers', 'lost_triggers'] }, ALL_CELLS).tier).toBe('raw');
    expect(() => plan({ metrics: ['lost_triggers'], tier: 'intervals' }, ALL_CELLS)).toThrow('do not hold');
  });

  it('reads from the log only what cells do not tell apart by primary device', () => {
    const metrics: MetricKey[] = ['actions_per_user', 'purchases'];
    const { tier, rows } = plan({ metrics, dimensions: ['primary_device'] }, ALL_CELLS);
    expect(tier).toBe('mixed');
    expect([rows?.source.cells === null, rows?.rest?.source.cells, rows?.rest?.measures]).toEqual([
      false,
      null,
      ['purchases'],
    ]);
    expect(plan({ metrics, dimensions: ['device'] }, ALL_CELLS).rows?.rest).toBeNull();
  });

  it('looks up other currencies only for money', () => {
    expect(plan({}).otherCurrencies).toBeNull();
    expect(plan({ metrics: ['average_order_value'] }).otherCurrencies).not.toBeNull();
  });
});

describe('narrowTo', () => {
  it('confines compared groups to the values on the page, and leaves calendar buckets open', () => {
    const scan = plan({ dimensions: ['campaign', 'time:day'], compare: 'previous_period' }).comparison?.rows;
    if (!scan) throw new Error('no compared groups were planned');
    const narrowed = narrowTo(scan, [
      new Map([
        ['campaign', 'autumn'],
        ['time:day', '2026-09-01'],
      ]),
      new Map([
        ['campaign', 'autumn'],
        ['time:day', '2026-09-02'],
      ]),
    ]);
    expect(narrowed.source.scope.filters).toEqual([{ dimension: 'campaign', op: 'is', values: ['autumn'] }]);
  });
});

describe('metric expressions', () => {
  it('are made of measures, and give 0 or null over nothing', () => {
    for (const key of METRIC_KEYS) {
      expect(measuresOf(METRIC_EXPRESSIONS[key]).length).toBeGreaterThan(0);
      expect([0, null]).toContain(valueOfNothing(METRIC_EXPRESSIONS[key]));
    }
    expect(valueOfNothing(METRIC_EXPRESSIONS.net_follows)).toBe(0);
    expect(valueOfNothing(METRIC_EXPRESSIONS.frequency)).toBeNull();
    expect(valueOfNothing(METRIC_EXPRESSIONS.spend)).toBeNull();
    expect(valueOfNothing(METRIC_EXPRESSIONS.average_order_value)).toBeNull();
  });

  it('know which metrics use money and spend', () => {
    expect(METRIC_KEYS.filter(usesMoney)).toEqual([
      'gross_revenue',
      'refunds',
      'net_revenue',
      'average_order_value',
      'roas',
    ]);
    expect(METRIC_KEYS.filter(usesSpend)).toEqual(['spend', 'cpm', 'cpa', 'roas']);
  });
});
