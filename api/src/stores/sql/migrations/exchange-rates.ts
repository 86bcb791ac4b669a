import type { Migration } from './migration.ts';

/** Exchange rates by day and currency, in layers of which one counts; no row is ever removed. */
export const exchangeRates: Migration = {
  name: 'exchange rates',
  async up({ schema }, { text, growing }) {
    await schema
      .createTable('exchange_rates')
      .addColumn('id', growing.type, growing.build)
      .addColumn('day', text, (column) => column.notNull())
      .addColumn('currency', text, (column) => column.notNull())
      // Decimals as text: neither store keeps them exactly in a type that both have.
      .addColumn('rate', text, (column) => column.notNull())
      .addColumn('source', text, (column) => column.notNull())
      .addColumn('note', text, (column) => column.notNull())
      .addColumn('batch', text, (column) => column.notNull())
      .addColumn('current', 'integer', (column) => column.notNull())
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .addColumn('taken_back_at', 'bigint')
      .addUniqueConstraint('exchange_rate_layer', ['day', 'currency', 'batch'])
      .execute();
    await schema
      .createIndex('exchange_rates_day')
      .on('exchange_rates')
      .columns(['current', 'day', 'currency'])
      .execute();
    await schema.createIndex('exchange_rates_batch').on('exchange_rates').column('batch').execute();
  },
};
