import type { Alert, AlertFinding } from '@syncline/shared/alerts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { queueMail } from '../mail/outbox.ts';

interface Judged {
  alert: Alert;
  finding: AlertFinding;
  state: Alert['state'];
  question: object;
  /** What is mailed where it fired or cleared. */
  letter: { subject: string; text: string } | null;
}

/**
 * Takes down what was found of a period, and, where the alert fired or cleared by it, the news and its mail, in one transaction. Does
 * nothing where the alert was changed or removed meanwhile.
 */
export function recordFinding(
  ctx: ServiceContext,
  { alert, finding, state, question, letter }: Judged,
): Promise<boolean> {
  return inTransaction(ctx, async (own) => {
    const { db, clock } = own;
    const { numUpdatedRows } = await db
      .updateTable('alerts')
      .set({ state, judged: JSON.stringify(finding), trouble: null })
      .where('id', '=', alert.id)
      .where('state', '=', alert.state)
      .where('updated_at', '=', Date.parse(alert.updated_at))
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    if (state === alert.state) return true;
    const now = clock.now();
    const { id } = await db
      .insertInto('alert_news')
      .values({
        alert: alert.id,
        kind: state === 'firing' ? 'fired' : 'cleared',
        at: now,
        document: JSON.stringify({ name: alert.name, finding, question }),
        webhook: alert.webhook ? 'waiting' : 'off',
        attempts: 0,
        next_try_at: alert.webhook ? now : null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    if (letter) await queueMail(own, { about: 'alert-news', id }, { ...letter, to: alert.mail, file: null });
    return true;
  });
}

/** Takes down why an alert could not be judged. */
export async function recordTrouble({ db }: ServiceContext, id: string, trouble: string): Promise<void> {
  await db.updateTable('alerts').set({ trouble }).where('id', '=', id).execute();
}
