import { minorDigits } from '@syncline/shared/money';
import type { Offer } from '@syncline/shared/offers';

const LONGEST_POST = 280;

/** What a trigger is answered: how the purchase is completed, for how much, until when. Fits into a post of X. */
export function confirmationRequest(offer: Offer): string {
  const how = `post #${offer.confirmation_hashtag ?? ''} within ${offer.confirmation_minutes} minutes.`;
  const whole = `To buy ${offer.product ?? offer.name} for ${priceText(offer)}, ${how}`;
  return whole.length <= LONGEST_POST ? whole : `To buy for ${priceText(offer)}, ${how}`;
}

function priceText({ price_minor, currency, tax, tax_basis_points }: Offer): string {
  if (price_minor === null || currency === null) return 'its price';
  const digits = minorDigits(currency);
  const money = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return money.format(price_minor / 10 ** digits) + (tax === 'added' && tax_basis_points > 0 ? ' + tax' : '');
}
