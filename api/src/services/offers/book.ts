import { oneByOne } from '../catalogue/one-by-one.ts';
import type { ServiceContext } from '../context.ts';

/** Runs a change of the offers in a transaction, after every other one, as each depends on what the others hold. */
export function changingOffers<Answer>(
  ctx: ServiceContext,
  change: (ctx: ServiceContext) => Promise<Answer>,
): Promise<Answer> {
  return oneByOne(ctx, 'offer_book', change);
}
