import { choiceField, textField } from '../../lib/search-fields.ts';

/** What the URL of the agreements holds: which one is open, and what is done with it. */
export const agreementsSearchFields = {
  /** The slug of the agreement that is open. */
  agreement: textField(64),
  /** `add` writes a new one; `version` other terms of the one that is open, `what-if` asks what they would come to. */
  write: choiceField(['add', 'version', 'what-if']),
} as const;
