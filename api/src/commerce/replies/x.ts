import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import type { XReplyKeys } from '../../lib/config.ts';
import { call } from '../http.ts';
import { RefusedError, type Reply, type ReplySender, TryLaterError } from '../ports.ts';
import { json, USER_AGENT, xError } from '../x/api.ts';
import { oauth1Header } from './oauth1.ts';

const createdSchema = z.object({ data: z.object({ id: z.string() }) });
/** What X says of a text that the account has posted already. */
const DUPLICATE = /duplicate content/i;

interface Options {
  url: string;
  keys: XReplyKeys;
  clock: Clock;
  /** How long an answer is waited for. */
  timeoutMs?: number;
}

/**
 * Replies on X as the account of the keys. OAuth 1.0a user context is used and not OAuth 2.0: its tokens do not expire, so
 * nothing has to be renewed and kept, where a refresh token that is lost in a crash between renewal and writing would end
 * all replies until somebody signs in again.
 *
 * X knows no idempotency keys, but refuses the same text twice. Each reply ends in a code of its own, so that nobody is
 * refused for what another buyer was told, and one whose answer was lost is known by being refused when it is repeated.
 */
export class XReplies implements ReplySender {
  readonly name = 'x';
  readonly #options: Options;
  /** No sooner than this, in epoch milliseconds: X said so. */
  #resetAt = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  async send({ key, network, inReplyTo, text }: Reply): Promise<{ post: string | null }> {
    if (network !== 'x') throw new RefusedError(`X has no posts of ${network} to reply to.`);
    const { clock, timeoutMs } = this.#options;
    const now = clock.now();
    if (now < this.#resetAt) {
      throw new TryLaterError('X takes no more replies for now.', { afterMs: this.#resetAt - now });
    }
    const url = `${this.#options.url}/2/tweets`;
    const answer = await call(url, {
      method: 'POST',
      headers: {
        Authorization: this.#authorization(url, now),
        'Content-Type': 'application/json',
        'User-Agent': USER_AGENT,
      },
      body: JSON.stringify({ text: withCode(text, key), reply: { in_reply_to_tweet_id: inReplyTo } }),
      what: 'X',
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    const body = json(answer.text);
    const created = createdSchema.safeParse(body);
    if (answer.status >= 200 && answer.status < 300) {
      if (created.success) return { post: created.data.data.id };
      throw new TryLaterError(`X answered ${answer.status} without the post.`);
    }
    if (answer.status === 403 && DUPLICATE.test(answer.text)) return { post: null };
    const error = xError(answer, now);
    // Others that wait would only be refused as well.
    if (answer.status === 429 && error instanceof TryLaterError && error.afterMs !== null) {
      this.#resetAt = now + error.afterMs;
    }
    throw error;
  }

  #authorization(url: string, now: number): string {
    const { apiKey, apiSecret, accessToken, accessSecret } = this.#options.keys;
    return oauth1Header(
      { consumerKey: apiKey, consumerSecret: apiSecret, token: accessToken, tokenSecret: accessSecret },
      { method: 'POST', url, nonce: randomBytes(16).toString('hex'), timestamp: Math.floor(now / 1000) },
    );
  }
}

const LONGEST_POST = 280;
const CODE_LENGTH = 6;

/** The text with a code of the reply, where there is room for it. */
function withCode(text: string, key: string): string {
  const code = createHash('sha256').update(key).digest('base64url').replace(/[-_]/g, '').slice(0, CODE_LENGTH);
  const whole = `${text} [${code}]`;
  return whole.length <= LONGEST_POST ? whole : text;
}
