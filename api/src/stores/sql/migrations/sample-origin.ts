import type { Migration } from './migration.ts';

/** Tells the studies and scenarios that the demo world brought from one's own. */
export const sampleOrigin: Migration = {
  name: 'origin of studies and scenarios',
  async up({ schema }, { text }) {
    for (const table of ['studies', 'scenarios']) {
      await schema
        .alterTable(table)
        .addColumn('origin', text, (column) => column.notNull().defaultTo('own'))
        .execute();
    }
  },
};
