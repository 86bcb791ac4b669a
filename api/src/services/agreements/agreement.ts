import type { Agreement, AgreementScope, AgreementVersion, Terms } from '@syncline/shared/agreements';
import type { Selectable } from 'kysely';
import type { AgreementTable, AgreementVersionTable } from '../../stores/sql/schema-revenue.ts';
import { isoTime } from '../context.ts';

export function toAgreement(
  row: Selectable<AgreementTable>,
  versions: readonly Selectable<AgreementVersionTable>[],
): Agreement {
  const { slug, name, currency, ends_on, origin, created_at } = row;
  return {
    slug,
    name,
    scope: scopeOf(row),
    currency,
    ends_on,
    origin,
    created_at: isoTime(created_at),
    versions: versions.map(toVersion),
  };
}

function toVersion({
  version,
  effective_from,
  terms,
  note,
  recorded_at,
}: Selectable<AgreementVersionTable>): AgreementVersion {
  // Written by these services, out of parsed terms.
  return { version, effective_from, terms: JSON.parse(terms) as Terms, note, recorded_at: isoTime(recorded_at) };
}

function scopeOf({ scope_level: level, scope_slug: slug }: Selectable<AgreementTable>): AgreementScope {
  if (level === 'everything' || slug === null) return { level: 'everything' };
  return { level, slug };
}

/** What an agreement is about, in words. */
export function scopeText(scope: AgreementScope): string {
  return scope.level === 'everything' ? 'everything' : `${scope.level} "${scope.slug}"`;
}
