import { createHash } from 'node:crypto';
import { inTransaction, type ServiceContext } from '../../services/context.ts';

/** How long a delivery is remembered: far beyond the tolerance of signatures, and beyond the three days Stripe repeats for. */
export const DELIVERIES_KEPT_MS = 7 * 24 * 3_600_000;

/** One delivery of a webhook whose signature was found right. */
export interface Delivery {
  /** Who sends; ids are its own. */
  source: string;
  id: string;
  /** The time it was signed at, in unix seconds. */
  seconds: number;
  body: Uint8Array;
}

/**
 * `new`: nothing with this id was taken in. `known`: it was, and the sender signed it anew because it did not hear so.
 * `replayed`: these very bytes with this very signature time were taken in before.
 */
export type Standing = 'new' | 'known' | 'replayed';

/** Remembers the deliveries that were taken in, across restarts. */
export interface Deliveries {
  standing(delivery: Delivery): Promise<Standing>;
  /** Remembers a delivery, and forgets those past their time; marked twice it is one. */
  mark(delivery: Delivery): Promise<void>;
}

/** Deliveries in the control plane. */
export function keptDeliveries(ctx: ServiceContext): Deliveries {
  return {
    async standing(delivery) {
      const rows = await ctx.db
        .selectFrom('webhook_deliveries')
        .select('signed')
        .where('source', '=', delivery.source)
        .where('delivery', '=', delivery.id)
        .execute();
      if (rows.length === 0) return 'new';
      const signed = digestOf(delivery);
      return rows.some((row) => row.signed === signed) ? 'replayed' : 'known';
    },
    mark: (delivery) =>
      inTransaction(ctx, async ({ db, clock }) => {
        const now = clock.now();
        await db
          .deleteFrom('webhook_deliveries')
          .where('received_at', '<=', now - DELIVERIES_KEPT_MS)
          .execute();
        await db
          .insertInto('webhook_deliveries')
          .values({ source: delivery.source, delivery: delivery.id, signed: digestOf(delivery), received_at: now })
          .onConflict((conflict) => conflict.columns(['source', 'delivery', 'signed']).doNothing())
          .execute();
      }),
  };
}

/** What was signed, whichever secret it was signed with. */
function digestOf({ seconds, body }: Delivery): string {
  return createHash('sha256').update(`${seconds}.`).update(body).digest('hex');
}
