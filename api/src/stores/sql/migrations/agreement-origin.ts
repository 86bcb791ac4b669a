import type { Migration } from './migration.ts';

/** Whose agreements are: one's own, or the demo world's. */
export const agreementOrigin: Migration = {
  name: 'agreement origin',
  async up({ schema }, { text }) {
    await schema
      .alterTable('agreements')
      .addColumn('origin', text, (column) => column.notNull().defaultTo('own'))
      .execute();
  },
};
