import { addDays, type Period } from '@syncline/shared/time';
import type { Ledger } from './ledger.ts';

/** Days that journal records changed and that the cells may not have taken in yet. */
export class TouchedDays {
  /** The newest record that changed a day. */
  readonly #days = new Map<string, number>();
  /** The newest record of which it is not known what days it changed. */
  #anywhere = 0;
  #newest = 0;
  /** The newest record that may have removed rows. */
  #removed = 0;

  /** Record `sequence` changes these days; null is any day. */
  add(sequence: number, days: ReadonlySet<string> | null): void {
    this.#newest = Math.max(this.#newest, sequence);
    if (days === null) this.#anywhere = Math.max(this.#anywhere, sequence);
    for (const day of days ?? []) this.#days.set(day, sequence);
  }

  /** Rows are removed, by a record that was added before. */
  removal(): void {
    this.#removed = this.#newest;
  }

  /** Whether rows may have been removed that the ledger still takes in, or any day changed. */
  isUncertain({ sequence }: Ledger): boolean {
    return this.#removed > sequence || this.#anywhere > sequence;
  }

  /** Whether a closed day, or the one after it, changed in rows that the ledger does not take in. */
  closedSince({ sequence, closedThrough }: Ledger): boolean {
    if (this.#anywhere > sequence) return true;
    const last = addDays(closedThrough, 1);
    for (const [day, newest] of this.#days) if (newest > sequence && day <= last) return true;
    return false;
  }

  /** The days that changed in rows which the ledger does not take in; null when they are not known. */
  daysSince({ sequence }: Ledger): string[] | null {
    if (this.#anywhere > sequence) return null;
    return [...this.#days].filter(([, newest]) => newest > sequence).map(([day]) => day);
  }

  /**
   * The last day up to which the ledger takes in every row of the period, and of so many days `ahead`; null when it does not
   * do so on the first.
   */
  takenInThrough({ sequence, closedThrough }: Ledger, { from, to }: Period, ahead: number): string | null {
    if (this.#anywhere > sequence) return null;
    let last = to < closedThrough ? to : closedThrough;
    for (const [day, newest] of this.#days) {
      if (newest <= sequence || day < from || day > addDays(last, ahead)) continue;
      last = addDays(day, -1 - ahead);
    }
    return last < from ? null : last;
  }

  /** Forgets days that only records up to the ledger's changed. */
  forget({ sequence }: Ledger): void {
    for (const [day, newest] of this.#days) if (newest <= sequence) this.#days.delete(day);
  }
}
