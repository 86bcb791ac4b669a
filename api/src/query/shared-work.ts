/** The caller of a piece of work went away before it was done. */
export class CallerGoneError extends Error {
  override name = 'CallerGoneError';
}

interface Work<Result> {
  result: Promise<Result>;
  callers: number;
  stop: AbortController;
}

/** Runs work of the same name once at a time, for everyone who asks meanwhile, and stops it once nobody waits for it. */
export class SharedWork<Result> {
  readonly #underWay = new Map<string, Work<Result>>();

  /**
   * The result of the work under way by this name, or of `begin`, and whether it was under way already. Rejects with what
   * the work rejects with, or with CallerGoneError as soon as the caller's signal aborts; the work's own signal aborts
   * when its last caller left.
   */
  join(
    name: string,
    begin: (signal: AbortSignal) => Promise<Result>,
    signal?: AbortSignal,
  ): { joined: boolean; result: Promise<Result> } {
    const underWay = this.#underWay.get(name);
    const work = underWay ?? this.#begin(name, begin);
    return { joined: underWay !== undefined, result: this.#await(name, work, signal) };
  }

  #begin(name: string, begin: (signal: AbortSignal) => Promise<Result>): Work<Result> {
    const stop = new AbortController();
    const result = Promise.resolve()
      .then(() => {
        stop.signal.throwIfAborted();
        return begin(stop.signal);
      })
      .finally(() => this.#forget(name, work));
    const work: Work<Result> = { result, callers: 0, stop };
    this.#underWay.set(name, work);
    return work;
  }

  #await(name: string, work: Work<Result>, signal: AbortSignal | undefined): Promise<Result> {
    work.callers += 1;
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(new CallerGoneError('The caller went away.', { cause: signal?.reason }));
        work.callers -= 1;
        if (work.callers > 0) return;
        this.#forget(name, work);
        work.stop.abort(new CallerGoneError('Nobody waits for it any more.'));
      };
      const settle =
        <Value>(how: (value: Value) => void) =>
        (value: Value) => {
          signal?.removeEventListener('abort', leave);
          how(value);
        };
      work.result.then(settle(resolve), settle(reject));
      if (signal?.aborted) leave();
      else signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Whoever asks from now on begins anew. */
  #forget(name: string, work: Work<Result>): void {
    if (this.#underWay.get(name) === work) this.#underWay.delete(name);
  }
}
