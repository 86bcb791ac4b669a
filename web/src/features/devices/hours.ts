import type { QueryAnswer } from '@syncline/shared/query';
import { type HeatCell, type PreparedHeat, prepareHeat } from '../../charts/prepare/heat.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { DEVICE_GROUPS, type Group, PRIMARY_GROUPS } from './device-names.ts';

export const WEEKDAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export const HOURS = 24;

/** What weeks are told apart by: the device of the action, or the primary device of whoever acts. */
export type WeeksBy = 'device' | 'primary_device';

/** One device's week: rows are weekdays from Monday on, columns hours. */
export interface DeviceWeek extends Group, PreparedHeat {
  /** The busiest hour; the earliest of several. */
  peak: HeatCell;
}

/** The weeks of each device, or of the people of each primary device, out of an answer by weekday and hour; what is other or unknown only where nothing else was used. */
export function weeksOf(answer: QueryAnswer, by: WeeksBy = 'device'): DeviceWeek[] {
  const groups = by === 'device' ? DEVICE_GROUPS : PRIMARY_GROUPS;
  const weeks = groups.flatMap((group) => weekOf(answer, by, group) ?? []);
  const named = weeks.filter(({ key }) => key !== 'other' && key !== 'unknown');
  return named.length > 0 ? named : weeks;
}

function weekOf(answer: QueryAnswer, by: WeeksBy, group: Group): DeviceWeek | null {
  const values = answer.rows
    .filter(({ dimensions }) => dimensions[by] === group.key)
    .map(({ dimensions, metrics }) => ({
      row: Number(dimensions.weekday) - 1,
      column: Number(dimensions.hour_of_day),
      value: metrics.actions ?? 0,
    }));
  const heat = prepareHeat(values, WEEKDAY_NAMES.length, HOURS);
  return heat.peak === null ? null : { ...group, ...heat, peak: heat.peak };
}

/** "Sun 21–22". */
export function hourName({ row, column }: Pick<HeatCell, 'row' | 'column'>): string {
  const clock = (value: number) => String(value).padStart(2, '0');
  return `${WEEKDAY_NAMES[row] ?? ''} ${clock(column)}–${clock(column + 1)}`;
}

/** The same numbers, one row an hour of the week. */
export function hoursTable(weeks: readonly DeviceWeek[]): ValueTable {
  return {
    columns: [{ label: 'Weekday' }, { label: 'Hour' }, ...weeks.map(({ name }) => ({ label: `${name}, actions` }))],
    rows: Array.from({ length: WEEKDAY_NAMES.length * HOURS }, (_, index) => [
      WEEKDAY_NAMES[Math.floor(index / HOURS)] ?? '',
      `${String(index % HOURS).padStart(2, '0')}:00`,
      ...weeks.map(({ cells }) => cells[index]?.value ?? 0),
    ]),
  };
}
