import type { Migration } from './migration.ts';

/** Addresses of pages, saved under names. */
export const views: Migration = {
  name: 'views',
  async up({ schema }, { text }) {
    await schema
      .createTable('views')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('page', text, (column) => column.notNull())
      .addColumn('search', text, (column) => column.notNull())
      .addColumn('period', text)
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
