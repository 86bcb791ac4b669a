import { partiesOf, type Party, type Terms } from '@syncline/shared/agreements';
import type { SupposedTerms } from '@syncline/shared/revenue-scenarios';
import { ApiError } from '../../lib/errors.ts';

/** The terms supposed for an agreement; forbidden_combination where there are none. */
export function supposedOf(what_if: SupposedTerms, agreement: string, path: string): Terms {
  const found = what_if.find((one) => one.agreement === agreement);
  if (found) return found.terms;
  throw new ApiError('forbidden_combination', `${path}: no terms are supposed for "${agreement}"`, {
    path,
    hint: `One of ${what_if.map((one) => one.agreement).join(', ')}`,
  });
}

/** The party of terms that is asked about, the residual one as without a name; forbidden_combination where it is none. */
export function partyIn(terms: Terms, asked: string | undefined): Party {
  const parties = partiesOf(terms);
  const found = parties.find(({ party }) => party === (asked ?? terms.residual.party));
  if (found) return found;
  throw new ApiError('forbidden_combination', `party: "${asked}" is no party of these terms`, {
    path: 'party',
    hint: `One of ${parties.map(({ party }) => party).join(', ')}`,
  });
}
