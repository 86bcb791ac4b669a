import type { Logger } from 'pino';
import type { Ingest } from '../../ingest/port.ts';
import { ApiError } from '../../lib/errors.ts';
import type { ServiceContext } from '../../services/context.ts';

const AT_ONCE = 500;

/**
 * Hands the transitions of orders to ingest, oldest first. An event has the same id and content whenever it is sent, so
 * that one that was sent before a crash and not marked is known to ingest as a duplicate. What ingest asks time for stays.
 */
export async function sendEvents(
  { db, clock }: ServiceContext,
  { ingest, log }: { ingest: Pick<Ingest, 'submit'>; log: Logger },
): Promise<void> {
  for (;;) {
    const rows = await db
      .selectFrom('order_events')
      .select(['id', 'event'])
      .where('sent_at', 'is', null)
      .orderBy('id')
      .limit(AT_ONCE)
      .execute();
    if (rows.length === 0) return;
    try {
      const lines = rows.map(({ event }, index) => ({ line: index + 1, value: JSON.parse(event) as unknown }));
      const { rejects } = await ingest.submit({ lines, source: 'orders', origin: '' });
      for (const { id, code, message } of rejects) {
        log.error({ event: id, code, message }, 'ingest refused an event of an order; it is among the refused lines');
      }
    } catch (error) {
      const isBusy = error instanceof ApiError && (error.code === 'unavailable' || error.code === 'too_many_requests');
      if (!isBusy) throw error;
      log.warn({ err: error }, 'events of orders wait for ingest');
      return;
    }
    await db
      .updateTable('order_events')
      .set({ sent_at: clock.now() })
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute();
  }
}
