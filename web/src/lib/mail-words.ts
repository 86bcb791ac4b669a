import type { MailState } from '@syncline/shared/mail';
import { plural } from '@syncline/shared/format';

/** What became of the mail of something, in words: who got it, and, apart from that, who did not and why. */
export function mailText(mail: readonly MailState[]): { told: string; trouble: string } {
  const delivered = mail.filter(({ state }) => state === 'delivered').map(({ to }) => to);
  const isNew = mail.some(({ state, attempts }) => state === 'waiting' && attempts === 0);
  const trouble = mail.flatMap(({ to, state, attempts, error }) => {
    if (error === null || state === 'delivered') return [];
    return state === 'failed'
      ? [`not mailed to ${to}: ${error}`]
      : [`tried ${plural(attempts, 'time')} to mail ${to}: ${error}`];
  });
  return {
    told: delivered.length > 0 ? `mailed to ${delivered.join(', ')}` : isNew ? 'being mailed' : '',
    trouble: trouble.join('; '),
  };
}
