import { type ZodType, z } from 'zod';
import type { Order } from '../build.ts';
import type { MeasureKey } from '../metrics.ts';
import type { Scan, Source } from '../plan.ts';
import { bind, compile, type Fragment, identifier, join, type Statement, sql } from './fragment.ts';
import { dimensionSql } from './group.ts';
import { belongsTo, listedRows } from './rows.ts';
import { groupedPeople, isOfWholePeople } from './segments.ts';
import { measureAlias, measureColumn, measured, metricColumn, rowsOf } from './select.ts';
import { confirmedOrders, fromSource } from './source.ts';

/** A group of a scan as it arrives: values of the dimensions in order, values of the metrics, groups there are on all pages. */
export type ScanRow = Record<string, string | number | null>;

/** Column of the answer that holds the value of the dimension at `index`. */
export const dimensionColumn = (index: number) => `dimension_${index}`;
/** Column with the number of groups before the page was cut. */
export const GROUPS_COLUMN = 'groups';
/** Column with the number of events that count towards any of the metrics. */
export const EVENTS_COLUMN = 'events_counted';

/**
 * A scan as one statement. A group is listed when at least one event counts towards a requested metric; without
 * dimensions there is always one row. Nulls come last in either direction.
 */
export function compileScan(scan: Scan): Statement {
  const keys = scan.dimensions.map((_, index) => identifier(`d${index}`));
  const outer = [
    ...scan.dimensions.map((dimension, index) => {
      const key = keys[index] ?? sql``;
      return sql`${dimensionSql(dimension).value(key)} AS ${identifier(dimensionColumn(index))}`;
    }),
    ...scan.metrics.map(metricColumn),
    identifier(EVENTS_COLUMN),
    ...(scan.dimensions.length > 0 ? [sql`count() OVER () AS ${identifier(GROUPS_COLUMN)}`] : []),
  ];
  return compile(
    sql`${confirmations(scan)}SELECT ${join(outer, ', ')} FROM (${grouped(scan, keys)})${ordering(scan)}${paging(scan)}`,
  );
}

/** Every group of a scan with its measures, under `measureColumn`, for figures that are put together from several scans. */
export function compileMeasures(scan: Scan): Statement {
  const keys = scan.dimensions.map((_, index) => identifier(`d${index}`));
  const outer = [
    ...scan.dimensions.map((dimension, index) => {
      const key = keys[index] ?? sql``;
      return sql`${dimensionSql(dimension).value(key)} AS ${identifier(dimensionColumn(index))}`;
    }),
    ...scan.measures.map(measureAlias),
    identifier(EVENTS_COLUMN),
  ];
  return compile(sql`${confirmations(scan)}SELECT ${join(outer, ', ')} FROM (${grouped(scan, keys)})`);
}

/** The shape of a row of `compileMeasures`. */
export function measureRowSchema(scan: Scan): ZodType<ScanRow> {
  const shape: Record<string, ZodType<string | number | null>> = { [EVENTS_COLUMN]: z.int() };
  scan.dimensions.forEach((dimension, index) => {
    shape[dimensionColumn(index)] = dimensionSql(dimension).type === 'number' ? z.number() : z.string();
  });
  for (const measure of scan.measures) shape[measureColumn(measure)] = z.number().nullable();
  return z.object(shape);
}

/** The number of groups of a scan, as one row with the column `groups`. */
export function compileGroupCount(scan: Scan): Statement {
  const keys = scan.dimensions.map((_, index) => identifier(`d${index}`));
  const bare = { ...scan, measures: [] };
  return compile(sql`SELECT count() AS ${identifier(GROUPS_COLUMN)} FROM (${grouped(bare, keys, scan.measures)})`);
}

/** The shape of a row of `compileScan`. */
export function scanRowSchema(scan: Scan): ZodType<ScanRow> {
  const shape: Record<string, ZodType<string | number | null>> = { [EVENTS_COLUMN]: z.int() };
  scan.dimensions.forEach((dimension, index) => {
    shape[dimensionColumn(index)] = dimensionSql(dimension).type === 'number' ? z.number() : z.string();
  });
  for (const metric of scan.metrics) shape[metric] = z.number().nullable();
  if (scan.dimensions.length > 0) shape[GROUPS_COLUMN] = z.int();
  return z.object(shape);
}

/** Paid and refunded amounts in currencies other than the workspace's. */
export function compileOtherCurrencies(source: Source): Statement {
  return compile(
    sql`SELECT currency, sumIf(amount, stage = 'paid') AS paid, sumIf(amount, stage = 'refunded') AS refunded ${fromSource(source)}
      AND kind = 'purchase' AND stage IN ('paid', 'refunded') AND currency NOT IN ('', ${bind('String', source.scope.currency)})
      GROUP BY currency HAVING paid != 0 OR refunded != 0 ORDER BY currency`,
  );
}

export const otherCurrencySchema = z.object({ currency: z.string(), paid: z.int(), refunded: z.int() });
export type OtherCurrency = z.infer<typeof otherCurrencySchema>;

function grouped(scan: Scan, keys: readonly Fragment[], listedFor: readonly MeasureKey[] = scan.measures): Fragment {
  const { scope } = scan.source;
  // What is only counted is grouped as it would be listed.
  if (isOfWholePeople({ ...scan, measures: listedFor })) {
    const columns = { alias: measureAlias, events: identifier(EVENTS_COLUMN) };
    return groupedPeople(scan, keys, relevant(listedFor, scope.currency), columns);
  }
  const columns = [
    ...scan.dimensions.map((dimension, index) => sql`${dimensionSql(dimension).key(scope)} AS ${keys[index] ?? sql``}`),
    ...scan.measures.map((measure) => measured(measure, scope.currency)),
    sql`count() AS ${identifier(EVENTS_COLUMN)}`,
  ];
  const groupBy = keys.length > 0 ? sql` GROUP BY ${join(keys, ', ')}` : sql``;
  return sql`SELECT ${join(columns, ', ')} ${fromSource(scan.source)} AND ${relevant(listedFor, scope.currency)}${groupBy}`;
}

/** Events that count towards one of the measures; others are neither read further nor listed as groups. */
function relevant(measures: readonly MeasureKey[], currency: string): Fragment {
  const sets = new Set(measures.flatMap((measure) => rowsOf(measure) ?? []).map(listedRows));
  if (sets.has('everything')) return sql`1`;
  if (sets.size === 0) return sql`0`;
  const conditions = [...sets].map((rows) => sql`(${belongsTo(rows, currency)})`);
  return sql`(${join(conditions, ' OR ')})`;
}

function confirmations(scan: Scan): Fragment {
  return scan.measures.includes('confirmations') ? confirmedOrders(scan.source.scope.period) : sql``;
}

function ordering(scan: Scan): Fragment {
  if (scan.order.length === 0) return sql``;
  return sql` ORDER BY ${join(
    scan.order.map((order) => orderTerm(order, scan)),
    ', ',
  )}`;
}

function orderTerm(order: Order, scan: Scan): Fragment {
  const column = 'metric' in order ? order.metric : dimensionColumn(scan.dimensions.indexOf(order.dimension));
  return order.direction === 'asc'
    ? sql`${identifier(column)} ASC NULLS LAST`
    : sql`${identifier(column)} DESC NULLS LAST`;
}

function paging(scan: Scan): Fragment {
  if (!scan.page) return sql``;
  return sql` LIMIT ${bind('UInt32', scan.page.limit)} OFFSET ${bind('UInt32', scan.page.offset)}`;
}
