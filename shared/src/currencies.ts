import { z } from 'zod';
import { RATE_SOURCES, rateStampSchema } from './exchange-rates.ts';
import { answerMetaSchema, scope } from './query.ts';

/** The body of `POST /analysis/currencies`. */
export const currenciesRequestSchema = z.strictObject(scope);
export type CurrenciesRequestInput = z.input<typeof currenciesRequestSchema>;
export type CurrenciesRequest = z.output<typeof currenciesRequestSchema>;

/** A rate with the day it was published for. */
const ratedSchema = z.object({ day: z.string(), rate: z.string(), source: z.enum(RATE_SOURCES) });

/** What was paid and refunded in one currency, in integer minor units of it. */
export const currencyMoneySchema = z.object({
  currency: z.string(),
  minor_digits: z.int(),
  /** Distinct orders with a payment in the period. */
  orders: z.int(),
  gross_revenue: z.int(),
  refunds: z.int(),
  net_revenue: z.int(),
  /** Minor units of the workspace currency, each payment and refund at the rate of its own day; null where a rate is missing. */
  converted: z.int().nullable(),
});
export type CurrencyMoney = z.infer<typeof currencyMoneySchema>;

export const currenciesAnswerSchema = z.object({
  /** That of the workspace first, then by orders. */
  currencies: z.array(
    currencyMoneySchema.extend({
      first_day: z.string(),
      last_day: z.string(),
      /** Days on which its money cannot be converted: a rate of it, or of the workspace currency, is missing. */
      unconverted_days: z.int(),
    }),
  ),
  /** The rates that the conversion goes by: of every currency but the euro, that of the workspace included where anything is converted. */
  rates: z.array(rateStampSchema.extend({ latest: ratedSchema.nullable() })),
  /** Net revenue of all currencies in minor units of the workspace currency; null where a rate is missing. */
  converted: z.int().nullable(),
  meta: answerMetaSchema.extend({ method: z.string() }),
});
export type CurrenciesAnswer = z.infer<typeof currenciesAnswerSchema>;
