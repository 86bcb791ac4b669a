import type { Migration } from './migration.ts';

/** Closed months, their statements, and what was paid out. */
export const statements: Migration = {
  name: 'statements',
  async up(db, { text, growing }) {
    const { schema } = db;
    await schema
      .createTable('statement_months')
      .addColumn('month', text, (column) => column.primaryKey())
      .addColumn('closed_at', 'bigint', (column) => column.notNull())
      .addColumn('settled', text, (column) => column.notNull())
      .execute();
    await schema
      .createTable('statements')
      .addColumn('place', 'integer', (column) => column.primaryKey())
      .addColumn('month', text, (column) => column.notNull().references('statement_months.month'))
      .addColumn('party', text, (column) => column.notNull())
      .addColumn('currency', text, (column) => column.notNull())
      .addColumn('closing', 'bigint', (column) => column.notNull())
      .addColumn('digest', text, (column) => column.notNull())
      .addColumn('document', text, (column) => column.notNull())
      .addUniqueConstraint('statements_party', ['month', 'party', 'currency'])
      .execute();
    await schema
      .createTable('payouts')
      .addColumn('id', growing.type, growing.build)
      .addColumn('party', text, (column) => column.notNull())
      .addColumn('currency', text, (column) => column.notNull())
      .addColumn('amount_minor', 'bigint', (column) => column.notNull())
      .addColumn('day', text, (column) => column.notNull())
      .addColumn('reference', text, (column) => column.notNull())
      .addColumn('note', text, (column) => column.notNull())
      .addColumn('recorded_at', 'bigint', (column) => column.notNull())
      .addColumn('statement', 'integer', (column) => column.references('statements.place'))
      .execute();

    await schema
      .createTable('statement_book')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .execute();
    await db.insertInto('statement_book').values({ id: 1, revision: 0 }).execute();
  },
};
