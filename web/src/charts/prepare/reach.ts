import type { ReachCurveAnswer } from '@syncline/shared/query';
import { type Axis, zeroAxis } from '@syncline/shared/scale';

export interface ReachPoint {
  day: string;
  /** Null on days that are still to come. */
  cumulative: number | null;
  newly: number | null;
  open: boolean;
  before: number | null;
  beforeDay: string | null;
}

export interface PreparedReach {
  points: ReachPoint[];
  cumulativeAxis: Axis;
  newlyAxis: Axis;
  /** The first day by which half of the people had been reached. */
  half: number | null;
  /** Index of the last day that has begun. */
  last: number;
}

/** The build of reach, ready to be drawn. Days after `today` are gaps. */
export function prepareReach(
  answer: Pick<ReachCurveAnswer, 'days' | 'comparison' | 'reach'>,
  openDays: readonly string[],
  today: string,
): PreparedReach {
  const open = new Set(openDays);
  const points = answer.days.map((row, index): ReachPoint => {
    const before = answer.comparison?.days[index];
    const begun = row.day <= today;
    return {
      day: row.day,
      cumulative: begun ? row.cumulative_reach : null,
      newly: begun ? row.newly_reached : null,
      open: open.has(row.day),
      before: before?.cumulative_reach ?? null,
      beforeDay: before?.day ?? null,
    };
  });
  const half = points.findIndex((point) => point.cumulative !== null && point.cumulative * 2 >= answer.reach);
  return {
    points,
    cumulativeAxis: zeroAxis([answer.reach, answer.comparison?.reach ?? 0], { whole: true }),
    newlyAxis: zeroAxis(
      points.map((point) => point.newly),
      { whole: true, intervals: 1.5 },
    ),
    half: answer.reach > 0 && half >= 0 ? half : null,
    last: points.findLastIndex((point) => point.cumulative !== null),
  };
}
