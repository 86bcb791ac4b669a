import {
  type AgreementInput,
  type AgreementVersionInput,
  agreementVersionInputSchema,
} from '@syncline/shared/agreements';
import { changingAgreements, type Occasion } from '../agreements/book.ts';
import { insertAgreement } from '../agreements/insert.ts';
import { listAgreements } from '../agreements/list.ts';
import { refuseChangedPast, refuseOverlap, requireScope, requireSoundTerms, spanOf } from '../agreements/sound.ts';
import { taken } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { unlessTaken } from './add.ts';

/** An agreement of the demo world; its versions may have begun already. */
export type DemoAgreementEntry = Pick<AgreementInput, 'slug' | 'name' | 'scope' | 'currency'> & {
  versions: readonly AgreementVersionInput[];
};

/** What the audit trail says instead of a request. */
const DEMO_REQUEST = 'demo';

/**
 * Adds the agreements of the demo world, marked as demo, as of `today` (a day of the workspace). One whose slug is taken,
 * whose time somebody's own agreement holds, or that would change what past orders are under is left out. Give narrow ones
 * before wide ones, which they may not be dated back over.
 */
export function addDemoAgreements(
  ctx: ServiceContext,
  { agreements, today }: { agreements: readonly DemoAgreementEntry[]; today: string },
): Promise<void> {
  const occasion: Occasion = { today, origin: { requestId: DEMO_REQUEST, address: null } };
  return changingAgreements(ctx, async (ctx) => {
    for (const entry of agreements) await add(ctx, entry, occasion).catch(unlessTaken);
  });
}

async function add(ctx: ServiceContext, entry: DemoAgreementEntry, occasion: Occasion): Promise<true> {
  const versions = entry.versions.map((version) => agreementVersionInputSchema.parse(version));
  for (const { terms } of versions) requireSoundTerms(terms);
  await requireScope(ctx, entry.scope);
  const all = await listAgreements(ctx);
  if (all.some(({ slug }) => slug === entry.slug)) throw taken('agreement', entry.slug);
  const span = spanOf({
    ...entry,
    ends_on: null,
    versions: versions.map((version, index) => ({ ...version, version: index + 1, recorded_at: '' })),
  });
  refuseOverlap(span, all);
  await refuseChangedPast(ctx, span, { all, today: occasion.today });
  await insertAgreement(ctx, { ...entry, ends_on: null, origin: 'demo', versions }, occasion);
  return true;
}

/** Removes the agreements of the demo world with their trail; one that somebody changed stays, as one's own. */
export function forgetDemoAgreements(ctx: ServiceContext): Promise<void> {
  return changingAgreements(ctx, async ({ db }) => {
    const changed = db.selectFrom('agreement_changes').select('agreement').where('request', '!=', DEMO_REQUEST);
    const untouched = await db
      .selectFrom('agreements')
      .select('slug')
      .where('origin', '=', 'demo')
      .where('slug', 'not in', changed)
      .execute();
    const slugs = untouched.map(({ slug }) => slug);
    if (slugs.length > 0) {
      await db.deleteFrom('agreement_changes').where('agreement', 'in', slugs).execute();
      await db.deleteFrom('agreement_versions').where('agreement', 'in', slugs).execute();
      await db.deleteFrom('agreements').where('slug', 'in', slugs).execute();
    }
    await db.updateTable('agreements').set({ origin: 'own' }).where('origin', '=', 'demo').execute();
  });
}
