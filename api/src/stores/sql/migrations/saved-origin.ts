import type { Migration } from './migration.ts';

/** Tells the alerts and reports that the demo world brought from one's own. */
export const savedOrigin: Migration = {
  name: 'origin of alerts and reports',
  async up({ schema }, { text }) {
    for (const table of ['alerts', 'reports']) {
      await schema
        .alterTable(table)
        .addColumn('origin', text, (column) => column.notNull().defaultTo('own'))
        .execute();
    }
  },
};
