import type { Agreement, AgreementPatch } from '@syncline/shared/agreements';
import { ApiError } from '../../lib/errors.ts';
import type { ServiceContext } from '../context.ts';
import { changingAgreements, type Occasion, record } from './book.ts';
import { getAgreement } from './get.ts';
import { listAgreements } from './list.ts';
import { refuseOverlap, spanOf } from './sound.ts';

interface Change {
  slug: string;
  patch: AgreementPatch;
  occasion: Occasion;
}

/**
 * Changes the name or moves the end of an agreement, today at the earliest. `not_found` when there is none, `conflict` when
 * it has ended, the end would lie in the past or before a version, or another agreement of its scope holds by then.
 */
export function updateAgreement(ctx: ServiceContext, { slug, patch, occasion }: Change): Promise<Agreement> {
  return changingAgreements(ctx, async (ctx) => {
    const before = await getAgreement(ctx, slug);
    const { name = before.name, ends_on = before.ends_on } = patch;
    if (ends_on !== before.ends_on) {
      refuseEnd(before, ends_on, occasion.today);
      refuseOverlap({ ...spanOf(before), to: ends_on }, await listAgreements(ctx));
    }
    if (ends_on === before.ends_on && name === before.name) return before;
    await ctx.db.updateTable('agreements').set({ name, ends_on }).where('slug', '=', slug).execute();
    const change = { before: { name: before.name, ends_on: before.ends_on }, after: { name, ends_on } };
    await record(ctx, { agreement: slug, action: 'changed', ...change }, occasion);
    return getAgreement(ctx, slug);
  });
}

function refuseEnd({ slug, ends_on: before, versions }: Agreement, ends_on: string | null, today: string): void {
  const refuse = (message: string, hint: string) => {
    throw new ApiError('conflict', `ends_on: ${message}`, { path: 'ends_on', hint });
  };
  if (before !== null && before < today) {
    refuse(
      `agreement "${slug}" ended on ${before}; sales since then are under other terms or none.`,
      'Add a new agreement.',
    );
  }
  if (ends_on === null) return;
  const later = versions.find(({ effective_from }) => effective_from > ends_on && effective_from > today);
  if (later) {
    refuse(`version ${later.version} begins on ${later.effective_from}.`, `Remove version ${later.version} first.`);
  }
  if (ends_on < today) {
    refuse(`orders up to today, ${today}, are under this agreement, and stay.`, `Give ${today} or a later day.`);
  }
}
