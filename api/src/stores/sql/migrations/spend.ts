import type { Migration } from './migration.ts';

/** Advertising spend by campaign and day, in layers: a later line hides the earlier one of the same key until it is taken back. */
export const spend: Migration = {
  name: 'spend',
  async up({ schema }, { text, growing }) {
    await schema
      .createTable('spend')
      .addColumn('id', growing.type, growing.build)
      .addColumn('campaign', text, (column) => column.notNull())
      .addColumn('day', text, (column) => column.notNull())
      .addColumn('platform', text, (column) => column.notNull())
      .addColumn('item', text, (column) => column.notNull())
      .addColumn('amount_minor', 'bigint')
      .addColumn('currency', text, (column) => column.notNull())
      .addColumn('impressions', 'bigint')
      .addColumn('clicks', 'bigint')
      .addColumn('conversions_hundredths', 'bigint')
      .addColumn('batch', text, (column) => column.notNull())
      .addColumn('current', 'integer', (column) => column.notNull())
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('spend_line', ['campaign', 'day', 'platform', 'item', 'batch'])
      .execute();
    await schema.createIndex('spend_day').on('spend').columns(['current', 'day', 'campaign']).execute();
    await schema.createIndex('spend_batch').on('spend').column('batch').execute();

    // SQLite adds one column a statement.
    await schema
      .alterTable('imports')
      .addColumn('target', text, (column) => column.notNull().defaultTo('events'))
      .execute();
    await schema
      .alterTable('imports')
      .addColumn('rounded', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
