import {
  LIVE_BEAT_MS,
  type LivePurchase,
  liveBeatSchema,
  liveGapSchema,
  livePurchaseSchema,
} from '@syncline/shared/live';

/** How the page is connected with the server. */
export type Connection =
  | { state: 'connecting' | 'live' | 'offline' }
  /** Broken; it is tried again at `nextTryAt`, epoch milliseconds of this machine. */
  | { state: 'reconnecting'; nextTryAt: number };

/** What the stream tells: a purchase, one that came before the page was opened, or that some may be missing here. */
export type LiveNews = { event: 'purchase' | 'earlier'; purchase: LivePurchase } | { event: 'gap'; after: number };

/** So many events from before are shown on opening. */
const RECENT = 50;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** Without a word for so long the connection is held to be broken. */
const SILENCE_MS = 2.5 * LIVE_BEAT_MS;

interface LiveStreamOptions {
  onNews: (news: LiveNews) => void;
  onConnection: (connection: Connection) => void;
  /** Told how far the server's clock is ahead of this one, in milliseconds. */
  onClock: (aheadMs: number) => void;
  /** Opens the stream at a path of the API. */
  open: (path: string) => EventSource;
  /** Tells of `online` and `offline`. */
  network: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> & { isOnline: () => boolean };
  /** A number in [0, 1), so that many pages do not come back at once. */
  random?: () => number;
}

/** Follows `GET /live`; comes back by itself after a break, later and later, from the last event it was told. */
export class LiveStream {
  readonly #options: Required<LiveStreamOptions>;
  #source: EventSource | null = null;
  #lastId: string | null = null;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveStreamOptions) {
    this.#options = { random: Math.random, ...options };
  }

  start(): void {
    const { network } = this.#options;
    network.addEventListener('online', this.#onOnline);
    network.addEventListener('offline', this.#onOffline);
    this.#connect();
  }

  stop(): void {
    const { network } = this.#options;
    network.removeEventListener('online', this.#onOnline);
    network.removeEventListener('offline', this.#onOffline);
    this.#disconnect();
  }

  /** Tries at once, instead of when it is due. */
  retry(): void {
    if (this.#source === null) this.#connect();
  }

  readonly #onOnline = () => {
    this.#failures = 0;
    this.retry();
  };

  readonly #onOffline = () => {
    this.#disconnect();
    this.#options.onConnection({ state: 'offline' });
  };

  #connect(): void {
    this.#disconnect();
    const { open, network, onConnection, onNews, onClock } = this.#options;
    if (!network.isOnline()) {
      onConnection({ state: 'offline' });
      return;
    }
    if (this.#failures === 0) onConnection({ state: 'connecting' });
    const source = open(this.#lastId === null ? `/live?recent=${RECENT}` : `/live?after=${this.#lastId}`);
    this.#source = source;
    const heard = ({ lastEventId }: MessageEvent) => {
      if (lastEventId !== '') this.#lastId = lastEventId;
      this.#failures = 0;
      this.#expectWord();
    };
    for (const event of ['purchase', 'earlier'] as const) {
      source.addEventListener(event, (message: MessageEvent<string>) => {
        heard(message);
        onNews({ event, purchase: livePurchaseSchema.parse(JSON.parse(message.data)) });
      });
    }
    source.addEventListener('gap', (message: MessageEvent<string>) => {
      heard(message);
      onNews({ event: 'gap', after: liveGapSchema.parse(JSON.parse(message.data)).after });
    });
    source.addEventListener('beat', (message: MessageEvent<string>) => {
      heard(message);
      onClock(Date.parse(liveBeatSchema.parse(JSON.parse(message.data)).at) - Date.now());
      onConnection({ state: 'live' });
    });
    source.addEventListener('error', () => this.#broken());
    this.#expectWord();
  }

  #expectWord(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#broken(), SILENCE_MS);
  }

  #broken(): void {
    this.#disconnect();
    const wait = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS) * (0.75 + this.#options.random() / 4);
    this.#failures += 1;
    this.#options.onConnection({ state: 'reconnecting', nextTryAt: Date.now() + wait });
    this.#timer = setTimeout(() => this.#connect(), wait);
  }

  #disconnect(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }
}
