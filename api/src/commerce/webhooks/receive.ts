import type { WebhookAnswer } from '@syncline/shared/webhooks';
import type { Clock } from '../../lib/clock.ts';
import { ApiError } from '../../lib/errors.ts';
import type { OrderNews, OrderNewsIn } from '../ports.ts';
import type { Deliveries } from './deliveries.ts';
import { TOLERANCE_SECONDS, verify } from './signature.ts';

/** Somebody who sends webhooks, as they sign and as they write. */
export interface WebhookSource {
  name: string;
  /** The header that carries the signature. */
  header: string;
  /** The setting that holds the secrets, for hints. */
  setting: string;
  secrets: readonly string[];
  /** Whether news of an order that is not known is theirs to tell, and no mistake. */
  mayTellOfOthers: boolean;
  /** What a body tells; throws an ApiError where it is not as they write it. */
  read(body: unknown): Promise<{ id: string; news: readonly OrderNews[] }>;
}

interface Parts {
  sources: readonly WebhookSource[];
  deliveries: Deliveries;
  news: OrderNewsIn;
  clock: Clock;
}

/**
 * Takes deliveries of webhooks in: signature, time and replay first, then what they tell. A delivery is remembered after
 * its news was taken in durably, so that a crash between the two makes it come again and not be lost; news told twice is
 * one by its own id.
 */
export class Webhooks {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Answers a delivery by its headers and the bytes of its body; throws an ApiError for one that is refused. */
  async receive(header: (name: string) => string | undefined, body: Uint8Array): Promise<WebhookAnswer> {
    const { deliveries, news, clock } = this.#parts;
    const { source, signature } = this.#sourceOf(header);
    const verdict = verify(signature, body, { secrets: source.secrets, now: clock.now() });
    if (!verdict.valid) throw refusal(source, verdict.because);
    const told = await source.read(parse(body));
    const delivery = { source: source.name, id: told.id, seconds: verdict.seconds, body };
    const standing = await deliveries.standing(delivery);
    if (standing === 'replayed') {
      throw new ApiError('conflict', 'This delivery was taken in before.', {
        path: source.header,
        hint: 'To send it again, sign it again.',
      });
    }
    if (standing === 'new') {
      if (told.news.length === 0) return { outcome: 'ignored' };
      const known = [];
      for (const each of told.news) known.push(await news.learn(each));
      if (known.includes(false) && !source.mayTellOfOthers) {
        throw new ApiError('not_found', 'No such order is known here.', {
          hint: 'Nothing of this delivery was kept: send it again once the order is known.',
        });
      }
      if (!known.includes(true)) return { outcome: 'ignored' };
    }
    await deliveries.mark(delivery);
    return { outcome: standing === 'new' ? 'learned' : 'known' };
  }

  #sourceOf(header: (name: string) => string | undefined): { source: WebhookSource; signature: string } {
    const { sources } = this.#parts;
    for (const source of sources) {
      const signature = header(source.header);
      if (signature === undefined) continue;
      if (source.secrets.length > 0) return { source, signature };
      throw new ApiError('not_found', `Deliveries signed as ${source.header} are not taken here.`, {
        hint: `Set ${source.setting} to take them.`,
      });
    }
    const taken = sources.filter(({ secrets }) => secrets.length > 0);
    if (taken.length === 0) {
      throw new ApiError('not_found', 'Webhooks are not taken here.', {
        hint: `Set ${sources.map(({ setting }) => setting).join(' or ')} to take them.`,
      });
    }
    throw new ApiError('bad_request', `The delivery is not signed: ${taken[0]?.header} is missing.`, {
      path: taken[0]?.header ?? '',
    });
  }
}

const REASONS = {
  malformed: 'is not of the form t=<unix seconds>,v1=<64 hexadecimal digits>',
  mismatch: 'does not fit the body',
  time: `is of a time more than ${TOLERANCE_SECONDS} s from now`,
};

function refusal({ header }: WebhookSource, because: keyof typeof REASONS): ApiError {
  return new ApiError('bad_request', `${header} ${REASONS[because]}.`, {
    path: header,
    hint: 'Sign "<unix seconds>.<body>" as it is sent, byte for byte, with the shared secret.',
  });
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new ApiError('invalid_body', 'The body is not JSON in UTF-8.', { cause });
  }
}
