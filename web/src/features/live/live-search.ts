import { STAGES } from '@syncline/shared/events';
import { choiceField, textField, type SearchOf } from '../../lib/search-fields.ts';

/** What the URL of the Live screen holds: which of the events are listed. */
export const liveSearchFields = {
  /** The slug of an offer. */
  offer: textField(64),
  stage: choiceField(STAGES),
} as const;
export type LiveFilter = SearchOf<typeof liveSearchFields>;
