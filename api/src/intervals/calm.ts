const CALM_MS = 3000;
const PATIENCE_MS = 600_000;
const PATIENCE_IN_BUILDS = 20;

/**
 * Says when everything may be built anew, which takes long and is overtaken by what is written meanwhile: only once nothing
 * was written for a few seconds, or in any case after ten minutes, and after twenty times as long as it took the last time.
 */
export class Calm {
  readonly #calmMs: number;
  #lastTouchAt = 0;
  #askedAt: number | null = null;

  /** `calmMs` is how long nothing must have been written. */
  constructor(calmMs = CALM_MS) {
    this.#calmMs = calmMs;
  }

  /** Something was written, in epoch milliseconds. */
  disturb(now: number): void {
    this.#lastTouchAt = now;
  }

  /** Whether to build now, which is waited for since this was first asked; the last build took so many seconds. */
  allowsBuild(now: number, lastBuildSeconds: number): boolean {
    this.#askedAt ??= now;
    const patience = Math.max(PATIENCE_MS, PATIENCE_IN_BUILDS * 1000 * lastBuildSeconds);
    return now - this.#lastTouchAt >= this.#calmMs || now - this.#askedAt >= patience;
  }

  /** Everything was built. */
  built(): void {
    this.#askedAt = null;
  }
}
