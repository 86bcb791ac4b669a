import type { Agreement } from '@syncline/shared/agreements';
import { ApiError } from '../../lib/errors.ts';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { changingAgreements, type Occasion, record } from './book.ts';
import { getAgreement } from './get.ts';

interface Removal {
  slug: string;
  version: number;
  occasion: Occasion;
}

/**
 * Takes back a version that has not begun; with its only version an agreement goes whole, and null is returned. `not_found`
 * when there is no such version, `conflict` when it has begun.
 */
export function removeAgreementVersion(
  ctx: ServiceContext,
  { slug, version: number, occasion }: Removal,
): Promise<Agreement | null> {
  return changingAgreements(ctx, async (ctx) => {
    const before = await getAgreement(ctx, slug);
    const version = before.versions.find(({ version }) => version === number);
    if (!version) throw unknown(`version of agreement "${slug}"`, String(number));
    if (version.effective_from <= occasion.today) {
      throw new ApiError(
        'conflict',
        `Version ${number} has been in force since ${version.effective_from}, and stays.`,
        {
          hint: `Add a version that begins after ${occasion.today}, or end the agreement.`,
        },
      );
    }
    await ctx.db.deleteFrom('agreement_versions').where('agreement', '=', slug).where('version', '=', number).execute();
    if (before.versions.length > 1) {
      await record(ctx, { agreement: slug, action: 'version_removed', version: number, before: version }, occasion);
      return getAgreement(ctx, slug);
    }
    await ctx.db.deleteFrom('agreements').where('slug', '=', slug).execute();
    await record(ctx, { agreement: slug, action: 'removed', before }, occasion);
    return null;
  });
}
