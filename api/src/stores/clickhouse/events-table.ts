import { ACTIONS, ARMS, DEVICES, KINDS, STAGES } from '@syncline/shared/events';

const enumOf = (values: readonly string[]) =>
  `Enum8(${values.map((value, index) => `'${value}' = ${index}`).join(', ')})`;

/**
 * Columns of the event log in insert order. `day` is the calendar day in the workspace zone; hashes are unsigned 64-bit;
 * `amount` is in minor units; '' and 0 stand for "none". `seq` and `row` are the journal record and the row within it.
 */
export const EVENT_COLUMNS = {
  day: 'Date',
  at: "DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1))",
  kind: enumOf(KINDS),
  uid: 'UInt32 CODEC(Delta(4), LZ4)',
  brand: 'LowCardinality(String)',
  campaign: 'LowCardinality(String)',
  offer: 'LowCardinality(String)',
  network: 'LowCardinality(String)',
  device: enumOf(DEVICES),
  client: 'LowCardinality(String)',
  action: enumOf(['', ...ACTIONS]),
  stage: enumOf(['', ...STAGES]),
  arm: enumOf(['', ...ARMS]),
  order_key: 'UInt64 CODEC(ZSTD(1))',
  amount: 'Int64 CODEC(T64, ZSTD(1))',
  currency: 'LowCardinality(String)',
  quantity: 'UInt32 CODEC(T64, ZSTD(1))',
  viewable: 'Bool',
  post: 'String CODEC(ZSTD(1))',
  properties: 'String CODEC(ZSTD(1))',
  id_hash: 'UInt64',
  content_hash: 'UInt32',
  origin: 'LowCardinality(String)',
  seq: 'UInt64 CODEC(T64, ZSTD(1))',
  row: 'UInt32 CODEC(T64, ZSTD(1))',
} as const;

export type EventColumn = keyof typeof EVENT_COLUMNS;
export const EVENT_COLUMN_NAMES = Object.keys(EVENT_COLUMNS) as EventColumn[];

/** One stored event, value by column; unsigned 64-bit values travel as decimal strings. */
export interface EventRow {
  day: string;
  at: string;
  kind: string;
  uid: number;
  brand: string;
  campaign: string;
  offer: string;
  network: string;
  device: string;
  client: string;
  action: string;
  stage: string;
  arm: string;
  order_key: string;
  amount: number;
  currency: string;
  quantity: number;
  viewable: boolean;
  post: string;
  properties: string;
  id_hash: string;
  content_hash: number;
  origin: string;
  seq: number;
  row: number;
}

/**
 * Rows that the projection `own` holds: everything but impressions, and the first row of each block written, as parts
 * without any row in a projection are never merged with those that have one.
 */
export const OWN_ACTION = "kind != 'impression' OR rowNumberInBlock() = 0";

/** The columns of the projection `own`; statements that name others read the log itself. */
export const OWN_COLUMNS = [
  'day',
  'at',
  'kind',
  'uid',
  'brand',
  'campaign',
  'offer',
  'network',
  'device',
  'client',
  'action',
  'stage',
  'arm',
  'order_key',
  'amount',
  'currency',
  'quantity',
  'own',
] as const;
