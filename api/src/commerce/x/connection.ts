import { readPosts } from '../../posts/x/read.ts';
import type { Found } from '../../posts/x/post.ts';
import { json, problemOf, resetOf, USER_AGENT } from './api.ts';
import type { Failure } from './backoff.ts';
import { LineSplitter } from './lines.ts';
import { type Time, within } from './time.ts';

/** X sends a blank line at least every 20 seconds; some more are left for the way. */
const SILENCE_MS = 25_000;
const CONNECT_MS = 20_000;

const FIELDS = new URLSearchParams({
  'tweet.fields': 'created_at,author_id,entities,referenced_tweets,edit_history_tweet_ids,source,note_tweet',
  expansions: 'author_id',
  'user.fields': 'public_metrics,protected',
});

interface Listening {
  url: string;
  bearerToken: string;
  /** Minutes before now to be delivered again; null without. */
  backfillMinutes: number | null;
  time: Time;
  signal: AbortSignal;
  onOpen: () => void;
  /** Something arrived, if only a keep-alive. */
  onHeard: () => void;
  /** Resolves when what was found is durable: no more is read until then. */
  onFound: (found: Found[]) => Promise<void>;
}

export interface Ending {
  failure: Failure;
  message: string;
  /** Status of an answer that was no stream. */
  status: number | null;
}

/**
 * One connection to the filtered stream, from the request to its end, whatever the end: resolves with what it was. Rejects
 * only with what `onFound` throws, and when `signal` is aborted.
 */
export async function listen(listening: Listening): Promise<Ending> {
  const { url, bearerToken, backfillMinutes, time, signal, onOpen } = listening;
  const query = new URLSearchParams(FIELDS);
  if (backfillMinutes !== null) query.set('backfill_minutes', String(backfillMinutes));
  const given = new AbortController();
  const opened = fetch(`${url}/2/tweets/search/stream?${query.toString()}`, {
    headers: { Authorization: `Bearer ${bearerToken}`, 'User-Agent': USER_AGENT },
    redirect: 'manual',
    signal: AbortSignal.any([signal, given.signal]),
  });
  try {
    let answer: Response;
    try {
      answer = await within(time, CONNECT_MS, opened);
      if (answer.status !== 200 || answer.body === null) return await refusal(answer, time);
    } catch (error) {
      signal.throwIfAborted();
      return { failure: { kind: 'network' }, message: `X cannot be reached: ${reasonOf(error)}`, status: null };
    }
    onOpen();
    return await read(answer.body.getReader(), listening);
  } finally {
    // Whatever is left of the connection is given up.
    given.abort();
    opened.catch(() => undefined);
  }
}

async function refusal(answer: Response, time: Time): Promise<Ending> {
  const problem = problemOf(json(await within(time, CONNECT_MS, answer.text())));
  const message = `X answered ${answer.status}${problem === '' ? '' : `: ${problem}`}`;
  const { status } = answer;
  if (status === 429) return { failure: { kind: 'limited', resetAt: resetOf(answer.headers) }, message, status };
  return { failure: { kind: 'http' }, message, status };
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>, listening: Listening): Promise<Ending> {
  const { time, signal, onHeard, onFound } = listening;
  const lines = new LineSplitter();
  for (;;) {
    let found: Found[];
    let said: Ending | undefined;
    try {
      const { done, value } = await within(time, SILENCE_MS, reader.read());
      if (done) return dropped('X closed the stream');
      onHeard();
      const messages = lines.push(value).map(readMessage);
      found = messages.flatMap((message) => message.found);
      said = messages.find(({ ending }) => ending !== undefined)?.ending;
    } catch (error) {
      signal.throwIfAborted();
      return dropped(`The stream broke off: ${reasonOf(error)}`);
    }
    if (found.length > 0) await onFound(found);
    if (said !== undefined) return said;
  }
}

/** What a line holds, and how the connection ends when X says in it that it does. */
function readMessage(line: string): { found: Found[]; ending?: Ending } {
  const found = readPosts(line);
  const [first] = found;
  const isProblem = first?.kind === 'skip' && (first.what === 'api_errors' || first.what === 'stream_disconnect');
  if (!isProblem) return { found };
  const message = json(line);
  const problem = `X ended the stream: ${problemOf(message)}`;
  // Another connection holds the place of this one; coming back at once would only go round in circles.
  if (line.includes('TooManyConnections'))
    return { found: [], ending: { ...dropped(problem), failure: { kind: 'http' } } };
  return { found: [], ending: dropped(problem) };
}

function dropped(message: string): Ending {
  return { failure: { kind: 'dropped' }, message, status: null };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
