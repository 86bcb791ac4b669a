/** Does one piece of work after the other, in the order in which they come. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` once all that came before it is over, however it ended; rejects as it does. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when all that came so far is over. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
