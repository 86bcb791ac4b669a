import type { Device, Loss, Stage } from '@syncline/shared/events';

export const STAGE_NAMES: Record<Stage, string> = {
  triggered: 'Triggered',
  confirmed: 'Confirmed',
  paid: 'Paid',
  fulfilled: 'Fulfilled',
  expired: 'Expired',
  declined: 'Declined',
  cancelled: 'Cancelled',
  refunded: 'Refunded',
  lost: 'Lost',
};

/** What a stage is to whoever sells: on the way, money, or nothing. */
export const STAGE_TONES: Record<Stage, 'begun' | 'going' | 'done' | 'gone'> = {
  triggered: 'begun',
  confirmed: 'going',
  paid: 'done',
  fulfilled: 'done',
  expired: 'gone',
  declined: 'gone',
  cancelled: 'gone',
  refunded: 'gone',
  lost: 'gone',
};

export const LOSS_NAMES: Record<Loss, string> = {
  unsynced: 'no card linked',
  protected: 'protected account',
  not_on_list: 'not on the offer’s list',
  sold_out: 'sold out',
  over_limit: 'over the limit',
  outside_dates: 'outside its dates',
};

export const DEVICE_NAMES: Record<Device, string> = {
  mobile: 'Mobile',
  desktop: 'Desktop',
  tablet: 'Tablet',
  other: 'Other',
  unknown: 'Unknown',
};

const MINUTE_S = 60;
const HOUR_S = 3600;
/** Up to here it is "now": clocks of senders are not better. */
const NOW_S = 5;

/** How long ago an instant was: "now", "12 s ago", "3 min ago", "1 h 5 min ago"; the clock of the sender may be ahead. */
export function agoText(instant: string, now: number): string {
  const seconds = Math.floor((now - Date.parse(instant)) / 1000);
  if (seconds < NOW_S) return 'now';
  if (seconds < MINUTE_S) return `${seconds} s ago`;
  if (seconds < HOUR_S) return `${Math.floor(seconds / MINUTE_S)} min ago`;
  const minutes = Math.floor((seconds % HOUR_S) / MINUTE_S);
  return `${Math.floor(seconds / HOUR_S)} h${minutes > 0 ? ` ${minutes} min` : ''} ago`;
}
