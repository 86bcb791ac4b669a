/**
 * Where Stripe's integer amounts are not ISO 4217 minor units, by powers of ten: it takes the króna and the Ugandan
 * shilling with two decimals that they do not have, and the ariary without (docs.stripe.com/currencies).
 */
const SHIFTS: ReadonlyMap<string, number> = new Map([
  ['ISK', 2],
  ['UGX', 2],
  ['MGA', -2],
]);

/** Minor units of `currency` as Stripe counts them; throws a RangeError for an amount that it has no number for. */
export function stripeAmount(amountMinor: number, currency: string): number {
  return shifted(amountMinor, SHIFTS.get(currency.toUpperCase()) ?? 0);
}

/** An amount of Stripe in minor units of `currency`. */
export function minorOfStripe(amount: number, currency: string): number {
  return shifted(amount, -(SHIFTS.get(currency.toUpperCase()) ?? 0));
}

function shifted(amount: number, powers: number): number {
  const value = powers < 0 ? amount / 10 ** -powers : amount * 10 ** powers;
  if (!Number.isSafeInteger(value)) throw new RangeError(`${amount} has no whole number of Stripe’s units`);
  return value;
}
