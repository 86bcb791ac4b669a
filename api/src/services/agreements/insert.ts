import type { Agreement, AgreementInput, AgreementVersionInput } from '@syncline/shared/agreements';
import type { ServiceContext } from '../context.ts';
import { type Occasion, record } from './book.ts';
import { getAgreement } from './get.ts';

type Whole = Pick<AgreementInput, 'slug' | 'name' | 'scope' | 'currency' | 'ends_on'> & {
  origin: Agreement['origin'];
  /** In the order in which they are numbered. */
  versions: readonly AgreementVersionInput[];
};

/** Writes an agreement that was found sound, with its versions and the entry of the audit trail, in the caller's transaction. */
export async function insertAgreement(
  ctx: ServiceContext,
  { versions, scope, ...rest }: Whole,
  occasion: Occasion,
): Promise<Agreement> {
  const now = ctx.clock.now();
  await ctx.db
    .insertInto('agreements')
    .values({
      ...rest,
      scope_level: scope.level,
      scope_slug: scope.level === 'everything' ? null : scope.slug,
      last_version: versions.length,
      created_at: now,
    })
    .execute();
  await ctx.db
    .insertInto('agreement_versions')
    .values(
      versions.map(({ effective_from, terms, note }, index) => ({
        agreement: rest.slug,
        version: index + 1,
        effective_from,
        terms: JSON.stringify(terms),
        note,
        recorded_at: now,
      })),
    )
    .execute();
  const agreement = await getAgreement(ctx, rest.slug);
  await record(ctx, { agreement: rest.slug, action: 'created', version: 1, after: agreement }, occasion);
  return agreement;
}
