import type { AgreementChange } from '@syncline/shared/agreements';
import { oneByOne } from '../catalogue/one-by-one.ts';
import type { ServiceContext } from '../context.ts';

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

/** Runs a change of the agreements in a transaction, after every other one, as each depends on what the others cover. */
export function changingAgreements<Answer>(
  ctx: ServiceContext,
  change: (ctx: ServiceContext) => Promise<Answer>,
): Promise<Answer> {
  return oneByOne(ctx, 'agreement_book', change);
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
