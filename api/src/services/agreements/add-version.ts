import type { Agreement, AgreementVersionInput } from '@syncline/shared/agreements';
import { ApiError } from '../../lib/errors.ts';
import type { ServiceContext } from '../context.ts';
import { changingAgreements, type Occasion, record } from './book.ts';
import { getAgreement } from './get.ts';
import { listAgreements } from './list.ts';
import { refuseOverlap, requireSoundTerms, spanOf } from './sound.ts';

interface Addition {
  slug: string;
  input: AgreementVersionInput;
  occasion: Occasion;
}

/**
 * Gives an agreement other terms from a day on that is still to come. `not_found` when there is no such agreement,
 * `invalid_body` for terms that cannot stand, `conflict` when the day is past or today, taken by another version, after
 * the agreement's end, or held by another agreement.
 */
export function addAgreementVersion(ctx: ServiceContext, { slug, input, occasion }: Addition): Promise<Agreement> {
  return changingAgreements(ctx, async (ctx) => {
    const before = await getAgreement(ctx, slug);
    requireSoundTerms(input.terms);
    refuseDay(before, input.effective_from, occasion.today);
    const span = spanOf(before);
    const from = input.effective_from < span.from ? input.effective_from : span.from;
    refuseOverlap({ ...span, from }, await listAgreements(ctx));

    const { last_version } = await ctx.db
      .updateTable('agreements')
      .set((agreement) => ({ last_version: agreement('last_version', '+', 1) }))
      .where('slug', '=', slug)
      .returning('last_version')
      .executeTakeFirstOrThrow();
    const { effective_from, terms, note } = input;
    await ctx.db
      .insertInto('agreement_versions')
      .values({
        agreement: slug,
        version: last_version,
        effective_from,
        terms: JSON.stringify(terms),
        note,
        recorded_at: ctx.clock.now(),
      })
      .execute();
    const after = await getAgreement(ctx, slug);
    const version = after.versions.find(({ version }) => version === last_version);
    await record(ctx, { agreement: slug, action: 'version_added', version: last_version, after: version }, occasion);
    return after;
  });
}

function refuseDay({ slug, ends_on, versions }: Agreement, day: string, today: string): void {
  const refuse = (message: string, hint: string) => {
    throw new ApiError('conflict', `effective_from: ${message}`, { path: 'effective_from', hint });
  };
  if (day <= today) {
    refuse(`orders up to today, ${today}, are under the terms then in force, which stay.`, `Begin after ${today}.`);
  }
  if (ends_on !== null && day > ends_on) {
    refuse(`agreement "${slug}" ends on ${ends_on}.`, 'Move its end first, or add a new agreement.');
  }
  const same = versions.find(({ effective_from }) => effective_from === day);
  if (same) {
    refuse(
      `version ${same.version} begins on that day too.`,
      `Remove version ${same.version} first, or choose another day.`,
    );
  }
}
