import { ACCOUNT_STATES } from '@syncline/shared/accounts';
import { SLUG } from '@syncline/shared/slug';
import { choiceField, patternField, type SearchOf } from '../../lib/search-fields.ts';

/** What the URL of the Accounts screen holds: which accounts are listed. */
export const accountsSearchFields = {
  state: choiceField(ACCOUNT_STATES),
  list: patternField(SLUG),
} as const;
export type AccountsFilter = SearchOf<typeof accountsSearchFields>;
