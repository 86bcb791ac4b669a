import type { Clock } from '../../lib/clock.ts';
import { type Answer, call } from '../http.ts';
import { RefusedError, TryLaterError } from '../ports.ts';

/** The X API with a bearer token of an app. Throws TryLaterError and RefusedError. */
export class XApi {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #clock: Clock;

  constructor({ url, bearerToken, clock }: { url: string; bearerToken: string; clock: Clock }) {
    this.#url = url;
    this.#clock = clock;
    this.#headers = { Authorization: `Bearer ${bearerToken}`, 'User-Agent': USER_AGENT };
  }

  get(path: string): Promise<unknown> {
    return this.#ask({ method: 'GET' }, path);
  }

  post(path: string, body: unknown): Promise<unknown> {
    return this.#ask({ method: 'POST', body: JSON.stringify(body) }, path);
  }

  async #ask(request: { method: 'GET' | 'POST'; body?: string }, path: string): Promise<unknown> {
    const type = request.body === undefined ? {} : { 'Content-Type': 'application/json' };
    const headers = { ...this.#headers, ...type };
    const answer = await call(this.#url + path, { ...request, headers, what: 'X' });
    if (answer.status >= 200 && answer.status < 300) return json(answer.text);
    throw xError(answer, this.#clock.now());
  }
}

/** X asks clients to name themselves. */
export const USER_AGENT = 'Syncline';

/** What an answer that is no success means for whoever asked. */
export function xError({ status, headers, text }: Answer, now: number): TryLaterError | RefusedError {
  const problem = problemOf(json(text));
  const message = `X answered ${status}${problem === '' ? '' : `: ${problem}`}.`;
  if (status !== 429 && status < 500) return new RefusedError(message);
  const resetAt = resetOf(headers);
  return new TryLaterError(message, { afterMs: resetAt === null ? null : Math.max(0, resetAt - now) });
}

/** When the limit that was hit ends, in epoch milliseconds; of several, the last. Null where X does not tell. */
export function resetOf(headers: Headers): number | null {
  const resets = ['x-rate-limit', 'x-user-limit-24hour', 'x-app-limit-24hour']
    .filter((limit) => !(Number(headers.get(`${limit}-remaining`) ?? 0) > 0))
    .map((limit) => Number(headers.get(`${limit}-reset`) ?? 0) * 1000)
    .filter((reset) => reset > 0);
  return resets.length === 0 ? null : Math.max(...resets);
}

/** What X says went wrong, in its own words, of a problem or of the first of several. */
export function problemOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const { title, detail, message, errors } = body as Record<string, unknown>;
  const said = [title, detail].filter((part) => typeof part === 'string').join(': ');
  if (said !== '') return said;
  if (Array.isArray(errors)) return problemOf(errors[0]);
  return typeof message === 'string' ? message : '';
}

/** The value of a JSON text; null where it is none. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
