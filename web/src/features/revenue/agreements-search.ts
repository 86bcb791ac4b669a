import { z } from 'zod';

/** What the URL of the agreements holds: which one is open, and what is done with it. */
export const agreementsSearchSchema = z.object({
  /** The slug of the agreement that is open. */
  agreement: z.string().max(64).optional().catch(undefined),
  /** `add` writes a new one; `version` other terms of the one that is open, `what-if` asks what they would come to. */
  write: z.enum(['add', 'version', 'what-if']).optional().catch(undefined),
});
