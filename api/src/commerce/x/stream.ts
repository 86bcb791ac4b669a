import type { Logger } from 'pino';
import { ApiError } from '../../lib/errors.ts';
import type { Found } from '../../posts/x/post.ts';
import type { PostsIn } from '../ports.ts';
import { TryLaterError } from '../ports.ts';
import { XApi } from './api.ts';
import { delayMs } from './backoff.ts';
import { type Ending, listen } from './connection.ts';
import { keepRules } from './rules.ts';
import type { Time } from './time.ts';

/** How often the hashtags of live offers are asked for where nothing tells of a change. */
const RULES_EVERY_MS = 60_000;
/** A connection that held this long had nothing wrong with it. */
const SOUND_MS = 20_000;
const MOST_BACKFILL_MINUTES = 5;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;

export interface XStreamStatus {
  /** `idle`: there is no hashtag to listen for. */
  state: 'stopped' | 'idle' | 'connecting' | 'connected' | 'waiting';
  /** Epoch milliseconds, as are the others. */
  connectedSince: number | null;
  lastPostAt: number | null;
  /** Posts handed over since the start. */
  posts: number;
  /** Connections after the first. */
  reconnects: number;
  /** Rules in place at X. */
  rules: number;
  lastError: { at: number; message: string } | null;
}

interface Options {
  url: string;
  bearerToken: string;
  /** Whether the access level has backfill: what was missed is asked for again, up to five minutes. */
  backfill: boolean;
  posts: PostsIn;
  /**
   * Trigger and confirmation hashtags that posts can hold now or within the next minutes: of offers that are live or about to
   * be, and of ended ones whose last orders can still be confirmed.
   */
  liveHashtags(): Promise<readonly string[]>;
  time: Time;
  /** A number from 0 up to 1, for waits that differ. */
  random: () => number;
  log: Logger;
}

/**
 * Listens to X's filtered stream for posts with the hashtags of live offers: keeps the rules in step, keeps one connection
 * open as X asks clients to, and hands over what comes. Nothing more is read until that is durable, so that a post is
 * delivered late under pressure and never passed over; one that is delivered twice does no harm.
 */
export class XStream {
  readonly #options: Options;
  readonly #api: XApi;
  readonly #stop = new AbortController();
  #status: XStreamStatus = {
    state: 'stopped',
    connectedSince: null,
    lastPostAt: null,
    posts: 0,
    reconnects: 0,
    rules: 0,
    lastError: null,
  };
  #running: Promise<unknown> = Promise.resolve();
  /** Ends the wait for the next look at the hashtags. */
  #wake = new AbortController();
  /** Called when there are rules to listen with. */
  #onRules: () => void = () => undefined;
  #lastHeardAt: number | null = null;
  #connections = 0;
  #backfillRefused = false;

  constructor(options: Options) {
    this.#options = options;
    this.#api = new XApi({ ...options, clock: options.time });
  }

  start(): void {
    this.#status.state = 'idle';
    const loops = [() => this.#keepRules(), () => this.#listen()];
    this.#running = Promise.all(loops.map((loop) => this.#untilStopped(loop)));
  }

  /** Tells that the live offers changed. */
  offersChanged(): void {
    this.#wake.abort();
  }

  status(): XStreamStatus {
    return { ...this.#status };
  }

  /** Closes the connection; what was handed over is waited for, what was not comes again with backfill. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    this.#status = { ...this.#status, state: 'stopped', connectedSince: null };
  }

  async #untilStopped(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#status.state = 'stopped';
      this.#failed('listening to X has stopped', error);
    }
  }

  async #keepRules(): Promise<void> {
    for (let failures = 0; ; ) {
      this.#wake = new AbortController();
      let wait = RULES_EVERY_MS;
      try {
        this.#status.rules = await keepRules(this.#api, await this.#options.liveHashtags());
        failures = 0;
        if (this.#status.rules > 0) this.#onRules();
      } catch (error) {
        failures += 1;
        this.#failed('the rules of the stream cannot be kept in step', error);
        wait = Math.max(this.#delay({ kind: 'http' }, failures), afterMsOf(error));
      }
      await this.#pause(wait, this.#wake.signal);
    }
  }

  async #listen(): Promise<void> {
    for (let failures = 0; ; ) {
      if (this.#status.rules === 0) await this.#untilRules();
      this.#status.state = 'connecting';
      const ending = await this.#connection();
      const { connectedSince } = this.#status;
      const isSound = connectedSince !== null && this.#options.time.now() - connectedSince >= SOUND_MS;
      failures = isSound ? 1 : failures + 1;
      this.#failed('the stream of X ended', new Error(ending.message));
      Object.assign(this.#status, { state: 'waiting', connectedSince: null });
      await this.#pause(this.#delay(ending.failure, failures));
    }
  }

  async #connection(): Promise<Ending> {
    const { url, bearerToken, time } = this.#options;
    const backfillMinutes = this.#backfillMinutes();
    const ending = await listen({
      url,
      bearerToken,
      backfillMinutes,
      time,
      signal: this.#stop.signal,
      onOpen: () => {
        Object.assign(this.#status, { state: 'connected', connectedSince: time.now() });
        this.#connections += 1;
        this.#status.reconnects = this.#connections - 1;
      },
      onHeard: () => {
        this.#lastHeardAt = time.now();
      },
      onFound: (found) => this.#handOver(found),
    });
    if (ending.status === 400 && backfillMinutes !== null) {
      this.#backfillRefused = true;
      return { ...ending, message: `${ending.message}; going on without SYNCLINE_X_BACKFILL` };
    }
    return ending;
  }

  /** What may have been missed since something was last heard; after a start that is not known. */
  #backfillMinutes(): number | null {
    if (!this.#options.backfill || this.#backfillRefused) return null;
    if (this.#lastHeardAt === null) return MOST_BACKFILL_MINUTES;
    const minutes = Math.ceil((this.#options.time.now() - this.#lastHeardAt) / 60_000);
    return Math.min(MOST_BACKFILL_MINUTES, Math.max(1, minutes));
  }

  async #handOver(found: Found[]): Promise<void> {
    const { posts, time } = this.#options;
    for (let failures = 1; ; failures++) {
      try {
        await posts.receive(found);
        break;
      } catch (error) {
        this.#failed('posts of the stream cannot be taken in', error);
        const retry = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
        await this.#pause(Math.max(retry, afterMsOf(error)));
      }
    }
    const count = found.filter(({ kind }) => kind === 'post').length;
    if (count === 0) return;
    this.#status.posts += count;
    this.#status.lastPostAt = time.now();
  }

  #untilRules(): Promise<void> {
    const { signal } = this.#stop;
    signal.throwIfAborted();
    this.#status.state = 'idle';
    return new Promise((resolve, reject) => {
      this.#onRules = resolve;
      signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
    });
  }

  /** Waits, or less when `woken`; rejects when the stream is stopped. */
  async #pause(ms: number, woken?: AbortSignal): Promise<void> {
    const { signal } = this.#stop;
    await this.#options.time.sleep(ms, woken ? AbortSignal.any([signal, woken]) : signal).catch(() => undefined);
    signal.throwIfAborted();
  }

  #delay(failure: Ending['failure'], attempt: number): number {
    const { time, random } = this.#options;
    return delayMs(failure, attempt, { now: time.now(), random });
  }

  #failed(what: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#status.lastError = { at: this.#options.time.now(), message };
    this.#options.log.warn({ err: error }, what);
  }
}

/** How long whoever failed asks to wait, in milliseconds. */
function afterMsOf(error: unknown): number {
  if (error instanceof TryLaterError) return error.afterMs ?? 0;
  if (error instanceof ApiError) return (error.retryAfterSeconds ?? 0) * 1000;
  return 0;
}
