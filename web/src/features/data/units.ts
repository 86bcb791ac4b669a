import { formatCount, UNDEFINED } from '@syncline/shared/format';

const THIN = '\u202f';
const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size in decimal units, three figures at most: 84_306_112 → "84.3 MB". */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  const text = power === 0 ? String(bytes) : value.toFixed(value < 99.95 ? 1 : 0);
  return `${text}${THIN}${SIZES[power]}`;
}

/** Seconds in words: 45 → "45 s", 754 → "12 min 34 s", 7500 → "2 h 5 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}${THIN}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}${THIN}min ${whole % 60}${THIN}s`;
  return `${Math.floor(minutes / 60)}${THIN}h ${minutes % 60}${THIN}min`;
}

/** How long ago an instant was, in one unit: "12 s ago", "3 days ago"; "–" for none. */
export function formatAge(instant: string | null, now: string): string {
  if (instant === null) return UNDEFINED;
  const seconds = Math.round((Date.parse(now) - Date.parse(instant)) / 1000);
  if (seconds < 0) return 'ahead of the clock';
  if (seconds < 60) return `${seconds}${THIN}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${THIN}min ago`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}${THIN}h ago`;
  return `${formatCount(Math.floor(seconds / 86_400))} days ago`;
}
