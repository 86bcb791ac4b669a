import type { AgreementChange } from '@syncline/shared/agreements';
import { unknown } from '../catalogue/references.ts';
import { isoTime, type ServiceContext } from '../context.ts';

/** What was changed of an agreement, newest first, also of one that was removed; `not_found` when there never was one. */
export async function listAgreementChanges({ db }: ServiceContext, slug: string): Promise<AgreementChange[]> {
  const rows = await db
    .selectFrom('agreement_changes')
    .selectAll()
    .where('agreement', '=', slug)
    .orderBy('id', 'desc')
    .execute();
  if (rows.length === 0) throw unknown('agreement', slug);
  return rows.map(({ agreement, at, action, version, before, after, request, address }) => ({
    agreement,
    at: isoTime(at),
    action,
    version,
    before: parsed(before),
    after: parsed(after),
    request_id: request,
    address,
  }));
}

function parsed(json: string | null): AgreementChange['before'] {
  return json === null ? null : (JSON.parse(json) as AgreementChange['before']);
}
