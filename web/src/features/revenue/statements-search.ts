import { MONTH } from '@syncline/shared/statements';
import { patternField, textField } from '../../lib/search-fields.ts';

/** What the URL of the statements holds: the month, and the statement that is open. */
export const statementsSearchFields = {
  month: patternField(MONTH),
  party: textField(64),
  currency: textField(3),
} as const;
