import type { Migration } from './migration.ts';

/** What is known of taking an import back. Events imported before this carry no mark by which they could be removed. */
export const importUndo: Migration = {
  name: 'import undo',
  async up({ schema }, { text }) {
    // SQLite adds one column a statement.
    await schema
      .alterTable('imports')
      .addColumn('undoable', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await schema.alterTable('imports').addColumn('undo_began_at', 'bigint').execute();
    await schema.alterTable('imports').addColumn('undone_at', 'bigint').execute();
    await schema
      .alterTable('imports')
      .addColumn('taken_back', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
    await schema
      .alterTable('imports')
      .addColumn('undo_forgets', text, (column) => column.notNull().defaultTo('{}'))
      .execute();
  },
};
