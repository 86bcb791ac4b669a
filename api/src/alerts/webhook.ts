import type { Alert, AlertNews } from '@syncline/shared/alerts';
import { call, mayWorkLater, retryAfterMs } from '../commerce/http.ts';
import { RefusedError, TryLaterError } from '../commerce/ports.ts';
import { sign } from '../commerce/webhooks/signature.ts';
import type { Clock } from '../lib/clock.ts';

/** Where alerts are told, and what `Syncline-Signature` is made with. */
export interface AlertWebhook {
  url: string;
  secret: string;
}

interface Message {
  /** The same in every repetition. */
  id: string;
  type: 'alert.fired' | 'alert.cleared' | 'alert.test';
  alert: string;
  name: string;
  at: string;
  finding: AlertNews['finding'];
  question: object;
}

/** Tells of an alert as signed JSON: any 2xx means that it was taken. Throws TryLaterError and RefusedError. */
export async function tell({ url, secret }: AlertWebhook, message: Message, clock: Clock): Promise<void> {
  const body = JSON.stringify(message);
  const { status, headers } = await call(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'Syncline',
      'Syncline-Delivery': message.id,
      'Syncline-Signature': sign(body, { secret, at: clock.now() }),
    },
    body,
    what: 'The address of alerts',
  });
  if (status >= 200 && status < 300) return;
  const text = `The address of alerts answered ${status}.`;
  if (mayWorkLater(status)) throw new TryLaterError(text, { afterMs: retryAfterMs(headers, clock.now()) });
  throw new RefusedError(text);
}

export function newsMessage(news: AlertNews): Message {
  const { id, kind, alert, name, at, finding, question } = news;
  return {
    id: `alert-news-${id}`,
    type: kind === 'fired' ? 'alert.fired' : 'alert.cleared',
    alert,
    name,
    at,
    finding,
    question,
  };
}

export function testMessage(
  alert: Alert,
  asked: { finding: AlertNews['finding']; question: object; now: number },
): Message {
  const at = new Date(asked.now).toISOString();
  const { finding, question } = asked;
  return {
    id: `alert-test-${alert.id}-${asked.now}`,
    type: 'alert.test',
    alert: alert.id,
    name: alert.name,
    at,
    finding,
    question,
  };
}
