import { type DatedTerms, termsFaults, termsSchema } from '@syncline/shared/agreements';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { books, CHANGE, histories, MONTHS, soundTerms } from './generated.ts';
import { monthOf, type Movement } from './movement.ts';
import { settle } from './settle.ts';

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
const signed = ({ kind, amount }: Movement) => (kind === 'paid' ? amount : 0 - amount);

describe('settlement', () => {
  it('adds up: every movement, order, month and total', () => {
    fc.assert(
      fc.property(books, histories, (book, history) => {
        const { entries, guarantees } = settle(book, history, MONTHS);
        expect(entries).toHaveLength(history.length);
        const sums = new Map<string, { given: number; net: number }>();
        for (const { movement, amounts, tax, fees, unallocated } of entries) {
          const given = total(amounts) + tax + fees + unallocated;
          expect(given).toBe(signed(movement));
          for (const key of [movement.order, monthOf(movement.day), 'all']) {
            const sum = sums.get(key) ?? { given: 0, net: 0 };
            sums.set(key, { given: sum.given + given, net: sum.net + signed(movement) });
          }
        }
        for (const { given, net } of sums.values()) expect(given).toBe(net);
        for (const { amounts } of guarantees) expect(total(amounts)).toBe(0);
      }),
      { numRuns: 400, seed: 61 },
    );
  });

  it('gives everything back for an order that is refunded whole, but for what is kept', () => {
    fc.assert(
      fc.property(books, histories, (book, history) => {
        const last = Date.parse('2026-05-01T00:00:00Z');
        const orders = new Map<string, number>();
        for (const movement of history) {
          const key = `${movement.currency} ${movement.order}`;
          orders.set(key, (orders.get(key) ?? 0) + signed(movement));
        }
        const closing = [...orders].flatMap(([key, left], index): Movement[] => {
          const of = history.find(({ currency, order }) => key === `${currency} ${order}`);
          if (!of || left <= 0) return [];
          return [{ ...of, id: `closing-${index}`, kind: 'refunded', amount: left, at: last, day: '2026-05-01' }];
        });
        const { entries } = settle(book, [...history, ...closing]);
        for (const { movement } of entries.filter(({ movement }) => movement.id.startsWith('closing'))) {
          const own = entries.filter((entry) => entry.movement.order === movement.order);
          expect(total(own.map(({ tax }) => tax))).toBe(0);
          expect(total(own.map(({ unallocated }) => unallocated))).toBe(0);
          const terms = own[0]?.applied?.terms;
          terms?.shares.forEach(({ party, on_refund }, index) => {
            if (on_refund === 'kept' || party === terms.fees_borne_by) return;
            expect(total(own.map(({ amounts }) => amounts[index] ?? 0))).toBe(0);
          });
        }
      }),
      { numRuns: 300, seed: 62 },
    );
  });

  it('is not changed before a later agreement or version begins', () => {
    fc.assert(
      fc.property(books, books, histories, (before, added, history) => {
        const later = added
          .filter(({ slug }) => !before.some((one) => one.slug === slug))
          .map((agreement) => ({
            ...agreement,
            versions: agreement.versions.map((version) => ({
              ...version,
              effective_from: version.version === 1 ? CHANGE : '2026-04-20',
            })),
          }));
        const grown = before.map((agreement) =>
          agreement.versions.length === 1 && agreement.ends_on === null
            ? {
                ...agreement,
                versions: [
                  ...agreement.versions,
                  { ...(added[0]?.versions[0] ?? agreement.versions[0]), version: 2, effective_from: CHANGE },
                ],
              }
            : agreement,
        ) as DatedTerms[];
        const over = ['2026-01', '2026-02'];
        const one = settle(before, history, over);
        const other = settle([...grown, ...later], history, over);
        const firstPaid = new Map<string, string>();
        for (const { movement } of one.entries) {
          if (movement.kind === 'paid' && !firstPaid.has(movement.order)) firstPaid.set(movement.order, movement.day);
        }
        one.entries.forEach((entry, index) => {
          const { movement } = entry;
          const decided = firstPaid.get(movement.order) ?? movement.day;
          // A later payment of an early order is cut under its terms, yet shares the month with newer ones.
          if (decided >= CHANGE || (movement.day >= CHANGE && movement.kind === 'paid')) return;
          const earlier = one.entries.some(
            ({ movement: { order, kind, day } }) => order === movement.order && kind === 'paid' && day >= CHANGE,
          );
          if (movement.day >= CHANGE && earlier) return;
          const { amounts, tax, fees, unallocated, applied } = entry;
          expect(other.entries[index]).toMatchObject({ amounts, tax, fees, unallocated });
          expect(other.entries[index]?.applied?.version).toBe(applied?.version);
        });
        expect(other.guarantees.map(({ month, amounts }) => [month, amounts])).toEqual(
          one.guarantees.map(({ month, amounts }) => [month, amounts]),
        );
      }),
      { numRuns: 300, seed: 63 },
    );
  });

  it('does not depend on the order in which movements and agreements come in', () => {
    fc.assert(
      fc.property(
        books.chain((book) => fc.tuple(fc.constant(book), fc.shuffledSubarray(book, { minLength: book.length }))),
        histories.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([book, shuffledBook], [history, shuffled]) => {
          const one = settle(book, history, MONTHS);
          const other = settle(shuffledBook, shuffled, MONTHS.toReversed());
          expect(other.entries).toEqual(one.entries);
          const named = ({ guarantees }: typeof one) =>
            guarantees.map(({ month, amounts, applied }) => `${month} ${applied.agreement.slug} ${amounts.join(' ')}`);
          expect(named(other).toSorted()).toEqual(named(one).toSorted());
        },
      ),
      { numRuns: 300, seed: 64 },
    );
  });

  it('keeps caps and minimums, over the orders paid in a month', () => {
    const single = histories.map((all) => all.filter(({ kind, id }) => kind === 'refunded' || id.endsWith('-0')));
    fc.assert(
      fc.property(soundTerms, single, (terms, history) => {
        const book: DatedTerms[] = [
          {
            slug: 'deal',
            scope: { level: 'everything' },
            currency: 'USD',
            ends_on: null,
            versions: [{ version: 1, effective_from: '2026-01-01', terms }],
          },
        ];
        const { entries, guarantees } = settle(book, history, MONTHS);
        const paidIn = new Map(
          entries.flatMap(({ movement }) =>
            movement.kind === 'paid' ? [[movement.order, monthOf(movement.day)]] : [],
          ),
        );
        for (const month of MONTHS) {
          terms.shares.forEach(({ cap_minor, minimum_minor, on_refund, party }, index) => {
            const own = entries.filter(
              ({ movement, applied }) =>
                applied && paidIn.get(movement.order) === month && monthOf(movement.day) === month,
            );
            const result = total(own.map(({ amounts }) => amounts[index] ?? 0));
            const added = guarantees.find((one) => one.month === month)?.amounts[index] ?? 0;
            const undone =
              party === terms.discount_funded_by && own.some(({ movement }) => movement.kind === 'refunded');
            const isCapped = cap_minor !== null && on_refund === 'returned' && !undone && minimum_minor === null;
            expect(result).toBeLessThanOrEqual(isCapped ? cap_minor : Number.POSITIVE_INFINITY);
            expect(result + added).toBe(minimum_minor === null ? result : Math.max(result, minimum_minor));
          });
        }
      }),
      { numRuns: 300, seed: 65 },
    );
  });
});

describe('terms that cannot stand', () => {
  const residual = { party: 'merchant', name: 'Merchant', role: 'merchant' };
  const share = (more: object) => ({
    party: 'platform',
    name: 'Platform',
    role: 'platform',
    terms: [{ kind: 'percentage', of: 'net', percent: '3' }],
    ...more,
  });
  it.each([
    ['a party named twice', { shares: [share({}), share({})] }, 'terms.shares[1].party'],
    ['the residual party with a share', { shares: [share({ party: 'merchant' })] }, 'terms.shares[0].party'],
    ['a discount funded by a stranger', { shares: [], discount_funded_by: 'bank' }, 'terms.discount_funded_by'],
    ['fees borne by a stranger', { shares: [], fees_borne_by: 'bank' }, 'terms.fees_borne_by'],
    [
      'a minimum above the cap',
      { shares: [share({ cap_minor: 100, minimum_minor: 101 })] },
      'terms.shares[0].minimum_minor',
    ],
    [
      'a minimum of who funds the discount',
      { shares: [share({ minimum_minor: 1 })], discount_funded_by: 'platform' },
      'terms.shares[0].minimum_minor',
    ],
    [
      'tiers that leave the first sale without a rate',
      { shares: [share({ terms: [{ kind: 'tiered', of: 'net', tiers: [{ from_minor: 1, percent: '1' }] }] })] },
      'terms.shares[0].terms[0].tiers[0].from_minor',
    ],
    [
      'tiers that do not rise',
      {
        shares: [
          share({
            terms: [
              {
                kind: 'tiered',
                of: 'net',
                tiers: [0, 500, 500].map((from_minor) => ({ from_minor, percent: '1' })),
              },
            ],
          }),
        ],
      },
      'terms.shares[0].terms[0].tiers[2].from_minor',
    ],
    [
      'percentages above 100 %',
      {
        shares: [
          share({ terms: [{ kind: 'percentage', of: 'net', percent: '60' }] }),
          share({ party: 'agency', terms: [{ kind: 'percentage', of: 'gross', percent: '40.0001' }] }),
        ],
      },
      'terms.shares',
    ],
  ])('%s', (_, terms, path) => {
    const faults = termsFaults(termsSchema.parse({ residual, ...terms }));
    expect(faults.map((fault) => fault.path)).toEqual([path]);
  });
});
