import { DEVICES, type Device } from '@syncline/shared/events';

/**
 * Interval cells: distinct people of any run of closed days as a sum of a few small numbers.
 *
 * A cell (`day`, `start`, `n`) adds `n` to every period that contains the days from `start` to `day`. The figure of a
 * period [from, to] is the sum of `n` over cells with `day` ≤ to and `start` ≥ from. A person who has what is asked for on
 * the days s₁ < s₂ < … adds 1 at (s₁, s₁), and at each later sᵢ adds 1 at (sᵢ, sᵢ) and takes 1 away at (sᵢ, sᵢ₋₁): whatever
 * the period, what is left is 1 when it holds any of the days and 0 otherwise. Counts that simply add up stand at (day, day).
 */
export const CELL_COLUMNS = {
  by: "Enum8('ledger' = 0, 'account' = 1, 'brand' = 2, 'campaign' = 3)",
  devices: 'UInt8',
  measure: 'UInt8',
  scope: 'LowCardinality(String)',
  day: 'Date',
  start: 'Date CODEC(Delta(2), ZSTD(1))',
  n: 'Int64 CODEC(ZSTD(1))',
} as const;

/** What the cells of a scope are about. */
export const CELL_SCOPES = ['account', 'brand', 'campaign'] as const;
export type CellScope = (typeof CELL_SCOPES)[number];

/** Bit of a device in a set of devices. */
export const deviceBit = (device: Device): number => 1 << DEVICES.indexOf(device);

const setOf = (...devices: readonly Device[]): number => devices.reduce((mask, device) => mask | deviceBit(device), 0);

export const EVERY_DEVICE = setOf(...DEVICES);

/** The sets of devices that cells are kept for: all, each by itself, and phones with tablets. */
export const DEVICE_SETS: readonly number[] = [
  EVERY_DEVICE,
  ...DEVICES.map((device) => setOf(device)),
  setOf('mobile', 'tablet'),
];

/** Frequencies 1 … this one have cells of their own; from this one on they share the open bin. */
export const TOP_FREQUENCY = 11;

/** Stages after the first impression, in the order of the funnel; `kept` is paid and not wholly refunded. */
export const CELL_STAGES = ['engaged', 'followed', 'triggered', 'confirmed', 'paid', 'kept'] as const;
export type CellStage = (typeof CELL_STAGES)[number];

/** Primary devices that cells of the account are told apart by; who has none of these is unknown. */
export const CELL_SEGMENTS = ['mobile', 'desktop', 'mixed'] as const;

/** The share of a person's actions that decides their primary device in the cells. */
export const CELL_SEGMENT_THRESHOLD = 0.6;

/** What cells by primary device are kept of: sums first, then people who did it on any day. */
export const SEGMENT_SUMS = [
  'impressions',
  'viewable_impressions',
  'engagements',
  'clicks',
  'follows',
  'unfollows',
  'actions',
] as const;
export const SEGMENT_PEOPLE = ['reach', 'engaged_users', 'buyers', 'active_users', 'people'] as const;
export const SEGMENT_MEASURES = [...SEGMENT_SUMS, ...SEGMENT_PEOPLE] as const;
export type SegmentMeasure = (typeof SEGMENT_MEASURES)[number];

/** Codes of the measures of one primary device follow one another; those of the next begin so many later. */
export const SEGMENT_CODES = 16;

/** Codes of what is measured; ranges of codes hold one measure per frequency or stage. */
export const CELL = {
  impressions: 1,
  viewable_impressions: 2,
  engagements: 3,
  clicks: 4,
  follows: 5,
  unfollows: 6,
  actions: 7,
  gross_revenue: 8,
  refunds: 9,
  /** Rows refunded in the workspace currency. */
  refund_rows: 10,
  /** Amounts paid and refunded in other currencies; `start` is the number of the currency (`currencyNumber`). */
  other_paid: 11,
  other_refunded: 12,
  engaged_users: 16,
  buyers: 17,
  active_users: 18,
  people: 19,
  triggers: 24,
  purchases: 25,
  currency_orders: 26,
  /** Triggered orders that were confirmed in time, looking up to a day past the period's end. */
  confirmations: 27,
  /** + k: people with at least k impressions. */
  reach: 32,
  /** + k: of those, people with a paid order at or after their first impression. */
  converted: 48,
  /** + place of the stage: people who did it at or after their first impression. */
  did: 64,
  /** + place of the stage: people who did this or a later one. */
  reached: 72,
  /** + SEGMENT_CODES × place of the primary device + place of the measure. */
  segments: 96,
} as const;

/** A currency as a number that fits a day of a cell; 0 and 1 are left for none and for the workspace's own. */
export function currencyNumber(code: string): number {
  return [...code].reduce((number, letter) => number * LETTERS + letter.charCodeAt(0) - FIRST_LETTER, 0) + 2;
}

/** The code of ISO 4217 with this `currencyNumber`. */
export function currencyCode(number: number): string {
  const place = number - 2;
  const letters = [Math.floor(place / LETTERS ** 2), Math.floor(place / LETTERS) % LETTERS, place % LETTERS];
  return String.fromCharCode(...letters.map((letter) => letter + FIRST_LETTER));
}

const LETTERS = 26;
const FIRST_LETTER = 65;

/** Rows of the ledger, kept in the same insert as the cells they speak of. */
export const LEDGER = {
  /** One row for each closed day. */
  closed: 'closed',
  /** `n` adds up to the newest journal sequence that the cells take in. */
  sequence: 'sequence',
} as const;
