interface ListenerOptions<Message> {
  /** Past so many messages that wait to be taken the listener ends. */
  mostWaiting: number;
  /** After so long without a message a beat is given. */
  beatMs: number;
  beat: () => Message;
  /** Called once, when it has ended for whatever reason. */
  onEnd: () => void;
}

/** Messages for one reader, in the order they were pushed; what the reader does not take in time is not kept for ever. */
export class Listener<Message> implements AsyncIterable<Message> {
  readonly #options: ListenerOptions<Message>;
  #waiting: Message[] = [];
  #ended = false;
  #onDropped: () => void = () => undefined;
  #wake: () => void = () => undefined;

  constructor(options: ListenerOptions<Message>) {
    this.#options = options;
  }

  /** Has `told` called when the listener ends because it could not follow. */
  onDropped(told: () => void): void {
    this.#onDropped = told;
  }

  push(message: Message): void {
    if (this.#ended) return;
    if (this.#waiting.length >= this.#options.mostWaiting) {
      // It would have a hole: better it comes back and is told so.
      this.#waiting = [];
      this.end();
      this.#onDropped();
      return;
    }
    this.#waiting.push(message);
    this.#wake();
  }

  /** Gives out what waits, and nothing more. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.onEnd();
    this.#wake();
  }

  /** Every message, with beats in between while there is none; to be gone through once. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Message> {
    try {
      while (true) {
        const taken = this.#waiting;
        this.#waiting = [];
        for (const message of taken) yield message;
        if (this.#waiting.length > 0) continue;
        if (this.#ended) return;
        const woken = await this.#woken();
        if (!woken && this.#waiting.length === 0) yield this.#options.beat();
      }
    } finally {
      this.end();
    }
  }

  /** Whether something happened before the next beat is due. */
  #woken(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), this.#options.beatMs);
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
