import { DEVICES } from '@syncline/shared/events';
import type { DimensionKey } from '@syncline/shared/metrics';
import { z } from 'zod';
import { CELL, CELL_SCOPES, CELL_STAGES, deviceBit, TOP_FREQUENCY } from '../../stores/clickhouse/cells-table.ts';
import type { Scope } from '../build.ts';
import { type CellSelection, timeBucket } from '../intervals.ts';
import type { MeasureKey } from '../metrics.ts';
import { bind, compile, type Fragment, join, type Statement, sql } from './fragment.ts';
import { dimensionSql } from './group.ts';

/** Where a measure stands in the cells; null for what is not in the log. */
const CODES = {
  impressions: CELL.impressions,
  viewable_impressions: CELL.viewable_impressions,
  reach: CELL.reach + 1,
  engagements: CELL.engagements,
  engaged_users: CELL.engaged_users,
  clicks: CELL.clicks,
  follows: CELL.follows,
  unfollows: CELL.unfollows,
  triggers: CELL.triggers,
  confirmations: CELL.confirmations,
  purchases: CELL.purchases,
  buyers: CELL.buyers,
  people: CELL.people,
  gross_revenue: CELL.gross_revenue,
  currency_orders: CELL.currency_orders,
  refunds: CELL.refunds,
  spend: null,
  active_users: CELL.active_users,
  actions: CELL.actions,
} as const satisfies Record<MeasureKey, number | null>;

/** Measures that are above 0 exactly where an event counts towards the measure, when it does not say so itself. */
const WITNESSES: Partial<Record<MeasureKey, number>> = {
  confirmations: CELL.triggers,
  gross_revenue: CELL.currency_orders,
  refunds: CELL.refund_rows,
};

const seriesOf = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

/**
 * Measures by group out of the cells, in the columns of a scan of the log: `keys` for the dimensions, the measures under
 * `alias`, and under `events` a number that is 0 where no event counts towards any of `listedFor`.
 */
export function groupedCells(
  selection: CellSelection,
  scope: Scope,
  dimensions: readonly DimensionKey[],
  keys: readonly Fragment[],
  measures: readonly MeasureKey[],
  listedFor: readonly MeasureKey[],
  { alias, events }: { alias: (measure: MeasureKey) => Fragment; events: Fragment },
): Fragment {
  const witnesses = listedFor.flatMap((measure) => WITNESSES[measure] ?? CODES[measure] ?? []);
  const codes = [...new Set([...measures.flatMap((measure) => CODES[measure] ?? []), ...witnesses])];
  const columns = [
    ...dimensions.map((dimension, index) => sql`${keyOf(dimension, scope)} AS ${keys[index] ?? sql``}`),
    ...measures.map((measure) => sql`${summed(CODES[measure])} AS ${alias(measure)}`),
    sql`sumIf(n, measure IN ${bind('Array(UInt8)', witnesses)}) AS ${events}`,
  ];
  const bucket = timeBucket(dimensions);
  const together = bucket
    ? sql` AND ${dimensionSql(bucket).key(scope)} = ${dimensionSql(bucket).key(scope, sql`start`)}`
    : sql``;
  const groups = keys.length > 0 ? sql` GROUP BY ${join(keys, ', ')} HAVING ${events} > 0` : sql``;
  return sql`SELECT ${join(columns, ', ')} ${fromCells(selection, codes)}${together}${groups}`;
}

function summed(code: number | null): Fragment {
  if (code === null) return sql`CAST(NULL AS Nullable(Int64))`;
  return sql`sumIf(n, measure = ${bind('UInt8', code)})`;
}

function keyOf(dimension: DimensionKey, scope: Scope): Fragment {
  if (dimension === 'brand' || dimension === 'campaign') return sql`scope`;
  if (dimension !== 'device') return dimensionSql(dimension).key(scope);
  return sql`transform(devices, ${bind('Array(UInt8)', DEVICES.map(deviceBit))}, ${bind('Array(String)', DEVICES)}, '')`;
}

/** FROM and WHERE: the cells of some measures whose interval lies in the period. */
function fromCells(selection: CellSelection, codes: readonly number[]): Fragment {
  return sql`${ofMeasures(selection, codes)} AND start >= ${bind('Date', selection.period.from)}`;
}

/** FROM and WHERE: the cells of some measures up to the end of the period. */
function ofMeasures({ by, slugs, devices, period }: CellSelection, codes: readonly number[]): Fragment {
  const named = slugs === null ? sql`` : sql` AND scope IN ${bind('Array(String)', slugs)}`;
  return sql`FROM cells WHERE by = ${bind('String', by)} AND devices IN ${bind('Array(UInt8)', devices)}
    AND measure IN ${bind('Array(UInt8)', codes)}${named}
    AND day <= ${bind('Date', period.to)}`;
}

export const scopeSchema = z.object({ by: z.enum(CELL_SCOPES), slug: z.string() });

/** Everything that cells are kept of: the account, every brand and every campaign. */
export function compileScopes(): Statement {
  return compile(
    sql`SELECT DISTINCT toString(by) AS by, toString(scope) AS slug FROM cells WHERE measure = ${bind('UInt8', CELL.people)} ORDER BY by, slug`,
  );
}

export const measureSumSchema = z.object({ measure: z.int(), n: z.int() });
export type MeasureSum = z.infer<typeof measureSumSchema>;

export const otherCurrencyCellsSchema = z.object({ currency_number: z.int(), paid: z.int(), refunded: z.int() });

/** Amounts in other currencies than the workspace's, by `currencyNumber`. */
export function compileOtherCurrencyCells(selection: CellSelection): Statement {
  const [paid, refunded] = [bind('UInt8', CELL.other_paid), bind('UInt8', CELL.other_refunded)];
  return compile(sql`SELECT toUInt32(toUInt16(start)) AS currency_number, sumIf(n, measure = ${paid}) AS paid,
      sumIf(n, measure = ${refunded}) AS refunded
    ${ofMeasures(selection, [CELL.other_paid, CELL.other_refunded])} AND day >= ${bind('Date', selection.period.from)}
    GROUP BY currency_number HAVING paid != 0 OR refunded != 0`);
}

/** Impressions, people at each frequency or more, and those of them who converted, by measure. */
export function compileFrequencyCells(selection: CellSelection): Statement {
  return byMeasure(selection, [
    CELL.impressions,
    ...seriesOf(CELL.reach + 1, TOP_FREQUENCY),
    ...seriesOf(CELL.converted + 1, TOP_FREQUENCY),
  ]);
}

/** People reached, and by stage those who did it and those who did it or a later one, by measure. */
export function compileFunnelCells(selection: CellSelection): Statement {
  return byMeasure(selection, [
    CELL.reach + 1,
    ...seriesOf(CELL.did, CELL_STAGES.length),
    ...seriesOf(CELL.reached, CELL_STAGES.length - 1),
  ]);
}

function byMeasure(selection: CellSelection, codes: readonly number[]): Statement {
  return compile(
    sql`SELECT measure, sum(n) AS n FROM (SELECT toUInt32(measure) AS measure, n ${fromCells(selection, codes)}) GROUP BY measure`,
  );
}

export const dailyCellsSchema = z.object({
  day: z.string(),
  impressions: z.int(),
  reach: z.int(),
  newly_reached: z.int(),
});
export type DailyCells = z.infer<typeof dailyCellsSchema>;

/** Impressions, reach and newly reached people of each day of the period that has any. */
export function compileReachCells(selection: CellSelection): Statement {
  const reach = bind('UInt8', CELL.reach + 1);
  return compile(sql`SELECT toString(on_day) AS day, impressions, reach, newly_reached FROM (
    SELECT day AS on_day, sumIf(n, measure = ${bind('UInt8', CELL.impressions)}) AS impressions,
      sumIf(n, measure = ${reach} AND start = day) AS reach, sumIf(n, measure = ${reach}) AS newly_reached
    ${fromCells(selection, [CELL.impressions, CELL.reach + 1])} GROUP BY day)`);
}
