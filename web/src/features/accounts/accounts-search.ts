import { ACCOUNT_STATES } from '@syncline/shared/accounts';
import { slugSchema } from '@syncline/shared/events';
import { z } from 'zod';

/** What the URL of the Accounts screen holds: which accounts are listed. */
export const accountsSearchSchema = z.object({
  state: z.enum(ACCOUNT_STATES).optional().catch(undefined),
  list: slugSchema.optional().catch(undefined),
});
export type AccountsFilter = z.output<typeof accountsSearchSchema>;
