import {
  type Share,
  type ShareTerm,
  type Terms,
  WHOLE_MILLIONTHS,
  percentMillionths,
} from '@syncline/shared/agreements';

const MILLION = BigInt(WHOLE_MILLIONTHS);

/**
 * One calendar month of an agreement, as far as it is settled: what tiers, caps and minimums look at. It is made of the
 * orders paid in that month alone, so that no month depends on an earlier one.
 */
export class Month {
  /** What the percentages were taken of so far, by base. A refund does not take volume away. */
  readonly volume = { gross: 0n, net: 0n };
  /** What each party came to so far. */
  readonly results = new Map<string, bigint>();

  addVolume(gross: bigint, net: bigint): void {
    this.volume.gross += gross;
    this.volume.net += net;
  }

  addResult(party: string, amount: bigint): void {
    this.results.set(party, (this.results.get(party) ?? 0n) + amount);
  }

  resultOf(party: string): bigint {
    return this.results.get(party) ?? 0n;
  }
}

/** Whether what the terms give for an order depends on the orders before it. */
export function dependsOnMonth({ shares }: Terms): boolean {
  return shares.some(({ terms, cap_minor }) => cap_minor !== null || terms.some(({ kind }) => kind === 'tiered'));
}

/** Whether the month has to be kept: for tiers, caps or minimums. */
export function needsMonth(terms: Terms): boolean {
  return dependsOnMonth(terms) || terms.shares.some(({ minimum_minor }) => minimum_minor !== null);
}

export interface Bases {
  gross: bigint;
  net: bigint;
}

/** What the terms of a share give for one payment, in millionths of a minor unit and without regard to its cap. */
export function claimOf({ terms }: Share, bases: Bases, { month, first }: { month: Month; first: boolean }): bigint {
  return terms.reduce((sum, term) => sum + claimOfTerm(term, bases, month, first), 0n);
}

function claimOfTerm(term: ShareTerm, bases: Bases, month: Month, first: boolean): bigint {
  if (term.kind === 'per_order') return first ? BigInt(term.amount_minor) * MILLION : 0n;
  const base = bases[term.of];
  if (term.kind === 'percentage') return base * BigInt(percentMillionths(term.percent));
  const before = month.volume[term.of];
  return upTo(before + base, term.tiers) - upTo(before, term.tiers);
}

/** What marginal tiers give for a volume, in millionths; below 0, which fees can lead to, the first rate holds. */
function upTo(volume: bigint, tiers: readonly { from_minor: number; percent: string }[]): bigint {
  return tiers.reduce((sum, { from_minor, percent }, index) => {
    const from = BigInt(from_minor);
    const next = tiers[index + 1];
    const to = next && BigInt(next.from_minor) < volume ? BigInt(next.from_minor) : volume;
    const part = to - from;
    return part > 0n || index === 0 ? sum + part * BigInt(percentMillionths(percent)) : sum;
  }, 0n);
}
