import { z } from 'zod';

/** What the URL of the Revenue screen holds beside the filters. */
export const revenueSearchSchema = z.object({
  /** Which orders: those in the workspace currency, as without it, or all of them, converted. */
  currencies: z.literal('converted').optional().catch(undefined),
});
