import type { Migration } from './migration.ts';

/** Reports, and every time that one was made. */
export const reports: Migration = {
  name: 'reports',
  async up({ schema }, { text, growing }) {
    await schema
      .createTable('reports')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('terms', text, (column) => column.notNull())
      .addColumn('next_run_at', 'bigint')
      .addColumn('removed_at', 'bigint')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createTable('report_runs')
      .addColumn('id', growing.type, growing.build)
      .addColumn('report', text, (column) => column.notNull())
      .addColumn('cause', text, (column) => column.notNull())
      .addColumn('planned_at', 'bigint', (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('error', text)
      .addColumn('next_try_at', 'bigint')
      .addColumn('made_at', 'bigint')
      .addColumn('period_from', text)
      .addColumn('period_to', text)
      .addColumn('file', text)
      .addColumn('bytes', 'bigint')
      .execute();
    await schema.createIndex('report_runs_due').on('report_runs').columns(['state', 'next_try_at']).execute();
    await schema.createIndex('report_runs_of').on('report_runs').columns(['report', 'id']).execute();
  },
};
