import { SLUG } from '@syncline/shared/slug';
import { ORDER_STATES } from '@syncline/shared/orders';
import { choiceField, patternField, textField, type SearchOf } from '../../lib/search-fields.ts';

/** What the URL of the Orders screen holds: which orders are listed, or the one that is open. */
export const ordersSearchFields = {
  state: choiceField(ORDER_STATES),
  offer: patternField(SLUG),
  find: (raw: unknown) => textField(64)(typeof raw === 'string' ? raw.trim() : raw) || undefined,
  problems: choiceField(['true']),
  view: choiceField(['replies']),
  order: textField(64),
} as const;
export type OrdersSearch = SearchOf<typeof ordersSearchFields>;
