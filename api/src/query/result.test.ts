import { type QueryInput, querySchema } from '@syncline/shared/query';
import { describe, expect, it } from 'vitest';
import { buildQuery } from './build.ts';
import { NO_CELLS } from './intervals.ts';
import { NO_RATES } from './currencies/port.ts';
import { NO_SPEND } from './spend/port.ts';
import { shapeResult } from './result.ts';

const context = {
  reader: { query: () => Promise.reject(new Error('shaping asks nothing')) },
  cells: NO_CELLS,
  spend: NO_SPEND,
  rates: NO_RATES,
  clock: { now: () => 0 },
  timezone: 'UTC',
  currency: 'USD',
  demo: () => false,
  backlogEvents: () => 0,
};
const query = (input: Partial<QueryInput>) =>
  buildQuery(
    querySchema.parse({ period: { from: '2026-09-01', to: '2026-09-02' }, metrics: ['reach', 'frequency'], ...input }),
    context,
    0,
  );
const total = { reach: 3, frequency: 2, events_counted: 6 };

describe('shapeResult', () => {
  it('gives a question without dimensions its total as the only row', () => {
    const result = shapeResult(query({}), { rows: null, rowsTotal: 1, totals: total, comparison: null });
    expect(result).toEqual({
      rows: [{ dimensions: {}, metrics: { reach: 3, frequency: 2 } }],
      totals: { metrics: { reach: 3, frequency: 2 } },
    });
  });

  it('compares the first day with the first day, and what was not there with nothing', () => {
    const row = (day: string, reach: number) => ({
      dimension_0: day,
      reach,
      frequency: 1,
      events_counted: 1,
      groups: 2,
    });
    const result = shapeResult(query({ dimensions: ['time:day'], compare: 'previous_period' }), {
      rows: [row('2026-09-01', 2), row('2026-09-02', 3)],
      rowsTotal: 2,
      totals: total,
      comparison: { rows: [row('2026-08-31', 7)], totals: { reach: 7, frequency: 1, events_counted: 7 } },
    });
    expect(result.rows).toEqual([
      {
        dimensions: { 'time:day': '2026-09-01' },
        metrics: { reach: 2, frequency: 1 },
        comparison: { reach: 0, frequency: null },
      },
      {
        dimensions: { 'time:day': '2026-09-02' },
        metrics: { reach: 3, frequency: 1 },
        comparison: { reach: 7, frequency: 1 },
      },
    ]);
    expect(result.totals).toEqual({
      metrics: { reach: 3, frequency: 2 },
      comparison: { reach: 7, frequency: 1 },
    });
  });
});
