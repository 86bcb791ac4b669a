import { type Agreement, type AgreementVersion, type Terms, versionOn } from '@syncline/shared/agreements';
import type { SupposedTerms } from '@syncline/shared/revenue-scenarios';
import { packSupposed } from './supposed-link.ts';

/** The version in force on a day; where none is, the one that was last, or comes first. */
export function versionAt(agreement: Agreement, day: string): AgreementVersion {
  const { versions, ends_on } = agreement;
  const last = ends_on !== null && ends_on < day ? ends_on : day;
  const version = versionOn(agreement, last) ?? versions[0];
  if (!version) throw new Error(`The agreement "${agreement.slug}" has no version`);
  return version;
}

/** Whether the agreement, and the version that terms are supposed for, are there. */
export function canBeAsked({ agreement, version }: SupposedTerms[number], agreements: readonly Agreement[]): boolean {
  const found = agreements.find(({ slug }) => slug === agreement);
  return found !== undefined && (version === undefined || found.versions.some((one) => one.version === version));
}

/** What terms are supposed for, as a warning names it. */
export function nameOf({ agreement, version }: SupposedTerms[number]): string {
  return `“${agreement}”${version === undefined ? '' : `, version ${version}`}`;
}

/** Terms supposed for one version, or for all of them. */
export function supposition(agreement: string, terms: Terms, version: number | undefined): SupposedTerms[number] {
  return version === undefined ? { agreement, terms } : { agreement, version, terms };
}

/** Whether terms say the same, however their percentages are written. */
export function isSame(one: Terms, other: Terms): boolean {
  const pack = (terms: Terms) => packSupposed([{ agreement: '', terms }]);
  return pack(one) === pack(other);
}
