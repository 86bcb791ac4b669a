import { partiesOf } from '@syncline/shared/agreements';
import type { Payout, PayoutInput } from '@syncline/shared/statements';
import { ApiError } from '../../lib/errors.ts';
import { listAgreements } from '../agreements/list.ts';
import { oneByOne } from '../catalogue/one-by-one.ts';
import { isoTime, type ServiceContext } from '../context.ts';

/**
 * Records what was paid to a party, or by it. It stands in the first statement of the party that is closed after its day and
 * after now. `invalid_body` for a day that is still to come, or a party that no agreement in this currency names.
 */
export function recordPayout(
  ctx: ServiceContext,
  { input, today }: { input: PayoutInput; today: string },
): Promise<Payout> {
  return oneByOne(ctx, 'statement_book', async (ctx) => {
    if (input.day > today) {
      throw new ApiError('invalid_body', `day: ${input.day} is still to come; today is ${today}.`, { path: 'day' });
    }
    const agreements = await listAgreements(ctx);
    const parties = agreements
      .filter(({ currency }) => currency === input.currency)
      .flatMap(({ versions }) => versions.flatMap(({ terms }) => partiesOf(terms)));
    if (!parties.some(({ party }) => party === input.party)) {
      throw new ApiError('invalid_body', `party: no agreement in ${input.currency} names "${input.party}".`, {
        path: 'party',
        hint: 'Name a party as its agreement does.',
      });
    }
    const recordedAt = ctx.clock.now();
    const { id } = await ctx.db
      .insertInto('payouts')
      .values({ ...input, recorded_at: recordedAt, statement: null })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { ...input, id, recorded_at: isoTime(recordedAt), statement: null };
  });
}
