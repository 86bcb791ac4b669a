import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offerFaults, offerInputSchema, offerPatchSchema, offerState, priceWithTax } from './offers.ts';

const offer = (fields: object) => offerInputSchema.parse({ slug: 'o', name: 'O', ...fields });
const complete = {
  trigger_hashtag: '#BuyLamp',
  confirmation_hashtag: '#ConfirmLamp',
  price_minor: 1500,
  currency: 'USD',
};

describe('an offer', () => {
  it('is a draft with fifteen minutes to confirm unless it says more', () => {
    expect(offer({})).toMatchObject({ starts_at: null, tax: 'added', tax_basis_points: 0, confirmation_minutes: 15 });
  });

  it('keeps its instants in UTC', () => {
    expect(offer({ starts_at: '2026-09-01T12:00:00.5+02:00' }).starts_at).toBe('2026-09-01T10:00:00.500Z');
  });

  it.each([
    ['price_minor', 1.5],
    ['price_minor', -1],
    ['tax_basis_points', 10_001],
    ['per_person_limit', 0],
    ['confirmation_minutes', 0],
    ['confirmation_minutes', 1441],
    ['starts_at', '2026-09-01T12:00'],
    ['ends_at', '2026-02-30T12:00:00Z'],
    ['trigger_hashtag', '#2013'],
    ['trigger_hashtag', '#two words'],
    ['trigger_hashtag', '#\ufe0fBuy'],
    ['currency', 'XBT'],
  ])('refuses %s %j', (field, value) => {
    expect(offerPatchSchema.safeParse({ [field]: value }).error?.issues[0]?.path).toEqual([field]);
  });

  it.each<[string, object, string[]]>([
    ['is complete', { ...complete, starts_at: '2026-09-01T00:00:00Z', ends_at: '2026-09-02T00:00:00Z' }, []],
    ['is an empty draft', {}, []],
    [
      'starts without anything',
      { starts_at: '2026-09-01T00:00:00Z' },
      ['trigger_hashtag', 'confirmation_hashtag', 'price_minor', 'currency'],
    ],
    ['has a price and not yet a currency', { price_minor: 5 }, []],
    ['ends without starting', { ...complete, ends_at: '2026-09-01T00:00:00Z' }, ['starts_at']],
    [
      'ends as it starts',
      { ...complete, starts_at: '2026-09-01T02:00:00+02:00', ends_at: '2026-09-01T00:00:00Z' },
      ['ends_at'],
    ],
    ['is dearer than the list price', { ...complete, list_price_minor: 1499 }, ['list_price_minor']],
    ['costs the list price', { ...complete, list_price_minor: 1500 }, []],
    ['has a list price alone', { list_price_minor: 1499 }, ['price_minor']],
  ])('that %s has faults in the right fields', (_, fields, paths) => {
    expect(offerFaults(offer(fields)).map(({ path }) => path)).toEqual(paths);
  });
});

describe('offerState', () => {
  const period = { starts_at: '2026-09-01T00:00:00.000Z', ends_at: '2026-09-02T00:00:00.000Z', stock: 10 };
  const at = (instant: string, sold = 0) => offerState(period, { now: Date.parse(instant), sold });

  it.each([
    ['2026-08-31T23:59:59.999Z', 0, 'scheduled'],
    ['2026-09-01T00:00:00Z', 0, 'live'],
    ['2026-09-01T23:59:59.999Z', 9, 'live'],
    ['2026-09-01T23:59:59.999Z', 10, 'sold_out'],
    ['2026-09-02T00:00:00Z', 10, 'ended'],
  ])('at %s with %i sold is %s', (instant, sold, state) => {
    expect(at(instant, sold)).toBe(state);
  });

  it('is live for good without an end or stock', () => {
    expect(offerState({ ...period, ends_at: null, stock: null }, { now: Date.UTC(2099, 0), sold: 1e9 })).toBe('live');
    expect(offerState({ ...period, starts_at: null }, { now: Date.UTC(2099, 0), sold: 0 })).toBe('draft');
  });
});

describe('priceWithTax', () => {
  it.each([
    [14_999, 'added', 875, 16_311],
    [14_999, 'included', 1900, 14_999],
    [50, 'added', 100, 51],
    [49, 'added', 100, 49],
    [0, 'added', 2500, 0],
  ] as const)('of %i with tax %s at %i basis points is %i', (price_minor, tax, tax_basis_points, total) => {
    expect(priceWithTax({ price_minor, tax, tax_basis_points })).toBe(total);
  });

  it('is within half a minor unit of the exact amount, however large', () => {
    const price = fc.integer({ min: 0, max: 2 ** 51 });
    fc.assert(
      fc.property(price, fc.integer({ min: 0, max: 10_000 }), (price_minor, tax_basis_points) => {
        const total = priceWithTax({ price_minor, tax: 'added', tax_basis_points });
        const twiceOff = 2n * (BigInt(total) * 10_000n - BigInt(price_minor) * BigInt(10_000 + tax_basis_points));
        expect(twiceOff > -10_000n && twiceOff <= 10_000n).toBe(true);
      }),
    );
  });
});
