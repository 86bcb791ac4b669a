import { REJECT_CODES } from '@syncline/shared/events';
import { choiceField, textField } from '../../lib/search-fields.ts';
import { WIZARD_STEPS } from './wizard-steps.ts';

const DATA_TABS = ['imports', 'refused', 'rules', 'catalogue'] as const;
export type DataTab = (typeof DATA_TABS)[number];

/** What the URL of the Data screen holds: its tab, how far an import is, and which refused lines are shown. */
export const dataSearchFields = {
  tab: choiceField(DATA_TABS),
  step: choiceField(WIZARD_STEPS),
  code: choiceField(REJECT_CODES),
  import: textField(64),
} as const;
