import { choiceField } from '../../lib/search-fields.ts';

/** What the URL of the Revenue screen holds beside the filters. */
export const revenueSearchFields = {
  /** Which orders: those in the workspace currency, as without it, or all of them, converted. */
  currencies: choiceField(['converted']),
} as const;
