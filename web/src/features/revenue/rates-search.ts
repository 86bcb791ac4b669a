import { patternField, textField } from '../../lib/search-fields.ts';

/** What the URL of the exchange rates holds: of which currency they are listed, and which one is open. */
export const ratesSearchFields = {
  /** The currency whose rates are listed; all of them without it. */
  currency: textField(3),
  /** `add` enters one by hand; a day and a currency, as `2013-02-11.USD`, open theirs. */
  rate: patternField(/^(?:add|\d{4}-\d{2}-\d{2}\.[A-Z]{3})$/),
} as const;
