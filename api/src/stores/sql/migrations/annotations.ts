import type { Migration } from './migration.ts';

/** Notes over days, drawn on charts over time. */
export const annotations: Migration = {
  name: 'annotations',
  async up({ schema }, { text }) {
    await schema
      .createTable('annotations')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('title', text, (column) => column.notNull())
      .addColumn('text', text, (column) => column.notNull())
      .addColumn('day_from', text, (column) => column.notNull())
      .addColumn('day_to', text, (column) => column.notNull())
      .addColumn('campaign', text)
      .addColumn('brand', text)
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
