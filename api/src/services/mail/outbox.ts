import { type MailState, mailStateSchema } from '@syncline/shared/mail';
import { groupBy } from '../../lib/group-by.ts';
import type { WaitingMail } from '../../mail/port.ts';
import type { MailTable } from '../../stores/sql/schema-saved.ts';
import type { ServiceContext } from '../context.ts';

/** What a mail tells of. */
interface About {
  about: MailTable['about'];
  id: number;
}

/** What is told, and to whom. */
export interface Letter {
  to: readonly string[];
  subject: string;
  text: string;
  file: string | null;
}

/** Keeps a mail to each of the addresses, to be handed over. */
export async function queueMail(
  { db, clock }: ServiceContext,
  { about, id }: About,
  { to, subject, text, file }: Letter,
): Promise<void> {
  if (to.length === 0) return;
  const now = clock.now();
  const common = { about, about_id: id, subject, body: text, file, state: 'waiting' as const, attempts: 0 };
  await db
    .insertInto('mail')
    .values(to.map((recipient) => ({ ...common, recipient, queued_at: now, next_try_at: now })))
    .execute();
}

/** Mail that is due to be handed over, the oldest first. */
export async function dueMail({ db, clock }: ServiceContext): Promise<WaitingMail[]> {
  const rows = await db
    .selectFrom('mail')
    .select(['id', 'recipient', 'subject', 'body', 'file', 'attempts', 'queued_at'])
    .where('state', '=', 'waiting')
    .where('next_try_at', '<=', clock.now())
    .orderBy('id')
    .limit(100)
    .execute();
  return rows.map(({ recipient, body, queued_at: queuedAt, ...row }) => ({
    ...row,
    to: recipient,
    text: body,
    queuedAt,
  }));
}

/** Takes down what became of an attempt to hand over a mail; with `nextTryAt` it is tried again then. */
export async function recordMail(
  { db }: ServiceContext,
  { id, error, nextTryAt }: { id: number; error: string | null; nextTryAt: number | null },
): Promise<void> {
  await db
    .updateTable('mail')
    .set((query) => ({
      state: error === null ? 'delivered' : nextTryAt === null ? 'failed' : 'waiting',
      attempts: query('attempts', '+', 1),
      error,
      next_try_at: nextTryAt,
    }))
    .where('id', '=', id)
    .execute();
}

/** What became of the mail that tells of these, by what it tells of. */
export async function mailAbout(
  { db }: ServiceContext,
  { about, ids }: { about: MailTable['about']; ids: readonly number[] },
): Promise<(id: number) => MailState[]> {
  if (ids.length === 0) return () => [];
  const rows = await db
    .selectFrom('mail')
    .select(['about_id', 'recipient', 'state', 'attempts', 'error'])
    .where('about', '=', about)
    .where('about_id', 'in', ids)
    .orderBy('id')
    .execute();
  const byId = groupBy(rows, ({ about_id }) => about_id);
  return (id) =>
    (byId.get(id) ?? []).map(({ recipient, state, attempts, error }) =>
      mailStateSchema.parse({ to: recipient, state, attempts, error }),
    );
}
