import type { Agreement, AgreementInput } from '@syncline/shared/agreements';
import { ApiError } from '../../lib/errors.ts';
import { taken } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { changingAgreements, type Occasion } from './book.ts';
import { insertAgreement } from './insert.ts';
import { listAgreements } from './list.ts';
import { refuseChangedPast, refuseOverlap, requireScope, requireSoundTerms } from './sound.ts';

/**
 * Adds an agreement with its first version. It may begin in the past where orders were under none. `invalid_body` for terms
 * that cannot stand or a scope that is not in the catalogue, `conflict` when the slug is taken, another agreement of this
 * scope and currency holds at the same time, or past orders would change.
 */
export function createAgreement(
  ctx: ServiceContext,
  { input, occasion }: { input: AgreementInput; occasion: Occasion },
): Promise<Agreement> {
  return changingAgreements(ctx, async (ctx) => {
    const { slug, name, scope, currency, ends_on, effective_from, terms, note } = input;
    requireSoundTerms(terms);
    if (ends_on !== null && ends_on < effective_from) {
      throw new ApiError('invalid_body', `ends_on: must not be before it begins on ${effective_from}.`, {
        path: 'ends_on',
      });
    }
    await requireScope(ctx, scope);
    const all = await listAgreements(ctx);
    if (all.some((one) => one.slug === slug)) throw taken('agreement', slug);
    const span = { slug, scope, currency, from: effective_from, to: ends_on };
    refuseOverlap(span, all);
    await refuseChangedPast(ctx, span, { all, today: occasion.today });

    const versions = [{ effective_from, terms, note }];
    return insertAgreement(ctx, { slug, name, scope, currency, ends_on, origin: 'own', versions }, occasion);
  });
}
