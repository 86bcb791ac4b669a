import { OFFER_STATES } from '@syncline/shared/offers';
import { choiceField, textField } from '../../lib/search-fields.ts';

/** What the URL of the Offers screen holds: what is looked for, and which offer is open. */
export const offersSearchFields = {
  find: textField(200),
  state: choiceField(OFFER_STATES),
  /** The slug of the offer that is open. */
  offer: textField(64),
  /** Whether a new one is being written. */
  add: choiceField(['true']),
} as const;
