import type { AgreementScope, ShareTerm } from '@syncline/shared/agreements';
import { describe, expect, it } from 'vitest';
import type { Movement } from './movement.ts';
import { settle } from './settle.ts';
import {
  agreement,
  byMonth,
  paid,
  percent,
  perOrder,
  refunded,
  share,
  simple,
  terms,
  tiers,
} from './worked-example.ts';

// Every figure below is worked out by hand, in minor units of the currency: cents unless it says otherwise.

describe('tiers: 10 % up to $1,000 a month, 5 % of what is beyond', () => {
  const deal = simple(tiers([0, '10'], [100_000, '5']));

  it('crossed within an order: $60, then $40 + $10, then $5; and anew in the next month', () => {
    const history = [
      paid('a', '2026-03-02', 60_000),
      paid('b', '2026-03-03', 60_000),
      paid('c', '2026-03-31', 10_000),
      paid('d', '2026-04-01', 60_000),
    ];
    expect(settle([deal], history).entries.map(({ amounts }) => amounts)).toEqual([
      [6_000, 54_000],
      [5_000, 55_000],
      [500, 9_500],
      [6_000, 54_000],
    ]);
  });

  it('a refund takes back what its order gave, at the rates it had, and no volume', () => {
    const history = [
      paid('a', '2026-03-02', 60_000),
      paid('b', '2026-03-03', 60_000),
      refunded('b', '2026-03-04', 60_000),
      paid('c', '2026-03-05', 10_000),
      refunded('a', '2026-04-01', 60_000),
    ];
    expect(settle([deal], history).entries.map(({ amounts }) => amounts)).toEqual([
      [6_000, 54_000],
      [5_000, 55_000],
      [-5_000, -55_000],
      [500, 9_500],
      [-6_000, -54_000],
    ]);
  });

  it('changed in the middle of the month: the new rates go by the volume of the whole month', () => {
    const later = { '2026-03-16': terms([share('platform', [tiers([0, '20'], [50_000, '8'])])]) };
    const changed = agreement(terms([share('platform', [tiers([0, '10'], [100_000, '5'])])]), {}, later);
    const history = [paid('a', '2026-03-02', 60_000), paid('b', '2026-03-20', 10_000)];
    expect(settle([changed], history).entries.map(({ amounts }) => amounts)).toEqual([
      [6_000, 54_000],
      [800, 9_200],
    ]);
  });
});

describe('a cap of $100 a month at 10 %', () => {
  const deal = agreement(terms([share('platform', [percent('10')], { cap_minor: 10_000 })]));
  const platform = (history: Movement[]) => settle([deal], history).entries.map(({ amounts }) => amounts[0]);

  it('is reached within an order: $60, $40, nothing; and anew in the next month', () => {
    const history = ['02', '03', '04'].map((day) => paid(day, `2026-03-${day}`, 60_000));
    expect(platform([...history, paid('d', '2026-04-01', 60_000)])).toEqual([6_000, 4_000, 0, 6_000]);
  });

  it('has room again after a refund in the same month', () => {
    const history = [
      paid('a', '2026-03-02', 60_000),
      paid('b', '2026-03-03', 60_000),
      refunded('a', '2026-03-04', 60_000),
      paid('c', '2026-03-05', 60_000),
    ];
    expect(platform(history)).toEqual([6_000, 4_000, -6_000, 6_000]);
  });

  it('has no more room for the refund of an earlier month’s order', () => {
    const history = [
      paid('a', '2026-03-02', 60_000),
      refunded('a', '2026-04-01', 60_000),
      ...['02', '03', '04'].map((day) => paid(day, `2026-04-${day}`, 60_000)),
    ];
    expect(platform(history)).toEqual([6_000, -6_000, 6_000, 4_000, 0]);
  });
});

describe('a minimum of $100 a month at 5 %', () => {
  const deal = agreement(terms([share('platform', [percent('5')], { minimum_minor: 10_000 })]), {
    from: '2026-03-01',
    ends_on: '2026-06-15',
  });
  const over = ['2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];

  it('is made up for in months that came to less, empty ones too, while the agreement is in force at their end', () => {
    const history = [
      paid('a', '2026-03-02', 60_000),
      paid('b', '2026-04-02', 400_000),
      paid('c', '2026-06-02', 60_000),
    ];
    expect(byMonth([deal], history, over)).toEqual({
      '2026-03': { platform: 3_000 + 7_000, merchant: 57_000 - 7_000 },
      '2026-04': { platform: 20_000, merchant: 380_000 },
      '2026-05': { platform: 10_000, merchant: -10_000 },
      '2026-06': { platform: 3_000, merchant: 57_000 },
    });
  });

  it('counts refunds of the same month, and not those of an earlier month’s orders', () => {
    const history = [
      paid('a', '2026-03-02', 400_000),
      refunded('a', '2026-03-20', 300_000),
      refunded('a', '2026-04-20', 100_000),
    ];
    expect(byMonth([deal], history, ['2026-03', '2026-04'])).toEqual({
      '2026-03': { platform: 20_000 - 15_000 + 5_000, merchant: 380_000 - 285_000 - 5_000 },
      '2026-04': { platform: -5_000 + 10_000, merchant: -95_000 - 10_000 },
    });
  });

  it('is not settled before the month is over', () => {
    expect(byMonth([deal], [paid('a', '2026-03-02', 60_000)], [])).toEqual({
      '2026-03': { platform: 3_000, merchant: 57_000 },
    });
  });
});

describe('refunds', () => {
  it('in three parts across months: a third of $7.50 and $92.49 each time', () => {
    const history = [
      paid('a', '2026-02-27', 9_999),
      refunded('a', '2026-03-01', 3_333),
      refunded('a', '2026-04-01', 3_333),
      refunded('a', '2026-05-01', 3_333),
    ];
    const back = { platform: -250, merchant: -3_083 };
    expect(byMonth([simple(percent('7.5'))], history)).toEqual({
      '2026-02': { platform: 750, merchant: 9_249 },
      '2026-03': back,
      '2026-04': back,
      '2026-05': back,
    });
  });

  it('that do not divide: $3.33 of $10 leaves 222.111 and 444.889, and the rest takes back all', () => {
    const history = [
      paid('a', '2026-02-27', 1_000),
      refunded('a', '2026-03-01', 333),
      refunded('a', '2026-04-01', 667),
    ];
    expect(byMonth([simple(percent('33.33'))], history)).toEqual({
      '2026-02': { platform: 333, merchant: 667 },
      '2026-03': { platform: -111, merchant: -222 },
      '2026-04': { platform: -222, merchant: -445 },
    });
  });

  it('of an order whose share is kept leave the merchant to pay it', () => {
    const deal = agreement(terms([share('platform', [perOrder(30)], { on_refund: 'kept' })]));
    const history = [paid('a', '2026-02-27', 1_000), refunded('a', '2026-03-01', 1_000)];
    expect(byMonth([deal], history)).toEqual({
      '2026-02': { platform: 30, merchant: 970 },
      '2026-03': { merchant: -1_000 },
    });
  });

  it('of more than was paid are shared as the order was', () => {
    const history = [paid('a', '2026-02-27', 1_000), refunded('a', '2026-03-01', 1_200)];
    expect(byMonth([simple(percent('10'))], history)['2026-03']).toEqual({ platform: -120, merchant: -1_080 });
  });

  it('of an order no payment of which is known belong to nobody', () => {
    expect(byMonth([simple(percent('10'))], [refunded('a', '2026-03-01', 500)])).toEqual({
      '2026-03': { payment_not_known: -500 },
    });
  });
});

describe('an agreement that changes', () => {
  const deal = agreement(
    terms([share('platform', [percent('3')])]),
    {},
    { '2026-04-01': terms([share('platform', [percent('5')])]) },
  );

  it('while an order is under way: its refund is at 3 %, the next order at 5 %', () => {
    const history = [
      paid('a', '2026-03-31', 10_000),
      paid('b', '2026-04-01', 10_000),
      refunded('a', '2026-04-05', 10_000),
    ];
    expect(byMonth([deal], history)).toEqual({
      '2026-03': { platform: 300, merchant: 9_700 },
      '2026-04': { platform: 500 - 300, merchant: 9_500 - 9_700 },
    });
  });

  it('between two payments of an order: both at 3 %', () => {
    const history = [paid('a', '2026-03-31', 10_000), paid('a', '2026-04-02', 5_000)];
    expect(byMonth([deal], history)['2026-04']).toEqual({ platform: 150, merchant: 4_850 });
  });

  it('and ends: a sale afterwards is under none', () => {
    const ended = agreement(terms([share('platform', [percent('3')])]), { ends_on: '2026-03-31' });
    const history = [paid('a', '2026-03-31', 10_000), paid('b', '2026-04-01', 10_000)];
    expect(byMonth([ended], history)).toEqual({
      '2026-03': { platform: 300, merchant: 9_700 },
      '2026-04': { no_agreement: 10_000 },
    });
  });
});

it('the most specific of several agreements holds: 4 % offer, 3 % campaign, 2 % brand, 1 % everything', () => {
  const at = (slug: string, rate: string, scope: AgreementScope) =>
    agreement(terms([share('platform', [percent(rate)])]), { slug, scope });
  const all = [
    at('wide', '1', { level: 'everything' }),
    at('offer', '4', { level: 'offer', slug: 'o' }),
    at('brand', '2', { level: 'brand', slug: 'b' }),
    at('campaign', '3', { level: 'campaign', slug: 'c' }),
  ];
  const sold = { brand: 'b', campaign: 'c', offer: 'o' };
  const history = [
    paid('a', '2026-03-01', 10_000, sold),
    paid('b', '2026-03-02', 10_000, { ...sold, offer: 'p' }),
    paid('c', '2026-03-03', 10_000, { brand: 'b' }),
    paid('d', '2026-03-04', 10_000),
  ];
  expect(settle(all, history).entries.map(({ amounts }) => amounts[0])).toEqual([400, 300, 200, 100]);
});

describe('currencies, each by its own agreement at 2.5 %', () => {
  const deals = ['USD', 'JPY', 'KWD'].map((currency) =>
    agreement(terms([share('platform', [percent('2.5')])]), { slug: currency.toLowerCase(), currency }),
  );

  it.each([
    ['USD', 14_999, [375, 14_624], '$149.99: 374.975 cents'],
    ['JPY', 1_999, [50, 1_949], '¥1,999, without decimals: 49.975 yen'],
    ['KWD', 12_345, [309, 12_036], 'KD 12.345, with three decimals: 308.625 fils'],
  ])('%s %i is %j (%4$s)', (currency, amount, shares) => {
    expect(settle(deals, [paid('a', '2026-03-02', amount, { currency })]).entries[0]?.amounts).toEqual(shares);
  });

  it('one yen at 50 % goes to the party named first', () => {
    const deal = agreement(terms([share('platform', [percent('50')])]), { currency: 'JPY' });
    expect(settle([deal], [paid('a', '2026-03-02', 1, { currency: 'JPY' })]).entries[0]?.amounts).toEqual([1, 0]);
  });

  it('an order in a currency without an agreement is under none', () => {
    expect(byMonth(deals, [paid('a', '2026-03-02', 999, { currency: 'EUR' })])).toEqual({
      '2026-03': { no_agreement: 999 },
    });
  });
});

/**
 * The launch of 11 February 2013: gift cards of $25 for $15, and the Kindle Fire HD for $149.99 before tax (theweek.com,
 * business2community.com), "no revenue-sharing agreement with Twitter" (American Banker). How many were sold was not
 * published: three and two here, one Kindle sent back in March.
 */
describe('the launch of 2013', () => {
  const launch = (platform: ShareTerm) =>
    (['american-express', 'amazon'] as const).map((seller) =>
      agreement(
        terms([share('twitter', [platform])], { residual: { party: seller, name: seller, role: 'merchant' } }),
        { slug: seller, scope: { level: 'brand', slug: seller }, from: '2013-02-11' },
      ),
    );
  const history = [
    ...['a', 'b', 'c'].map((order) => paid(order, '2013-02-11', 1_500, { brand: 'american-express', discount: 1_000 })),
    ...['d', 'e'].map((order) => paid(order, '2013-02-12', 14_999, { brand: 'amazon' })),
    refunded('e', '2013-03-04', 14_999, { brand: 'amazon' }),
  ];

  it('as published, Twitter at 0 %', () => {
    expect(byMonth(launch(percent('0')), history)).toEqual({
      '2013-02': { 'american-express': 4_500, amazon: 29_998 },
      '2013-03': { amazon: -14_999 },
    });
  });

  it.each([
    [
      '1 %',
      percent('1'),
      { twitter: 345, 'american-express': 4_455, amazon: 29_698 },
      { twitter: -150, amazon: -14_849 },
    ],
    [
      '3 %',
      percent('3'),
      { twitter: 1_035, 'american-express': 4_365, amazon: 29_098 },
      { twitter: -450, amazon: -14_549 },
    ],
    [
      '25 cents an order',
      perOrder(25),
      { twitter: 125, 'american-express': 4_425, amazon: 29_948 },
      { twitter: -25, amazon: -14_974 },
    ],
  ])('and what %s would have paid', (_, term, february, march) => {
    expect(byMonth(launch(term), history)).toEqual({ '2013-02': february, '2013-03': march });
  });
});
