import type { Offer } from '@syncline/shared/offers';
import { describe, expect, it } from 'vitest';
import { OfferIndex } from './offer-index.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 8, 1);

function offer(
  slug: string,
  startDay: number | null,
  endDay: number | null,
  tags = [`Buy${slug}`, `Confirm${slug}`],
): Offer {
  const iso = (day: number | null) => (day === null ? null : new Date(START + day * DAY_MS).toISOString());
  return {
    slug,
    name: slug,
    product: null,
    brand: null,
    campaign: null,
    trigger_hashtag: tags[0] ?? null,
    confirmation_hashtag: tags[1] ?? null,
    list_price_minor: null,
    price_minor: 100,
    currency: 'USD',
    tax_basis_points: 0,
    tax: 'added',
    stock: null,
    per_person_limit: null,
    starts_at: iso(startDay),
    ends_at: iso(endDay),
    audience: null,
    confirmation_minutes: 15,
    origin: 'own',
    created_at: iso(0) ?? '',
  };
}

const post = (text: string, day: number, hashtags: string[] = []) => ({ text, hashtags, at: START + day * DAY_MS });

describe('the offers of a post', () => {
  const index = new OfferIndex([offer('Lamp', 0, 10), offer('Fan', 0, null), offer('Draft', null, null)]);

  it.each([
    ['#BuyLamp', ['Lamp'], true, false],
    ['now #BUYLAMP!', ['Lamp'], true, false],
    ['＃ConfirmLamp', ['Lamp'], false, true],
    ['#BuyLamp #ConfirmLamp', ['Lamp'], true, true],
  ])('%s is of %j', (text, offers, hasTrigger, hasConfirmation) => {
    expect(index.match(post(text, 1))).toEqual(offers.map((slug) => ({ offer: slug, hasTrigger, hasConfirmation })));
  });

  it('are several where it holds hashtags of several', () => {
    expect(
      index
        .match(post('#BuyFan #BuyLamp', 1))
        .map((match) => match.offer)
        .sort(),
    ).toEqual(['Fan', 'Lamp']);
  });

  it.each(['#BuyLamps', 'BuyLamp', '#BuyDraft', 'https://example.org/#BuyLamp', ''])('are none for “%s”', (text) => {
    expect(index.match(post(text, 1))).toEqual([]);
  });

  it('are found by what the network extracted of a text that is cut', () => {
    expect(index.match(post('much to say …', 1, ['BuyLamp'])).map((match) => match.offer)).toEqual(['Lamp']);
  });

  it('are those that held the hashtag when it was posted', () => {
    const tags = ['Buy', 'Confirm'];
    const both = new OfferIndex([offer('second', 20, 30, tags), offer('first', 0, 10, tags)]);
    const of = (day: number) => both.match(post('#Buy', day))[0]?.offer;
    expect([-1, 0, 9.9, 10, 15, 20, 29, 99].map(of)).toEqual([
      'first',
      'first',
      'first',
      'first',
      'first',
      'second',
      'second',
      'second',
    ]);
  });

  it('names only hashtags that offers hold', () => {
    expect(index.hashtagsIn(post('#BuyLamp #a4111111111111111 #mine', 1))).toEqual(['buylamp']);
  });
});
