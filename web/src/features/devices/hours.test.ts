import type { QueryAnswer } from '@syncline/shared/query';
import { describe, expect, it } from 'vitest';
import { hourName, hoursTable, weeksOf } from './hours.ts';

function answerOf(rows: readonly [device: string, weekday: number, hour: number, actions: number][]): QueryAnswer {
  return {
    rows: rows.map(([device, weekday, hour_of_day, actions]) => ({
      dimensions: { device, weekday, hour_of_day },
      metrics: { actions },
    })),
    totals: { metrics: {} },
  } as unknown as QueryAnswer;
}

describe('a device’s week', () => {
  const weeks = weeksOf(
    answerOf([
      ['mobile', 7, 21, 40],
      ['mobile', 1, 0, 10],
      ['desktop', 1, 10, 12],
      ['unknown', 3, 3, 99],
    ]),
  );

  it('has a cell for every hour, Monday first, and adds up', () => {
    const [mobile] = weeks;
    expect(mobile?.cells).toHaveLength(168);
    expect(mobile?.cells[0]).toMatchObject({ row: 0, column: 0, value: 10 });
    expect(mobile?.total).toBe(50);
  });

  it('names its busiest hour', () => {
    expect(weeks.map(({ peak }) => hourName(peak))).toEqual(['Sun 21–22', 'Mon 10–11']);
  });

  it('is left out for devices without actions, and for unknown ones beside known ones', () => {
    expect(weeks.map(({ key }) => key)).toEqual(['mobile', 'desktop']);
    expect(weeksOf(answerOf([['unknown', 3, 3, 99]])).map(({ key }) => key)).toEqual(['unknown']);
    expect(weeksOf(answerOf([]))).toEqual([]);
  });

  it('is told apart by the primary device of whoever acts, too', () => {
    const answer = {
      rows: [
        ['mobile', 2, 8, 5],
        ['mixed', 2, 9, 7],
        ['unknown', 2, 9, 90],
      ].map(([primary_device, weekday, hour_of_day, actions]) => ({
        dimensions: { primary_device, weekday, hour_of_day },
        metrics: { actions },
      })),
    } as unknown as QueryAnswer;
    expect(weeksOf(answer, 'primary_device').map(({ name, total }) => [name, total])).toEqual([
      ['Primary mobile', 5],
      ['Mixed', 7],
    ]);
    expect(weeksOf(answer)).toEqual([]);
  });

  it('exports one row an hour', () => {
    const table = hoursTable(weeks);
    expect(table.rows).toHaveLength(168);
    expect(table.rows.at(-3)).toEqual(['Sun', '21:00', 40, 0]);
  });
});
