import { type Offer, offerInputSchema } from '@syncline/shared/offers';
import { describe, expect, it } from 'vitest';
import { changeOf, draftOf, emptyDraft, type OfferDraft, readDraft } from './offer-draft.ts';

const ZONE = 'Europe/Berlin';
const OFFER: Offer = {
  ...offerInputSchema.parse({
    slug: 'kindle',
    name: 'Kindle Fire HD',
    product: 'Kindle Fire HD 8.9',
    brand: 'ember',
    campaign: 'launch',
    trigger_hashtag: 'BuyKindleFireHD',
    confirmation_hashtag: 'ConfirmKindleFireHD',
    list_price_minor: 19_900,
    price_minor: 14_999,
    currency: 'USD',
    tax_basis_points: 875,
    stock: 2000,
    per_person_limit: 1,
    starts_at: '2026-09-01T10:00:30Z',
    ends_at: '2026-09-20T22:00:00Z',
    audience: 'cardholders',
    confirmation_minutes: 20,
  }),
  origin: 'own',
  created_at: '2026-08-01T00:00:00.000Z',
};

function read(change: Partial<OfferDraft>, before: Offer | null = null) {
  return readDraft({ ...draftOf(OFFER, ZONE), ...change }, ZONE, before);
}

describe('the form of an offer', () => {
  it('shows it in the words of the reader', () => {
    expect(draftOf(OFFER, ZONE)).toMatchObject({
      price_minor: '149.99',
      tax_basis_points: '8.75',
      starts_at: '2026-09-01T12:00',
      ends_at: '2026-09-21T00:00',
      stock: '2000',
    });
  });

  it('reads back what it shows, with the seconds that it cannot show', () => {
    const { origin: _, created_at: __, ...input } = OFFER;
    expect(read({}, OFFER)).toEqual({ offer: input, faults: null });
    expect(read({}).offer?.starts_at).toBe('2026-09-01T10:00:00.000Z');
  });

  it('begins empty, in the currency of the workspace', () => {
    const draft = emptyDraft('JPY');
    expect(draft).toMatchObject({ name: '', slug: '', currency: 'JPY', confirmation_minutes: '15', tax: 'added' });
    expect(readDraft({ ...draft, name: 'Red lamp' }, ZONE, null).offer).toMatchObject({
      slug: 'red-lamp',
      price_minor: null,
    });
  });

  it.each<[Partial<OfferDraft>, (keyof OfferDraft)[]]>([
    [{ name: ' ' }, ['name']],
    [{ price_minor: '149.999' }, ['price_minor']],
    [{ price_minor: '-1' }, ['price_minor']],
    [{ price_minor: '1,499.99' }, ['list_price_minor']],
    [{ currency: 'dollars' }, ['currency']],
    [{ tax_basis_points: '8.755' }, ['tax_basis_points']],
    [{ tax_basis_points: '101' }, ['tax_basis_points']],
    [{ stock: '1.5', per_person_limit: '0' }, ['stock', 'per_person_limit']],
    [{ starts_at: '' }, ['starts_at']],
    [{ ends_at: '2026-09-01T12:00' }, ['ends_at']],
    [{ trigger_hashtag: '', confirmation_hashtag: '#no way' }, ['confirmation_hashtag']],
    [{ trigger_hashtag: '', confirmation_hashtag: '' }, ['trigger_hashtag', 'confirmation_hashtag']],
    [{ audience: 'My List' }, ['audience']],
  ])('says of %j what is wrong', (change, fields) => {
    expect(Object.keys(read(change, OFFER).faults ?? {})).toEqual(fields);
  });

  it('sends what was changed', () => {
    const { offer } = read({ price_minor: '139.00', trigger_hashtag: '#BuyKindle', stock: '' }, OFFER);
    expect(offer && changeOf(OFFER, offer)).toEqual({ price_minor: 13_900, trigger_hashtag: 'BuyKindle', stock: null });
    const same = read({}, OFFER).offer;
    expect(same && changeOf(OFFER, same)).toBeNull();
  });
});
