/** Lets steps run one after the other, and none while rows are removed from the log. */
export class Turns {
  readonly #stopping: AbortSignal;
  #job = new AbortController();
  #holding: Promise<void> = Promise.resolve();
  #busy: Promise<void> = Promise.resolve();

  /** `stopping` ends every step. */
  constructor(stopping: AbortSignal) {
    this.#stopping = stopping;
  }

  /** Whether the newest step was ended because rows are to be removed. */
  get wasEnded(): boolean {
    return this.#job.signal.aborted;
  }

  /** Runs a step alone, with a signal that ends it when rows are to be removed. Rejects as the step does. */
  async take(step: (signal: AbortSignal) => Promise<void>): Promise<void> {
    for (let held: Promise<void> | null = null; held !== this.#holding; ) {
      held = this.#holding;
      await held;
      await this.#busy.catch(() => undefined);
    }
    this.#job = new AbortController();
    this.#busy = step(AbortSignal.any([this.#job.signal, this.#stopping]));
    await this.#busy;
  }

  /** Ends the step under way and runs `work` while there is none. */
  async hold(work: () => Promise<void>): Promise<void> {
    const before = this.#holding;
    let release: () => void = () => undefined;
    this.#holding = new Promise((resolve) => (release = resolve));
    try {
      await before;
      this.#job.abort();
      await this.#busy.catch(() => undefined);
      await work();
    } finally {
      release();
    }
  }
}
