import type { DimensionKey } from '@syncline/shared/metrics';
import type { Scope } from '../build.ts';
import { type Fragment, sql } from './fragment.ts';
import { hourOfDay } from './time.ts';

interface DimensionSql {
  /** What rows are grouped by: cheap to compute for every event. */
  key: (scope: Scope) => Fragment;
  /** The value in the answer, made of the key's alias: computed once for each group. */
  value: (key: Fragment) => Fragment;
  /** How the value arrives. */
  type: 'text' | 'number';
}

const column = (key: Fragment): DimensionSql => ({
  key: () => key,
  value: (alias) => sql`toString(${alias})`,
  type: 'text',
});

/** Every dimension as SQL. Local hours that occur twice when clocks go back are one hour, as their label is. */
const DIMENSION_SQL = {
  brand: column(sql`brand`),
  campaign: column(sql`campaign`),
  offer: column(sql`offer`),
  network: column(sql`network`),
  device: column(sql`device`),
  client: column(sql`client`),
  action: column(sql`action`),
  arm: column(sql`arm`),
  primary_device: column(sql`primary_device`),
  'time:hour': {
    key: (scope) => sql`toUInt32(day) * 24 + ${hourOfDay(scope.timezone)}`,
    value: (alias) =>
      sql`concat(toString(toDate(intDiv(${alias}, 24))), 'T', leftPad(toString(${alias} % 24), 2, '0'), ':00')`,
    type: 'text',
  },
  'time:day': column(sql`day`),
  'time:week': column(sql`toMonday(day)`),
  'time:month': column(sql`toStartOfMonth(day)`),
  hour_of_day: { key: (scope) => hourOfDay(scope.timezone), value: (alias) => alias, type: 'number' },
  weekday: { key: () => sql`toDayOfWeek(day)`, value: (alias) => alias, type: 'number' },
} as const satisfies Record<DimensionKey, DimensionSql>;

/** The SQL of one dimension. */
export function dimensionSql(dimension: DimensionKey): DimensionSql {
  return DIMENSION_SQL[dimension];
}
