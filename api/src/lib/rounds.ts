/** When rounds are made, in milliseconds, and what is made of one that fails. */
interface Plan {
  /** From the start to the first one; that between two where it is left out. */
  firstAfterMs?: number;
  /** From the end of one to the next. */
  everyMs: number;
  onError: (error: unknown) => void;
}

/** Does something over and over, so long after the last time ended, from `start` until `close`. */
export class Rounds {
  readonly #round: () => Promise<unknown>;
  readonly #plan: Plan;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #running: Promise<void> = Promise.resolve();

  constructor(round: () => Promise<unknown>, plan: Plan) {
    this.#round = round;
    this.#plan = plan;
  }

  start(): void {
    this.#wait(this.#plan.firstAfterMs ?? this.#plan.everyMs);
  }

  /** Begins no other round; resolves when the one under way is over. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#make();
    }, milliseconds);
    this.#timer.unref();
  }

  async #make(): Promise<void> {
    try {
      await this.#round();
    } catch (error) {
      this.#plan.onError(error);
    }
    if (!this.#isClosed) this.#wait(this.#plan.everyMs);
  }
}
