import { createHash } from 'node:crypto';
import type { Agreement } from '@syncline/shared/agreements';
import { daysOfMonth } from '@syncline/shared/statements';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { OfferPrices } from '../settlement/known.ts';

interface Sources {
  currency: string;
  /** What tells the rows of each month. */
  prints: readonly { month: string; print: string }[];
  agreements: readonly Agreement[];
  offers: readonly OfferPrices[];
}

/**
 * Names what each month is settled from: another text whenever it could come to something else. A refund goes by the terms and
 * payments of its order, so that a month hangs on the rows and terms up to its end, and on none that come after.
 */
export function settledFrom(months: readonly string[], sources: Sources): Map<string, string> {
  const { currency, prints, agreements, offers } = sources;
  const prices = canonicalJson(offers.filter((offer) => offer.currency === currency));
  const own = agreements.filter((agreement) => agreement.currency === currency);
  const keys = new Map<string, string>();
  for (const month of months) {
    const rows = prints.filter((one) => one.month <= month).map(({ month, print }) => `${month} ${print}`);
    const terms = canonicalJson(own.flatMap((agreement) => termsUpTo(agreement, daysOfMonth(month).to)));
    keys.set(month, digest([...rows, terms, prices].join('\n')));
  }
  return keys;
}

function termsUpTo({ slug, scope, ends_on, versions }: Agreement, day: string): object[] {
  const begun = versions.filter(({ effective_from }) => effective_from <= day);
  if (begun.length === 0) return [];
  return [
    {
      slug,
      scope,
      ends_on: ends_on !== null && ends_on < day ? ends_on : null,
      versions: begun.map(({ version, effective_from, terms }) => ({ version, effective_from, terms })),
    },
  ];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
