import { TryLaterError } from './ports.ts';

/** How long an answer is waited for. */
const TIMEOUT_MS = 10_000;

interface Call {
  method: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Who is called, for messages. */
  what: string;
  timeoutMs?: number;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** What is kept of an answer: enough to say what went wrong, however much is sent. */
const MAX_ANSWER = 1024 * 1024;

/**
 * One request and its whole answer, of any status; redirects are answers like others and not followed. Throws TryLaterError
 * when none came in time, without telling whether the request arrived.
 */
export async function call(
  url: string,
  { method, headers, body, what, timeoutMs = TIMEOUT_MS }: Call,
): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(headers ? { headers } : {}),
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, headers: answer.headers, text: await textOf(answer) };
  } catch (cause) {
    throw new TryLaterError(`${what} did not answer.`, { cause });
  }
}

async function textOf(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER) break;
  }
  return text;
}

/** Whether a status says that the same request may work later (RFC 9110: 408, 425 and 429, and what the server failed at). */
export function mayWorkLater(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** `Retry-After` in milliseconds from `now`, given in seconds or as a date (RFC 9110); null where there is none. */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
