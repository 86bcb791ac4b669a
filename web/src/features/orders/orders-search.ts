import { slugSchema } from '@syncline/shared/events';
import { ORDER_STATES } from '@syncline/shared/orders';
import { z } from 'zod';

/** What the URL of the Orders screen holds: which orders are listed, or the one that is open. */
export const ordersSearchSchema = z.object({
  state: z.enum(ORDER_STATES).optional().catch(undefined),
  offer: slugSchema.optional().catch(undefined),
  find: z.string().trim().min(1).max(64).optional().catch(undefined),
  problems: z.literal('true').optional().catch(undefined),
  view: z.literal('replies').optional().catch(undefined),
  order: z.string().max(64).optional().catch(undefined),
});
export type OrdersSearch = z.output<typeof ordersSearchSchema>;
