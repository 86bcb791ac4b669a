import type { TimeToPurchaseAnswer } from '@syncline/shared/query';
import { type Axis, zeroAxis } from '@syncline/shared/scale';

export interface ConfirmPoint {
  /** "0–1 min", or "later". */
  label: string;
  orders: number;
  /** Whether they came after the deadline. */
  late: boolean;
  /** Share of the decided orders confirmed by the end of the minute; null after the deadline, and where none is decided. */
  share: number | null;
  /** What would be lost if the deadline were there. */
  lostAfter: number | null;
}

export interface PreparedConfirmTimes {
  /** The minutes up to the deadline, then all that is later. */
  points: ConfirmPoint[];
  ordersAxis: Axis;
  shareAxis: Axis;
  /** Minutes after the trigger at which half of the confirmations in time had come; null where there are none. */
  median: number | null;
  /** Minutes from trigger to deadline. */
  deadline: number;
}

const MINUTE_S = 60;

/** Confirmations by minute and the share confirmed by then, ready to be drawn. */
export function prepareConfirmTimes(
  answer: Pick<TimeToPurchaseAnswer, 'minutes' | 'late' | 'time_to_confirm' | 'deadline_seconds'>,
): PreparedConfirmTimes {
  const inTime = answer.minutes.map(
    ({ minute, orders, share_confirmed, share_lost_after }): ConfirmPoint => ({
      label: `${minute}–${minute + 1} min`,
      orders,
      late: false,
      share: share_confirmed,
      lostAfter: share_lost_after,
    }),
  );
  const later: ConfirmPoint = { label: 'later', orders: answer.late, late: true, share: null, lostAfter: null };
  const points = [...inTime, later];
  const { median_seconds: median } = answer.time_to_confirm;
  return {
    points,
    ordersAxis: zeroAxis(
      points.map(({ orders }) => orders),
      { whole: true, intervals: 3 },
    ),
    shareAxis: { ticks: [0, 0.5, 1], low: 0, high: 1 },
    median: median === null ? null : median / MINUTE_S,
    deadline: answer.deadline_seconds / MINUTE_S,
  };
}
