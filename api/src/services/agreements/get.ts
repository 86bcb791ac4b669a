import type { Agreement } from '@syncline/shared/agreements';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { toAgreement } from './agreement.ts';

/** One agreement; `not_found` when there is none of this slug. */
export async function getAgreement({ db }: ServiceContext, slug: string): Promise<Agreement> {
  const row = await db.selectFrom('agreements').selectAll().where('slug', '=', slug).executeTakeFirst();
  if (!row) throw unknown('agreement', slug);
  const versions = await db
    .selectFrom('agreement_versions')
    .selectAll()
    .where('agreement', '=', slug)
    .orderBy('effective_from')
    .execute();
  return toAgreement(row, versions);
}
