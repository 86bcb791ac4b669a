import { OFFER_STATES } from '@syncline/shared/offers';
import { z } from 'zod';

/** What the URL of the Offers screen holds: what is looked for, and which offer is open. */
export const offersSearchSchema = z.object({
  find: z.string().max(200).optional().catch(undefined),
  state: z.enum(OFFER_STATES).optional().catch(undefined),
  /** The slug of the offer that is open. */
  offer: z.string().max(64).optional().catch(undefined),
  /** Whether a new one is being written. */
  add: z.stringbool().optional().catch(undefined),
});
