import type { AgreementChange } from '@syncline/shared/agreements';
import { guarded } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';

/** What is known of who makes a change: there are no users. */
export interface ChangeOrigin {
  requestId: string;
  /** The other end of the connection; null where it is not known. */
  address: string | null;
}

/** When and from where agreements are changed; `today` is the calendar day of the workspace. */
export interface Occasion {
  today: string;
  origin: ChangeOrigin;
}

/**
 * Runs a change of the agreements in a transaction, after every other one, as each depends on what the others cover: it
 * counts up the book's revision first, a row that the next change waits for.
 */
export function changingAgreements<Answer>(
  ctx: ServiceContext,
  change: (ctx: ServiceContext) => Promise<Answer>,
): Promise<Answer> {
  return guarded(
    inTransaction(ctx, async (ctx) => {
      await ctx.db
        .updateTable('agreement_book')
        .set((book) => ({ revision: book('revision', '+', 1) }))
        .execute();
      return change(ctx);
    }),
  );
}

type Recorded = Pick<AgreementChange, 'agreement' | 'action'> & {
  version?: number;
  before?: unknown;
  after?: unknown;
};

/** Adds to the audit trail, in the transaction of the change. */
export async function record({ db, clock }: ServiceContext, change: Recorded, { origin }: Occasion): Promise<void> {
  const { agreement, action, version = null, before, after } = change;
  await db
    .insertInto('agreement_changes')
    .values({
      agreement,
      action,
      version,
      before: before === undefined ? null : JSON.stringify(before),
      after: after === undefined ? null : JSON.stringify(after),
      at: clock.now(),
      request: origin.requestId,
      address: origin.address,
    })
    .execute();
}
