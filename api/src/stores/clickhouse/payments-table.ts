import { EVENT_COLUMNS } from './events-table.ts';

const { brand, campaign, offer, network, client, device, action, stage, arm, currency } = EVENT_COLUMNS;

/** What is kept of a paid or refunded row of the log: all that a question about payments can filter by or add up. */
export const PAID_ROW_COLUMNS = {
  order_key: 'UInt64',
  uid: 'UInt32',
  at: "DateTime64(3, 'UTC')",
  id_hash: 'UInt64',
  brand,
  campaign,
  offer,
  network,
  device,
  client,
  action,
  stage,
  arm,
  amount: 'Int64',
  currency,
} as const;

/** The person's last engagement and last view at or before the row that carry a campaign; without one the campaign is ''. */
export const TOUCH_COLUMNS = {
  engaged_at: "DateTime64(3, 'UTC')",
  engaged_with: campaign,
  viewed_at: "DateTime64(3, 'UTC')",
  viewed_with: campaign,
} as const;

/** What is kept of the rows of a day that are alike but for order, person and instant: how many there are. */
export const DAY_COLUMN_NAMES = [
  'brand',
  'campaign',
  'offer',
  'network',
  'device',
  'client',
  'action',
  'stage',
  'arm',
  'amount',
  'currency',
] as const satisfies readonly (keyof typeof PAID_ROW_COLUMNS)[];

/** A paid or refunded row as it is kept. */
export const PAYMENT_COLUMNS = { ...PAID_ROW_COLUMNS, ...TOUCH_COLUMNS } as const;

/** What is kept of each step of an order that moved on; the order has its currency and key once. */
export const STEP_COLUMNS = {
  day: 'Date',
  at: PAID_ROW_COLUMNS.at,
  brand,
  campaign,
  offer,
  network,
  device,
  client,
  action,
  arm,
  amount: PAID_ROW_COLUMNS.amount,
  refunded: 'Bool',
} as const;

/** The paid and refunded rows of an order in one currency, by instant, stage and id. */
export const STEPS = `Array(Tuple(${Object.entries(STEP_COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')}))`;

/**
 * The columns of the tables of payments in insert order. `n` rows of the same content count: one taken away is added with
 * -1. Beside each `payment` stand what is counted of them by `day`, and each order that `moved` on, that is was refunded or
 * paid more than once, with all of its steps on the day of the last; both without the columns that they do not tell. The
 * ledger stands in the table, so that one insert changes all of it: `closed` rows name closed days, and `n` of the
 * `sequence` rows adds up to the newest journal record that is taken in.
 */
export const PAYMENT_TABLE_COLUMNS = {
  entry: "Enum8('closed' = 0, 'sequence' = 1, 'payment' = 2, 'day' = 3, 'moved' = 4)",
  day: 'Date',
  n: 'Int64',
  ...PAYMENT_COLUMNS,
  steps: STEPS,
} as const;

export const PAID_ROW_COLUMN_NAMES = Object.keys(PAID_ROW_COLUMNS) as (keyof typeof PAID_ROW_COLUMNS)[];
export const PAYMENT_COLUMN_NAMES = Object.keys(PAYMENT_COLUMNS) as (keyof typeof PAYMENT_COLUMNS)[];
export const STEP_COLUMN_NAMES = Object.keys(STEP_COLUMNS) as (keyof typeof STEP_COLUMNS)[];
