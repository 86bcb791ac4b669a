import {
  type AgreementScope,
  type DatedTerms,
  type Share,
  type ShareTerm,
  type Terms,
  termsFaults,
  termsSchema,
} from '@syncline/shared/agreements';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthOf, type Movement } from './movement.ts';
import { settle } from './settle.ts';

const DAYS = Array.from({ length: 120 }, (_, index) =>
  new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString().slice(0, 10),
);
const MONTHS = ['2026-01', '2026-02', '2026-03', '2026-04'];
const CHANGE = '2026-03-10';

const amounts = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 200_000 }));
const percents = fc.integer({ min: 0, max: 330_000 }).map((millionths) => {
  const text = String(millionths).padStart(5, '0');
  return `${Number(text.slice(0, -4))}.${text.slice(-4)}`;
});
const base = fc.constantFrom('gross', 'net');
const singleTerms: fc.Arbitrary<ShareTerm> = fc.oneof(
  fc.record({ kind: fc.constant('percentage'), of: base, percent: percents }),
  fc.record({ kind: fc.constant('per_order'), amount_minor: fc.integer({ min: 0, max: 300 }) }),
  fc.record({
    kind: fc.constant('tiered'),
    of: base,
    tiers: fc.tuple(percents, fc.integer({ min: 1, max: 300_000 }), percents).map(([first, from_minor, second]) => [
      { from_minor: 0, percent: first },
      { from_minor, percent: second },
    ]),
  }),
) as fc.Arbitrary<ShareTerm>;

const shares = (party: string): fc.Arbitrary<Share> =>
  fc
    .record({
      terms: fc.array(singleTerms, { minLength: 1, maxLength: 2 }),
      on_refund: fc.constantFrom('returned' as const, 'kept' as const),
      cap_minor: fc.option(fc.integer({ min: 0, max: 20_000 })),
      minimum_minor: fc.option(fc.integer({ min: 0, max: 20_000 })),
    })
    .map((share) => ({ party, name: party, role: 'platform' as const, ...share }));

const soundTerms: fc.Arbitrary<Terms> = fc
  .record({
    shares: fc.tuple(shares('platform'), shares('network')).chain((both) => fc.subarray(both)),
    discount_funded_by: fc.constantFrom(null, 'merchant', 'platform'),
    fees_borne_by: fc.constantFrom(null, 'merchant', 'network'),
    tax: fc.constantFrom('excluded' as const, 'included' as const),
  })
  .map((terms) => termsSchema.parse({ ...terms, residual: { party: 'merchant', name: 'Merchant', role: 'merchant' } }))
  .filter((terms) => termsFaults(terms).length === 0);

const SCOPES: AgreementScope[] = [
  { level: 'everything' },
  { level: 'brand', slug: 'b' },
  { level: 'campaign', slug: 'c' },
  { level: 'offer', slug: 'o' },
];

/** Agreements of some of the scopes, with up to two versions; the second begins on CHANGE or later. */
const books: fc.Arbitrary<DatedTerms[]> = fc
  .tuple(
    ...SCOPES.map((scope) =>
      fc
        .record({
          from: fc.constantFrom(...DAYS.slice(0, 40)),
          first: soundTerms,
          change: fc.option(
            fc.record({ from: fc.constantFrom(...DAYS.filter((day) => day >= CHANGE)), terms: soundTerms }),
          ),
          ends_on: fc.option(fc.constantFrom(...DAYS.slice(-20))),
        })
        .map(
          ({ from, first, change, ends_on }): DatedTerms => ({
            slug: scope.level,
            scope,
            currency: 'USD',
            ends_on,
            versions: [
              { version: 1, effective_from: from, terms: first },
              ...(change ? [{ version: 2, effective_from: change.from, terms: change.terms }] : []),
            ],
          }),
        ),
    ),
  )
  .chain((all) => fc.subarray(all));

const known = fc.option(fc.integer({ min: 0, max: 2_000 }), { freq: 8 });
const orders = fc
  .record({
    amount: amounts,
    placed: fc.record({
      brand: fc.constantFrom('', 'b', 'x'),
      campaign: fc.constantFrom('', 'c'),
      offer: fc.constantFrom('', 'o'),
      currency: fc.constantFrom('USD', 'USD', 'USD', 'JPY'),
    }),
    tax: known,
    discount: known,
    fees: known,
    days: fc.array(fc.nat(DAYS.length - 1), { minLength: 1, maxLength: 4 }),
    refunds: fc.array(fc.double({ min: 0, max: 0.7, noNaN: true }), { minLength: 3, maxLength: 3 }),
    paidTwice: fc.nat(9).map((digit) => digit === 0),
  })
  .map(({ amount, placed, tax, discount, fees, days, refunds, paidTwice }) =>
    days
      .toSorted((one, other) => one - other)
      .map(
        (day, index): Omit<Movement, 'order' | 'id'> => ({
          at: Date.parse(`${DAYS[day]}T00:00:00Z`),
          day: DAYS[day] ?? '',
          kind: index === 0 || (paidTwice && index === 1) ? 'paid' : 'refunded',
          amount: index === 0 || (paidTwice && index === 1) ? amount : Math.floor(amount * (refunds[index - 1] ?? 0)),
          ...placed,
          tax: tax === null ? null : Math.min(tax, amount),
          discount,
          fees,
        }),
      ),
  );
/** Orders paid once or twice and refunded up to three times, in any order; some more than was paid. */
const histories: fc.Arbitrary<Movement[]> = fc
  .array(orders, { maxLength: 25 })
  .map((orders) =>
    orders.flatMap((movements, order) =>
      movements.map((movement, index) => ({ ...movement, order: `o${order}`, id: `${order}-${index}` })),
    ),
  );

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
