import { type Agreement, partiesOf, type Party } from '@syncline/shared/agreements';
import {
  daysOfMonth,
  type Payout,
  type StatementContent,
  type StatementLine,
  type StatementTerms,
} from '@syncline/shared/statements';
import { addDays } from '@syncline/shared/time';
import type { Balance, MonthAdjustment, MonthLine } from './port.ts';

/** All that the statements of a month are made of; lines and adjustments of every party and currency. */
export interface MonthMaterial {
  month: string;
  timezone: string;
  demo: boolean;
  agreements: readonly Agreement[];
  lines: readonly MonthLine[];
  adjustments: readonly MonthAdjustment[];
  balances: readonly Balance[];
  payouts: readonly Payout[];
}

/**
 * The statements of a month, by currency and party: of everybody whom terms in force on one of its days name, who has a line,
 * an adjustment or a payout in it, or whom the statement before left with a balance.
 */
export function composeMonth(material: MonthMaterial): StatementContent[] {
  const parties = new Map<string, { party: string; currency: string }>();
  const versions = inForce(material);
  const named = versions.flatMap(({ currency, version }) =>
    partiesOf(version.terms).map(({ party }) => ({ party, currency })),
  );
  const left = material.balances.filter(({ closing }) => closing !== 0);
  for (const { party, currency } of [
    ...named,
    ...left,
    ...material.lines,
    ...material.adjustments,
    ...material.payouts,
  ]) {
    parties.set(`${currency} ${party}`, { party, currency });
  }
  return [...parties]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { party, currency }]) => compose(material, versions, { party, currency }));
}

/** A version of an agreement, with what its agreement says. */
interface Version {
  currency: string;
  version: Agreement['versions'][number];
  terms: StatementTerms;
}

function compose(
  material: MonthMaterial,
  versions: readonly Version[],
  of: { party: string; currency: string },
): StatementContent {
  const { month, timezone, demo, agreements } = material;
  const own = <Item extends { party: string; currency: string }>(items: readonly Item[]) =>
    items.filter(({ party, currency }) => party === of.party && currency === of.currency);
  const lines = own(material.lines).map(lineOf).toSorted(byPlace);
  const adjustments = own(material.adjustments)
    .map(({ month, causes, ...line }) => ({ month, ...lineOf(line), causes }))
    .toSorted((one, other) => compare(one.month, other.month) || byPlace(one, other));
  const payouts = own(material.payouts)
    .map(({ id, day, amount_minor, reference, note, recorded_at }) => ({
      id,
      day,
      amount_minor,
      reference,
      note,
      recorded_at,
    }))
    .toSorted((one, other) => compare(one.day, other.day) || one.id - other.id);
  const [balance] = own(material.balances);
  const opening = balance?.closing ?? 0;
  const thisMonth = sumOf(lines, 'amount');
  const adjusted = sumOf(adjustments, 'amount');
  const paidOut = payouts.reduce((sum, { amount_minor }) => sum + amount_minor, 0);
  return {
    ...partyNamed(material, of, balance),
    month,
    currency: of.currency,
    timezone,
    demo,
    totals: {
      opening,
      earned: sumOf(lines, 'earned'),
      returned: sumOf(lines, 'returned'),
      guaranteed: sumOf(lines, 'guaranteed'),
      month: thisMonth,
      adjustments: adjusted,
      paid_out: paidOut,
      closing: opening + thisMonth + adjusted - paidOut,
    },
    lines,
    adjustments,
    payouts,
    agreements: usedTerms(agreements, [...lines, ...adjustments], versions, of),
  };
}

function lineOf(line: StatementLine): StatementLine {
  const { agreement, version, campaign, offer, orders, refunds, earned, returned, guaranteed, amount } = line;
  return { agreement, version, campaign, offer, orders, refunds, earned, returned, guaranteed, amount };
}

function sumOf<Figure extends string>(items: readonly Record<Figure, number>[], figure: Figure): number {
  return items.reduce((sum, item) => sum + item[figure], 0);
}

function byPlace(one: StatementLine, other: StatementLine): number {
  return (
    compare(one.agreement, other.agreement) ||
    one.version - other.version ||
    compare(one.campaign, other.campaign) ||
    compare(one.offer, other.offer)
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The versions that are in force on at least one day of the month. */
function inForce({ month, agreements }: MonthMaterial): Version[] {
  const { from, to } = daysOfMonth(month);
  return agreements.flatMap((agreement) => {
    const { ends_on, versions } = agreement;
    return versions
      .toSorted((one, other) => compare(one.effective_from, other.effective_from))
      .filter(({ effective_from }, index, sorted) => {
        const next = sorted[index + 1];
        const last = next ? addDays(next.effective_from, -1) : ends_on;
        return effective_from <= to && (last === null || last >= from) && (ends_on === null || ends_on >= from);
      })
      .map((version) => versionOf(agreement, version));
  });
}

function versionOf(agreement: Agreement, version: Agreement['versions'][number]): Version {
  const { slug, name, scope, ends_on, currency } = agreement;
  const { version: number, effective_from, terms } = version;
  return { currency, version, terms: { slug, name, scope, ends_on, version: number, effective_from, terms } };
}

/** The terms under which the party has lines or adjustments, and those in force that name it. */
function usedTerms(
  agreements: readonly Agreement[],
  lines: readonly StatementLine[],
  versions: readonly Version[],
  of: { party: string; currency: string },
): StatementTerms[] {
  const used = new Set(lines.map(({ agreement, version }) => `${agreement} ${version}`));
  for (const { currency, version, terms } of versions) {
    const isNamed = partiesOf(version.terms).some(({ party }) => party === of.party);
    if (currency === of.currency && isNamed) used.add(`${terms.slug} ${terms.version}`);
  }
  return agreements.flatMap((agreement) =>
    agreement.versions
      .filter(({ version }) => used.has(`${agreement.slug} ${version}`))
      .map((version) => versionOf(agreement, version).terms),
  );
}

/** Name and role as the newest terms say that began by the end of the month; else as the statement before said. */
function partyNamed(
  { month, agreements }: MonthMaterial,
  { party, currency }: { party: string; currency: string },
  balance: Party | undefined,
): Party {
  const { to } = daysOfMonth(month);
  const newest = agreements
    .filter((agreement) => agreement.currency === currency)
    .flatMap(({ versions }) => versions)
    .filter(({ effective_from }) => effective_from <= to)
    .toSorted((one, other) => compare(other.effective_from, one.effective_from))
    .flatMap(({ terms }) => partiesOf(terms))
    .find((one) => one.party === party);
  const { name, role } = newest ?? balance ?? { name: party, role: 'other' as const };
  return { party, name, role };
}
