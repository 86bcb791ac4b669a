import { describe, expect, it } from 'vitest';
import { agreement, byMonth, paid, percent, perOrder, refunded, share, simple, terms } from './worked-example.ts';

// Every figure below is worked out by hand, in minor units of the currency: cents unless it says otherwise.

describe('one order', () => {
  it('at 3 % of $149.99: 449.97 and 14,549.03 cents, the cent to the larger remainder', () => {
    expect(byMonth([simple(percent('3'))], [paid('a', '2026-03-02', 14_999)])).toEqual({
      '2026-03': { platform: 450, merchant: 14_549 },
    });
  });

  it('at 50 % of $15.01: equal remainders, the cent to the party named first', () => {
    expect(byMonth([simple(percent('50'))], [paid('a', '2026-03-02', 1_501)])).toEqual({
      '2026-03': { platform: 751, merchant: 750 },
    });
  });

  it('of $1 among three at 33.3333 %: 33 each, the last cent to the first, nothing left for the merchant', () => {
    const third = [percent('33.3333')];
    const deal = agreement(terms([share('one', third), share('two', third), share('three', third)]));
    expect(byMonth([deal], [paid('a', '2026-03-02', 100)])).toEqual({ '2026-03': { one: 34, two: 33, three: 33 } });
  });

  it('at 0 %: everything is the merchant’s', () => {
    expect(byMonth([simple(percent('0'))], [paid('a', '2026-03-02', 1_500)])).toEqual({
      '2026-03': { merchant: 1_500 },
    });
  });

  it('at 2 % and 25 cents an order: 299.98 + 25', () => {
    expect(byMonth([simple(percent('2'), perOrder(25))], [paid('a', '2026-03-02', 14_999)])).toEqual({
      '2026-03': { platform: 325, merchant: 14_674 },
    });
  });

  it('smaller than what is taken per order leaves the merchant to pay', () => {
    expect(byMonth([simple(perOrder(50))], [paid('a', '2026-03-02', 30)])).toEqual({
      '2026-03': { platform: 50, merchant: -20 },
    });
  });

  it('paid in two parts gives the amount per order once: 10 + 30, then 5', () => {
    const history = [paid('a', '2026-03-02', 1_000), paid('a', '2026-03-09', 500)];
    expect(byMonth([simple(percent('1'), perOrder(30))], history)).toEqual({
      '2026-03': { platform: 45, merchant: 1_455 },
    });
  });
});

describe('tax', () => {
  const order = paid('a', '2026-03-02', 16_311, { tax: 1_312 });

  it('excluded: $149.99 + 8.75 % is $163.11; 3 % of $149.99', () => {
    expect(byMonth([simple(percent('3'))], [order])).toEqual({
      '2026-03': { platform: 450, merchant: 14_549, tax: 1_312 },
    });
  });

  it('included: 3 % of $163.11 is 489.33, and the merchant pays the tax out of the rest', () => {
    const deal = agreement(terms([share('platform', [percent('3')])], { tax: 'included' }));
    expect(byMonth([deal], [order])).toEqual({ '2026-03': { platform: 489, merchant: 15_822 } });
  });

  it('goes back with a refund: of a third, 150 + 4,850 + 437', () => {
    const history = [order, refunded('a', '2026-04-01', 5_437)];
    expect(byMonth([simple(percent('3'))], history)['2026-04']).toEqual({
      platform: -150,
      merchant: -4_850,
      tax: -437,
    });
  });

  it('not known, while it is excluded: nobody is given anything', () => {
    expect(byMonth([simple(percent('3'))], [paid('a', '2026-03-02', 16_311, { tax: null })])).toEqual({
      '2026-03': { tax_not_known: 16_311 },
    });
  });
});

describe('fees', () => {
  const order = paid('a', '2026-03-02', 10_000, { fees: 320 });

  it('before sharing: 5 % of the net 9,680', () => {
    expect(byMonth([simple(percent('5', 'net'))], [order])).toEqual({
      '2026-03': { platform: 484, merchant: 9_196, fees: 320 },
    });
  });

  it('before sharing: 5 % of the gross 10,000', () => {
    expect(byMonth([simple(percent('5', 'gross'))], [order])).toEqual({
      '2026-03': { platform: 500, merchant: 9_180, fees: 320 },
    });
  });

  it('borne by the platform: 500 − 320', () => {
    const deal = agreement(terms([share('platform', [percent('5')])], { fees_borne_by: 'platform' }));
    expect(byMonth([deal], [order])).toEqual({ '2026-03': { platform: 180, merchant: 9_500, fees: 320 } });
  });

  it('are not given back: after a full refund the merchant is out of them', () => {
    const history = [order, refunded('a', '2026-04-01', 10_000)];
    expect(byMonth([simple(percent('5'))], history)).toEqual({
      '2026-03': { platform: 484, merchant: 9_196, fees: 320 },
      '2026-04': { platform: -484, merchant: -9_516 },
    });
  });
});

describe('discount: a $25 gift card for $15', () => {
  const order = paid('a', '2026-03-02', 1_500, { discount: 1_000 });

  it('funded by nobody in particular: 10 % of $15', () => {
    expect(byMonth([simple(percent('10'))], [order])).toEqual({ '2026-03': { platform: 150, merchant: 1_350 } });
  });

  it('funded by the merchant: 10 % of $25, and the merchant has $25 − $2.50 − $10', () => {
    const deal = agreement(terms([share('platform', [percent('10')])], { discount_funded_by: 'merchant' }));
    expect(byMonth([deal], [order])).toEqual({ '2026-03': { platform: 250, merchant: 1_250 } });
  });

  it('funded by the card network: the merchant has its $25', () => {
    const shares = [share('network', [percent('0')], { role: 'card_network' })];
    const deal = agreement(terms(shares, { discount_funded_by: 'network' }));
    expect(byMonth([deal], [order])).toEqual({ '2026-03': { network: -1_000, merchant: 2_500 } });
    expect(byMonth([deal], [order, refunded('a', '2026-04-01', 1_500)])['2026-04']).toEqual({
      network: 1_000,
      merchant: -2_500,
    });
  });

  it('not known, while somebody funds it: nobody is given anything', () => {
    const deal = agreement(terms([share('platform', [percent('10')])], { discount_funded_by: 'merchant' }));
    expect(byMonth([deal], [paid('a', '2026-03-02', 1_500, { discount: null })])).toEqual({
      '2026-03': { discount_not_known: 1_500 },
    });
  });
});
