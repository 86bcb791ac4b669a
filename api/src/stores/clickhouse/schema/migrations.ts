import { CELL_COLUMNS } from '../cells-table.ts';
import { EVENT_COLUMNS, OWN_ACTION, OWN_COLUMNS } from '../events-table.ts';
import { PAYMENT_COLUMN_NAMES, PAYMENT_TABLE_COLUMNS } from '../payments-table.ts';

/** One step of the schema. Each statement can be run again without harm, so that a step cut short is simply repeated. */
export interface Migration {
  version: number;
  name: string;
  statements: readonly string[];
}

const list = (columns: Readonly<Record<string, string>>) =>
  Object.entries(columns)
    .map(([name, type]) => `\`${name}\` ${type}`)
    .join(',\n  ');

const cellTable = (name: string) => `CREATE TABLE IF NOT EXISTS ${name} (
  ${list(CELL_COLUMNS)}
)
ENGINE = SummingMergeTree
ORDER BY (by, devices, measure, scope, day, start)
SETTINGS index_granularity = 1024`;

const paymentTable = (name: string) => `CREATE TABLE IF NOT EXISTS ${name} (
  ${list(PAYMENT_TABLE_COLUMNS)}
)
ENGINE = SummingMergeTree(n)
PRIMARY KEY (entry, day)
ORDER BY (entry, day, ${PAYMENT_COLUMN_NAMES.join(', ')}, steps)
SETTINGS index_granularity = 1024`;

/**
 * Forward only; a released step is never edited. `ids` makes finding events by id cheap (by day, then id, in small
 * granules). Events are removed with ALTER TABLE DELETE: a lightweight DELETE leaves its rows in the projection, where
 * lookups still find them, so the table refuses it. `own` has what people did themselves, person by person: a sixth of the
 * log, and all of it that most questions about people read.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'events and people',
    statements: [
      `CREATE TABLE IF NOT EXISTS events (
  ${list(EVENT_COLUMNS)},
  PROJECTION ids (SELECT day, id_hash, content_hash ORDER BY day, id_hash) WITH SETTINGS (index_granularity = 1024)
)
ENGINE = MergeTree
PARTITION BY toMonday(day)
ORDER BY (campaign, uid, at)
SETTINGS lightweight_mutation_projection_mode = 'throw', deduplicate_merge_projection_mode = 'rebuild'`,
      `CREATE TABLE IF NOT EXISTS people (user_key UInt64, uid UInt32)
ENGINE = ReplacingMergeTree
ORDER BY user_key`,
    ],
  },
  {
    version: 2,
    name: 'interval cells',
    statements: [
      cellTable('cells'),
      cellTable('cells_next'),
      `CREATE TABLE IF NOT EXISTS removed_events (
  ${list(EVENT_COLUMNS)},
  removed_seq UInt64
)
ENGINE = MergeTree
ORDER BY (uid, at)`,
    ],
  },
  {
    // A person's key stands in the table of people. Cells are made anew: those of before lack other currencies.
    version: 3,
    name: 'people by number alone',
    statements: [
      'ALTER TABLE events DROP COLUMN IF EXISTS user_key',
      'ALTER TABLE removed_events DROP COLUMN IF EXISTS user_key',
      'TRUNCATE TABLE cells',
      'TRUNCATE TABLE cells_next',
    ],
  },
  {
    version: 4,
    name: 'payments with their touches',
    statements: [paymentTable('payments'), paymentTable('payments_next')],
  },
  {
    // Cells are made anew: those of before are not told apart by primary device.
    version: 5,
    name: 'cells by primary device',
    statements: ['TRUNCATE TABLE cells', 'TRUNCATE TABLE cells_next'],
  },
  {
    // A value more at the end of an enumeration changes the tables' description alone.
    version: 6,
    name: 'lost demand',
    statements: ['events', 'removed_events', 'payments', 'payments_next'].map(
      (table) => `ALTER TABLE ${table} MODIFY COLUMN stage ${EVENT_COLUMNS.stage}`,
    ),
  },
  {
    // Payments are made anew: those of before are not counted by day, nor are orders that moved on kept beside them.
    version: 7,
    name: 'payments counted by day',
    statements: ['payments', 'payments_next'].flatMap((table) => [
      `TRUNCATE TABLE ${table}`,
      `ALTER TABLE ${table} MODIFY COLUMN entry ${PAYMENT_TABLE_COLUMNS.entry}`,
    ]),
  },
  {
    // Payments are made anew: those of before are not told in steps of orders that moved on, by which the table is sorted.
    version: 8,
    name: 'orders that moved on, step by step',
    statements: ['payments', 'payments_next'].flatMap((table) => [
      `DROP TABLE IF EXISTS ${table}`,
      paymentTable(table),
    ]),
  },
  {
    // Parts that are there get the projection in the background; until then what needs it is read from the log itself.
    version: 9,
    name: 'own actions by person',
    statements: [
      `ALTER TABLE events ADD COLUMN IF NOT EXISTS own Bool MATERIALIZED ${OWN_ACTION}`,
      `ALTER TABLE events ADD PROJECTION IF NOT EXISTS own (SELECT ${OWN_COLUMNS.join(', ')} WHERE own ORDER BY uid)`,
      'ALTER TABLE events MATERIALIZE PROJECTION own SETTINGS mutations_sync = 0',
    ],
  },
];
