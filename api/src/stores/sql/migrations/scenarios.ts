import type { Migration } from './migration.ts';

/** Supposed terms of agreements, saved under names. */
export const scenarios: Migration = {
  name: 'scenarios',
  async up({ schema }, { text }) {
    await schema
      .createTable('scenarios')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('note', text, (column) => column.notNull())
      .addColumn('what_if', text, (column) => column.notNull())
      .addColumn('period_from', text)
      .addColumn('period_to', text)
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
