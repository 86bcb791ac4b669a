import { patternField, textField, type SearchOf, wholeField } from '../../lib/search-fields.ts';

/** What the URL of the what-if holds beside the filters. */
export const whatIfSearchFields = {
  /** The slug of the agreement whose terms are supposed. */
  agreement: textField(64),
  /** The version whose terms are looked at, where nothing is supposed yet. */
  version: wholeField(1),
  /** Supposed terms that are not saved, or not as they stand here (`supposed-link.ts`). */
  supposed: textField(20_000),
  /** The saved scenario that is open. */
  scenario: textField(64),
  /** Saved scenarios that stand side by side. */
  beside: patternField(/^[a-z0-9-]{1,64}(,[a-z0-9-]{1,64}){0,5}$/),
  /** What the residual party is to come to: `cost`, an amount in minor units, or as today where it is left out. */
  target: patternField(/^(cost|\d{1,15})$/),
  /** What the goods cost: `order-` and minor units, or `list-` and a percentage of the list price. */
  cost: patternField(/^(order-\d{1,15}|list-\d{1,3}(\.\d{1,4})?)$/),
  /** Whose percentage is looked for. */
  cut: textField(64),
} as const;
export type WhatIfSearch = SearchOf<typeof whatIfSearchFields>;
