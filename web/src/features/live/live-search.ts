import { STAGES } from '@syncline/shared/events';
import { z } from 'zod';

/** What the URL of the Live screen holds: which of the events are listed. */
export const liveSearchSchema = z.object({
  /** The slug of an offer. */
  offer: z.string().max(64).optional().catch(undefined),
  stage: z.enum(STAGES).optional().catch(undefined),
});
export type LiveFilter = z.output<typeof liveSearchSchema>;
