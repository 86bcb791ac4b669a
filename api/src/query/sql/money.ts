import { z } from 'zod';
import type { Period } from '@syncline/shared/time';
import type { MeasureKey } from '../metrics.ts';
import type { Scan } from '../plan.ts';
import { compile, type Fragment, identifier, join, type Statement, sql } from './fragment.ts';
import { dimensionSql } from './group.ts';
import { dimensionColumn } from './scan.ts';
import { fromSource } from './source.ts';
import { inPeriod } from './time.ts';

export const currencySchema = z.object({ currency: z.string() });

/** The currencies in which was paid or refunded on the days of any of the periods. */
export function compileCurrencies(periods: readonly Period[]): Statement {
  const days = periods.map((period) => sql`(${inPeriod(period)})`);
  return compile(sql`
    SELECT DISTINCT currency FROM events
    WHERE kind = 'purchase' AND stage IN ('paid', 'refunded') AND currency != '' AND (${join(days, ' OR ')}) ORDER BY currency`);
}

/** Payments or refunds of a group that are of one amount and day: all of them convert to the same. */
export function compileAlikeByGroup(scan: Scan): Statement {
  return grouped(scan, {
    inner: sql`currency, day AS moved_on, toString(stage) AS step, amount AS minor, count() AS movements`,
    by: sql`currency, moved_on, step, minor`,
    outer: sql`currency, moved_on, step, minor, movements`,
  });
}

/** Distinct orders of a group with a payment in any currency. */
export function compileOrdersByGroup(scan: Scan): Statement {
  const orders = sql`uniqExactIf(order_key, stage = 'paid') AS orders`;
  return grouped(scan, { inner: orders, by: null, outer: sql`orders` });
}

export function alikeRowSchema(scan: Scan) {
  return z.object({
    ...dimensionShape(scan),
    currency: z.string(),
    moved_on: z.string(),
    step: z.enum(['paid', 'refunded']),
    minor: z.int(),
    movements: z.int(),
  });
}

export function ordersRowSchema(scan: Scan) {
  return z.object({ ...dimensionShape(scan), orders: z.int() });
}

function dimensionShape({ dimensions }: Scan): Record<string, z.ZodType<string | number>> {
  return Object.fromEntries(
    dimensions.map((dimension, index) => [
      dimensionColumn(index),
      dimensionSql(dimension).type === 'number' ? z.number() : z.string(),
    ]),
  );
}

interface Parts {
  inner: Fragment;
  /** What is grouped by beside the dimensions. */
  by: Fragment | null;
  outer: Fragment;
}

function grouped({ dimensions, measures, source }: Scan, { inner, by, outer }: Parts): Statement {
  const keys = dimensions.map((_, index) => identifier(`d${index}`));
  const key = (index: number) => keys[index] ?? sql``;
  const named = dimensions.map((one, index) => sql`${dimensionSql(one).key(source.scope)} AS ${key(index)}`);
  const values = dimensions.map(
    (one, index) => sql`${dimensionSql(one).value(key(index))} AS ${identifier(dimensionColumn(index))}`,
  );
  const groups = [...keys, ...(by ? [by] : [])];
  const groupBy = groups.length > 0 ? sql` GROUP BY ${join(groups, ', ')}` : sql``;
  return compile(sql`
    SELECT ${join([...values, outer], ', ')} FROM (
      SELECT ${join([...named, inner], ', ')} ${fromSource({ ...source, cells: null })}
        AND kind = 'purchase' AND currency != '' AND ${stages(measures)}${groupBy})`);
}

/** Rows that count towards one of the measures. */
function stages(measures: readonly MeasureKey[]): Fragment {
  const paid = measures.includes('gross_revenue') || measures.includes('currency_orders');
  if (!measures.includes('refunds')) return sql`stage = 'paid'`;
  return paid ? sql`stage IN ('paid', 'refunded')` : sql`stage = 'refunded'`;
}
