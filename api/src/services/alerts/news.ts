import { type AlertNews, alertNewsSchema } from '@syncline/shared/alerts';
import type { Selectable } from 'kysely';
import type { AlertNewsTable } from '../../stores/sql/schema-saved.ts';
import type { MailState } from '@syncline/shared/mail';
import { isoTime, type ServiceContext } from '../context.ts';
import { mailAbout } from '../mail/outbox.ts';

function toNews(
  { document, webhook, attempts, error, seen_at, ...row }: Selectable<AlertNewsTable>,
  mail: MailState[],
): AlertNews {
  return alertNewsSchema.parse({
    ...JSON.parse(document),
    id: row.id,
    alert: row.alert,
    kind: row.kind,
    at: isoTime(row.at),
    webhook: { state: webhook, attempts, error },
    mail,
    seen: seen_at !== null,
  });
}

/** What fired and cleared, the last first; of one alert where it is named. */
export async function listAlertNews(
  ctx: ServiceContext,
  { alert, limit }: { alert?: string | undefined; limit: number },
): Promise<AlertNews[]> {
  let query = ctx.db.selectFrom('alert_news').selectAll().orderBy('id', 'desc').limit(limit);
  if (alert !== undefined) query = query.where('alert', '=', alert);
  const rows = await query.execute();
  const mailOf = await mailAbout(ctx, { about: 'alert-news', ids: rows.map(({ id }) => id) });
  return rows.map((row) => toNews(row, mailOf(row.id)));
}

/** How many news nobody has looked at. */
export async function countUnseenNews({ db }: ServiceContext): Promise<number> {
  const { count } = await db
    .selectFrom('alert_news')
    .select((query) => query.fn.countAll().as('count'))
    .where('seen_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Takes down that everything up to a row was looked at. */
export async function markNewsSeen({ db, clock }: ServiceContext, through: number): Promise<void> {
  await db
    .updateTable('alert_news')
    .set({ seen_at: clock.now() })
    .where('seen_at', 'is', null)
    .where('id', '<=', through)
    .execute();
}

/** News whose delivery by webhook is due, the oldest first. */
export async function dueNews({ db, clock }: ServiceContext): Promise<AlertNews[]> {
  const rows = await db
    .selectFrom('alert_news')
    .selectAll()
    .where('webhook', '=', 'waiting')
    .where('next_try_at', '<=', clock.now())
    .orderBy('id')
    .limit(100)
    .execute();
  return rows.map((row) => toNews(row, []));
}

/** Takes down what became of an attempt to deliver; with `nextTryAt` it is tried again then. */
export async function recordDelivery(
  { db }: ServiceContext,
  { id, error, nextTryAt }: { id: number; error: string | null; nextTryAt: number | null },
): Promise<void> {
  await db
    .updateTable('alert_news')
    .set((query) => ({
      webhook: error === null ? 'delivered' : nextTryAt === null ? 'failed' : 'waiting',
      attempts: query('attempts', '+', 1),
      error,
      next_try_at: nextTryAt,
    }))
    .where('id', '=', id)
    .execute();
}
