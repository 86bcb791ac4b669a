import {
  type AgreementScope,
  type DatedTerms,
  partiesOf,
  type Party,
  SCOPE_LEVELS,
  type Terms,
  versionOn,
} from '@syncline/shared/agreements';
import type { Movement } from './movement.ts';

/** An agreement and the version of it that an order is under. */
export interface AppliedTerms {
  agreement: DatedTerms;
  version: number;
  terms: Terms;
  /** Of the terms, the residual party last. */
  parties: readonly Party[];
}

type Facts = Pick<Movement, 'brand' | 'campaign' | 'offer' | 'currency' | 'day'>;

/**
 * Gives the terms that an order is under: of the agreements in its currency that are in force on the day it is first paid
 * and that are about it, the most specific one. Null where there is none. Throws an Error where two agreements of one scope
 * are in force, which the control plane refuses. The same terms are given as the same object.
 */
export function chooser(agreements: readonly DatedTerms[]): (order: Facts) => AppliedTerms | null {
  const specificFirst = agreements.toSorted(
    (one, other) => SCOPE_LEVELS.indexOf(other.scope.level) - SCOPE_LEVELS.indexOf(one.scope.level),
  );
  const known = new Map<string, AppliedTerms | null>();
  const versions = new Map<Version, AppliedTerms>();
  const once = (agreement: DatedTerms, version: Version) => {
    const before = versions.get(version) ?? applied(agreement, version);
    versions.set(version, before);
    return before;
  };
  return (order) => {
    const { currency, day, brand, campaign, offer } = order;
    const question = `${currency} ${day} ${brand} ${campaign} ${offer}`;
    const found = known.get(question);
    if (found !== undefined) return found;
    const chosen = choose(specificFirst, order, once);
    known.set(question, chosen);
    return chosen;
  };
}

type Version = DatedTerms['versions'][number];

function choose(
  specificFirst: readonly DatedTerms[],
  order: Facts,
  apply: (agreement: DatedTerms, version: Version) => AppliedTerms,
): AppliedTerms | null {
  const inForce = specificFirst.flatMap((agreement) => {
    if (agreement.currency !== order.currency || !isAbout(agreement.scope, order)) return [];
    const version = versionOn(agreement, order.day);
    return version === null ? [] : [apply(agreement, version)];
  });
  const [first, second] = inForce;
  if (first && second?.agreement.scope.level === first.agreement.scope.level) {
    throw new Error(`The agreements "${first.agreement.slug}" and "${second.agreement.slug}" overlap on ${order.day}`);
  }
  return first ?? null;
}

/** A version of an agreement as it is applied. */
export function applied(agreement: DatedTerms, { version, terms }: Version): AppliedTerms {
  return { agreement, version, terms, parties: partiesOf(terms) };
}

function isAbout(scope: AgreementScope, order: Facts): boolean {
  return scope.level === 'everything' || order[scope.level] === scope.slug;
}
