import { z } from 'zod';

/** What the URL of the exchange rates holds: of which currency they are listed, and which one is open. */
export const ratesSearchSchema = z.object({
  /** The currency whose rates are listed; all of them without it. */
  currency: z.string().max(3).optional().catch(undefined),
  /** `add` enters one by hand; a day and a currency, as `2013-02-11.USD`, open theirs. */
  rate: z
    .string()
    .regex(/^(?:add|\d{4}-\d{2}-\d{2}\.[A-Z]{3})$/)
    .optional()
    .catch(undefined),
});
