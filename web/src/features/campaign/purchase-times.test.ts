import { LOSSES } from '@syncline/shared/events';
import type { TimeToPurchaseAnswer } from '@syncline/shared/query';
import { describe, expect, it } from 'vitest';
import { prepareConfirmTimes } from '../../charts/prepare/confirm-times.ts';
import { lossGroups, timesTitle } from './purchase-times.ts';

const minutesOf = (byMinute: readonly number[], decided: number) => {
  let by = 0;
  return byMinute.map((orders, minute) => {
    by += orders;
    return { minute, orders, confirmed_by: by, share_confirmed: by / decided, share_lost_after: 1 - by / decided };
  });
};

describe('the title of the time to purchase', () => {
  it('says by which minute half of the confirmations had come', () => {
    expect(timesTitle({ minutes: minutesOf([10, 15, 25], 60), confirmed: 50 })).toBe(
      'Half of all confirmations come within 2 minutes',
    );
    expect(timesTitle({ minutes: minutesOf([25, 15, 10], 60), confirmed: 50 })).toBe(
      'Half of all confirmations come within a minute',
    );
  });

  it('says what by what where few were confirmed', () => {
    expect(timesTitle({ minutes: minutesOf([29], 60), confirmed: 29 })).toBe('Time from trigger to confirmation');
    expect(timesTitle({ minutes: minutesOf([0, 0], 60), confirmed: 0 })).toBe('Time from trigger to confirmation');
  });
});

describe('what was lost', () => {
  const answer = {
    triggered: 100,
    late: 4,
    never: 20,
    outcomes: { expired: 22, declined: 0, cancelled: 2 },
    lost: {
      orders: 12,
      reasons: LOSSES.map((loss) => ({ loss, orders: loss === 'unsynced' ? 3 : loss === 'sold_out' ? 9 : 0 })),
    },
  } as TimeToPurchaseAnswer;

  it('is told apart by what it is of, largest reason first, without what there is none of', () => {
    expect(
      lossGroups(answer).map(({ base, rows }) => [base, ...rows.map(({ key, orders }) => `${key} ${orders}`)]),
    ).toEqual([
      [100, 'never 20', 'late 4', 'expired 22', 'cancelled 2'],
      [12, 'sold_out 9', 'unsynced 3'],
    ]);
  });

  it('is nothing where nothing was', () => {
    const none = { ...answer, late: 0, never: 0, outcomes: { expired: 0, declined: 0, cancelled: 0 } };
    expect(lossGroups({ ...none, lost: { orders: 0, reasons: [] } })).toEqual([]);
  });
});

describe('confirmations by minute', () => {
  it('end with all that came after the deadline', () => {
    const data = prepareConfirmTimes({
      minutes: minutesOf([3, 1, 0], 8),
      late: 2,
      time_to_confirm: { median_seconds: 90, p90_seconds: 100 },
      deadline_seconds: 180,
    });
    expect(data.points.map(({ label, orders, share, late }) => [label, orders, share, late])).toEqual([
      ['0–1 min', 3, 0.375, false],
      ['1–2 min', 1, 0.5, false],
      ['2–3 min', 0, 0.5, false],
      ['later', 2, null, true],
    ]);
    expect([data.median, data.deadline, data.ordersAxis.high]).toEqual([1.5, 3, 3]);
  });
});
