import { z } from 'zod';
import { bind, compile, type Statement, sql } from './fragment.ts';
import { type PaymentSource, paymentsWhere } from './payment-source.ts';

/** What the paid and refunded rows of a month are told by: another text whenever they are others. */
export const monthPrintSchema = z.object({ month: z.string(), print: z.string() });
export type MonthPrint = z.infer<typeof monthPrintSchema>;

/**
 * Number and sum of hashes of the paid and refunded rows of a currency, by month up to a day. Rows that were taken away
 * from the payments kept ready count less than 0, so that both sources come to the same text.
 */
export function compileMonthPrints(
  { currency, through }: { currency: string; through: string },
  source: PaymentSource,
): Statement {
  const hash = sql`cityHash64(id_hash, order_key, toUnixTimestamp64Milli(at), toString(stage), amount, toString(brand), toString(campaign), toString(offer))`;
  const rows = paymentsWhere(source, sql`currency = ${bind('String', currency)} AND day <= ${bind('Date', through)}`);
  return compile(sql`
    SELECT substring(toString(day), 1, 7) AS month,
      concat(toString(sum(n)), ' ', toString(sum(reinterpretAsInt64(${hash}) * n))) AS print
    FROM ${rows} GROUP BY month HAVING sum(n) != 0 ORDER BY month`);
}
