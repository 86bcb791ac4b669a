import type { Period } from '@syncline/shared/time';
import { dayNumber, dayText } from '../../lib/zone.ts';
import { CELL, CELL_STAGES, currencyCode, TOP_FREQUENCY } from '../../stores/clickhouse/cells-table.ts';
import type { QueryContext } from '../context.ts';
import type { CellSelection } from '../intervals.ts';
import type { OtherCurrency } from '../sql/scan.ts';
import { readCells } from './port.ts';

const seriesOf = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

const FREQUENCY = [
  CELL.impressions,
  ...seriesOf(CELL.reach + 1, TOP_FREQUENCY),
  ...seriesOf(CELL.converted + 1, TOP_FREQUENCY),
];

const FUNNEL = [
  CELL.reach + 1,
  ...seriesOf(CELL.did, CELL_STAGES.length),
  ...seriesOf(CELL.reached, CELL_STAGES.length - 1),
];

/** Figures of a period by the code of what is measured. */
export type MeasureSums = ReadonlyMap<number, number>;

/** Impressions, people at each frequency or more, and those of them who converted. Throws a CellsUnreadableError. */
export async function frequencySums(
  context: QueryContext,
  selection: CellSelection,
  signal?: AbortSignal,
): Promise<MeasureSums> {
  return sumsOf(context, selection, FREQUENCY, signal);
}

/** People reached, and by stage those who did it and those who did it or a later one. Throws a CellsUnreadableError. */
export async function funnelSums(
  context: QueryContext,
  selection: CellSelection,
  signal?: AbortSignal,
): Promise<MeasureSums> {
  return sumsOf(context, selection, FUNNEL, signal);
}

async function sumsOf(
  context: QueryContext,
  selection: CellSelection,
  codes: readonly number[],
  signal: AbortSignal | undefined,
): Promise<MeasureSums> {
  const planes = await readCells(context, selection, codes, signal);
  const { from, to } = numbered(selection.period);
  return new Map(codes.map((code) => [code, planes.reduce((sum, plane) => sum + plane.vector(code).sum(from, to), 0)]));
}

/** What a day adds to a reach curve. */
export interface DailyReach {
  day: string;
  impressions: number;
  reach: number;
  newly_reached: number;
}

/** Impressions, reach and newly reached people of each day of the period. Throws a CellsUnreadableError. */
export async function dailyReach(
  context: QueryContext,
  selection: CellSelection,
  signal?: AbortSignal,
): Promise<DailyReach[]> {
  const planes = await readCells(context, selection, [CELL.impressions, CELL.reach + 1], signal);
  const { from, to } = numbered(selection.period);
  return seriesOf(from, to - from + 1).map((day) => {
    const sum = (code: number, start: number) =>
      planes.reduce((all, plane) => all + plane.vector(code).since(day, start), 0);
    const [impressions, reach] = [sum(CELL.impressions, day), sum(CELL.reach + 1, day)];
    return { day: dayText(day), impressions, reach, newly_reached: sum(CELL.reach + 1, from) };
  });
}

/** Amounts in other currencies than the workspace's, in their minor units. Throws a CellsUnreadableError. */
export async function otherCurrencySums(
  context: QueryContext,
  selection: CellSelection,
  signal?: AbortSignal,
): Promise<OtherCurrency[]> {
  const planes = await readCells(context, selection, [CELL.other_paid, CELL.other_refunded], signal);
  const { from, to } = numbered(selection.period);
  const found = new Map<number, OtherCurrency>();
  const add = (figure: 'paid' | 'refunded') => (_: number, number: number, amount: number) => {
    const sum = found.get(number) ?? { currency: currencyCode(number), paid: 0, refunded: 0 };
    found.set(number, { ...sum, [figure]: sum[figure] + amount });
  };
  for (const plane of planes) {
    plane.vector(CELL.other_paid).each(from, to, add('paid'));
    plane.vector(CELL.other_refunded).each(from, to, add('refunded'));
  }
  return [...found.values()];
}

function numbered({ from, to }: Period): { from: number; to: number } {
  return { from: dayNumber(from), to: dayNumber(to) };
}
