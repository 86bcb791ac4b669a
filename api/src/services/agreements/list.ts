import type { Agreement } from '@syncline/shared/agreements';
import type { ServiceContext } from '../context.ts';
import { toAgreement } from './agreement.ts';

/** Every agreement by slug, with its versions by the day they begin. */
export async function listAgreements({ db }: ServiceContext): Promise<Agreement[]> {
  const agreements = await db.selectFrom('agreements').selectAll().orderBy('slug').execute();
  const versions = await db.selectFrom('agreement_versions').selectAll().orderBy('effective_from').execute();
  return agreements.map((row) =>
    toAgreement(
      row,
      versions.filter(({ agreement }) => agreement === row.slug),
    ),
  );
}
