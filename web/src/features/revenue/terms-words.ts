import { type Agreement, type AgreementScope, type Terms, versionOn } from '@syncline/shared/agreements';
import { termsSentences as sentencesOf } from '@syncline/shared/terms-words';
import { formatDay, formatMoney, plural } from '@syncline/shared/format';

/** Terms as sentences: one for each party, and what holds for all. */
export function termsSentences(terms: Terms, currency: string): string[] {
  return sentencesOf(terms, (minor) => formatMoney(minor, currency));
}

/** What an agreement is about, in words. */
export function aboutText(scope: AgreementScope, name: (level: string, slug: string) => string): string {
  return scope.level === 'everything' ? 'everything' : `${scope.level} ${name(scope.level, scope.slug)}`;
}

/** Where an agreement stands: "in force since 1 Sep 2026, version 2". */
export function stateText(agreement: Agreement, today: string): string {
  const { ends_on, versions } = agreement;
  const day = (text: string) => formatDay(text, { year: true });
  if (ends_on !== null && ends_on < today) return `ended ${day(ends_on)}`;
  const version = versionOn(agreement, today);
  if (version === null) return `begins ${day(versions[0]?.effective_from ?? today)}`;
  const later = versions.filter(({ effective_from }) => effective_from > today).length;
  return [
    `in force, version ${version.version} since ${day(version.effective_from)}`,
    ends_on === null ? null : `until ${day(ends_on)}`,
    later > 0 ? `${plural(later, 'version')} to come` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
