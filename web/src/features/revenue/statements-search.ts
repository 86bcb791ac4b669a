import { monthSchema } from '@syncline/shared/statements';
import { z } from 'zod';

/** What the URL of the statements holds: the month, and the statement that is open. */
export const statementsSearchSchema = z.object({
  month: monthSchema.optional().catch(undefined),
  party: z.string().max(64).optional().catch(undefined),
  currency: z.string().max(3).optional().catch(undefined),
});
