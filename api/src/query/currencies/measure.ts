import { RATE_BASE } from '@syncline/shared/exchange-rates';
import type { AnalyticsReader } from '../../stores/clickhouse/port.ts';
import type { BuiltQuery } from '../build.ts';
import type { Measured } from '../combine.ts';
import type { QueryContext } from '../context.ts';
import type { Scan } from '../plan.ts';
import {
  alikeRowSchema,
  compileAlikeByGroup,
  compileCurrencies,
  compileOrdersByGroup,
  currencySchema,
  ordersRowSchema,
} from '../sql/money.ts';
import { dimensionColumn, EVENTS_COLUMN, type ScanRow } from '../sql/scan.ts';
import { measureColumn } from '../sql/select.ts';
import { Converter } from './convert.ts';

const PAID = measureColumn('gross_revenue');
const REFUNDED = measureColumn('refunds');
const ORDERS = measureColumn('currency_orders');

/** What converts the money of a question, with the rates of its days and of those compared with. */
export async function readRates(
  { reader, rates }: QueryContext,
  { scope, comparison }: BuiltQuery,
  signal: AbortSignal | undefined,
): Promise<Converter> {
  const periods = comparison ? [scope.period, comparison] : [scope.period];
  const { sql, parameters } = compileCurrencies(periods);
  const moved = await reader.query(sql, parameters, currencySchema, signal ? { signal } : {});
  const currencies = new Set([scope.currency, ...moved.map(({ currency }) => currency)]);
  const ends = periods.flatMap(({ from, to }) => [from, to]).toSorted();
  const period = { from: ends[0] ?? scope.period.from, to: ends.at(-1) ?? scope.period.to };
  const series = await rates.series(
    [...currencies].filter((currency) => currency !== RATE_BASE),
    period,
  );
  return new Converter(series, scope.currency);
}

/**
 * What was paid and refunded in each group of a scan in every currency, each payment and refund converted at the rate of its
 * own day, and its orders with a payment, as one part of the scan. What has no rate the converter keeps in mind.
 */
export async function measureMoney(
  reader: AnalyticsReader,
  scan: Scan,
  converter: Converter,
  signal: AbortSignal,
): Promise<Measured[]> {
  const [money, orders] = [compileAlikeByGroup(scan), compileOrdersByGroup(scan)];
  const [alike, ordersOf] = await Promise.all([
    reader.query(money.sql, money.parameters, alikeRowSchema(scan), { signal }),
    scan.measures.includes('currency_orders')
      ? reader.query(orders.sql, orders.parameters, ordersRowSchema(scan), { signal })
      : [],
  ]);
  const groups = new Map<string, ScanRow>();
  const groupOf = (row: Record<string, unknown>) => {
    const values = scan.dimensions.map((_, index) => row[dimensionColumn(index)] as string | number);
    const key = JSON.stringify(values);
    const found = groups.get(key) ?? rowOf(values);
    groups.set(key, found);
    return found;
  };
  // Without dimensions there is one row, of whatever there is.
  if (scan.dimensions.length === 0) groupOf({});
  for (const row of alike) {
    const group = groupOf(row);
    const each = converter.convert(row.minor, row.currency, row.moved_on) ?? 0;
    const column = row.step === 'paid' ? PAID : REFUNDED;
    group[column] = Number(group[column]) + each * row.movements;
    group[EVENTS_COLUMN] = Number(group[EVENTS_COLUMN]) + row.movements;
  }
  for (const row of ordersOf) groupOf(row)[ORDERS] = row.orders;
  return [{ sign: 1, rows: [...groups.values()] }];
}

function rowOf(values: readonly (string | number)[]): ScanRow {
  const row: ScanRow = { [EVENTS_COLUMN]: 0, [PAID]: 0, [REFUNDED]: 0, [ORDERS]: 0 };
  values.forEach((value, index) => {
    row[dimensionColumn(index)] = value;
  });
  return row;
}
