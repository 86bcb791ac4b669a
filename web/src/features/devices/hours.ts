import type { QueryAnswer } from '@syncline/shared/query';
import { type HeatCell, type PreparedHeat, prepareHeat } from '../../charts/prepare/heat.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { DEVICE_GROUPS, type Group } from './device-names.ts';

export const WEEKDAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export const HOURS = 24;

/** One device's week: rows are weekdays from Monday on, columns hours. */
export interface DeviceWeek extends Group, PreparedHeat {
  /** The busiest hour; the earliest of several. */
  peak: HeatCell;
}

/** The weeks of phones, desktops and tablets out of the answer by device, weekday and hour; other classes only where none of these was used. */
export function weeksOf(answer: QueryAnswer): DeviceWeek[] {
  const weeks = DEVICE_GROUPS.flatMap((group) => weekOf(answer, group) ?? []);
  const named = weeks.filter(({ key }) => key === 'mobile' || key === 'desktop' || key === 'tablet');
  return named.length > 0 ? named : weeks;
}

function weekOf(answer: QueryAnswer, group: Group): DeviceWeek | null {
  const values = answer.rows
    .filter(({ dimensions }) => dimensions.device === group.key)
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
