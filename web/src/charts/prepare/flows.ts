import type { Period } from '@syncline/shared/time';
import { type DayPoint, prepareDays } from './days.ts';
import { type Axis, zeroAxis } from '@syncline/shared/scale';

/** What came and went on a day; null where nothing is known. */
export interface FlowPoint {
  day: string;
  came: number | null;
  went: number | null;
  net: number | null;
  /** Of net, over the day and the six before it; null on open days. */
  mean: number | null;
  open: boolean;
}

interface FlowsInput {
  period: Period;
  came: ReadonlyMap<string, number | null>;
  went: ReadonlyMap<string, number | null>;
  openDays: readonly string[];
  known: { first_day: string | null; last_day: string | null; today: string };
}

/** One point per day of the period. `came` and `went` should begin `LEAD_DAYS` before it, for the mean of its first days. */
export function prepareFlows({ came, went, ...rest }: FlowsInput): FlowPoint[] {
  const days = [...new Set([...came.keys(), ...went.keys()])];
  const net = new Map(days.map((day) => [day, (came.get(day) ?? 0) - (went.get(day) ?? 0)]));
  const pointsOf = (values: ReadonlyMap<string, number | null>): DayPoint[] =>
    prepareDays({ ...rest, values, comparisonPeriod: null, additive: true });
  const [coming, going] = [pointsOf(came), pointsOf(went)];
  return pointsOf(net).map(({ day, value, mean, open }, index) => ({
    day,
    came: coming[index]?.value ?? null,
    went: going[index]?.value ?? null,
    net: value,
    mean,
    open,
  }));
}

/** An axis that holds what came above zero, what went below it, and the net line. */
export function flowAxis(points: readonly FlowPoint[]): Axis {
  return zeroAxis(
    points.flatMap(({ came, went, net, mean }) => [came, went === null ? null : -went, mean ?? net]),
    { whole: true },
  );
}

/** The unbroken runs of a line as indexes and values. */
export function runsOf(values: readonly (number | null)[]): { index: number; value: number }[][] {
  const runs: { index: number; value: number }[][] = [];
  let open = false;
  values.forEach((value, index) => {
    if (value === null) {
      open = false;
      return;
    }
    if (!open) runs.push([]);
    runs.at(-1)?.push({ index, value });
    open = true;
  });
  return runs;
}
