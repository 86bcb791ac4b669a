import type { Migration } from './migration.ts';

/** Studies, and what every run of them answered. */
export const studies: Migration = {
  name: 'studies',
  async up({ schema }, { text }) {
    await schema
      .createTable('studies')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('question', text, (column) => column.notNull())
      .addColumn('population', text, (column) => column.notNull())
      .addColumn('tables', text, (column) => column.notNull())
      .addColumn('runs', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createTable('study_runs')
      .addColumn('study', text, (column) => column.notNull().references('studies.id'))
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('as_of', 'bigint', (column) => column.notNull())
      .addColumn('record', 'bigint', (column) => column.notNull())
      .addColumn('digest', text, (column) => column.notNull())
      .addColumn('document', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('study_runs_number', ['study', 'number'])
      .execute();
  },
};
