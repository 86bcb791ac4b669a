import type { Migration } from './migration.ts';

/** Alerts and goals with where they stand, and the news of each. */
export const alerts: Migration = {
  name: 'alerts',
  async up({ schema }, { text, growing }) {
    await schema
      .createTable('alerts')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('terms', text, (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('judged', text)
      .addColumn('trouble', text)
      .addColumn('removed_at', 'bigint')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createTable('alert_news')
      .addColumn('id', growing.type, growing.build)
      .addColumn('alert', text, (column) => column.notNull())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('document', text, (column) => column.notNull())
      .addColumn('webhook', text, (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('error', text)
      .addColumn('next_try_at', 'bigint')
      .addColumn('seen_at', 'bigint')
      .execute();
    await schema.createIndex('alert_news_due').on('alert_news').columns(['webhook', 'next_try_at']).execute();
  },
};
