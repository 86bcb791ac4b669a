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
import type { Movement } from './movement.ts';

const DAYS = Array.from({ length: 120 }, (_, index) =>
  new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString().slice(0, 10),
);
/** The months of the generated histories. */
export const MONTHS = ['2026-01', '2026-02', '2026-03', '2026-04'];
/** The day on which a second version of terms begins at the earliest. */
export const CHANGE = '2026-03-10';

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

/** Terms of every kind that can stand. */
export const soundTerms: fc.Arbitrary<Terms> = fc
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
export const books: fc.Arbitrary<DatedTerms[]> = fc
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
export const histories: fc.Arbitrary<Movement[]> = fc
  .array(orders, { maxLength: 25 })
  .map((orders) =>
    orders.flatMap((movements, order) =>
      movements.map((movement, index) => ({ ...movement, order: `o${order}`, id: `${order}-${index}` })),
    ),
  );
