import type { Migration } from './migration.ts';

/** Agreements on shares of revenue, their versions, and the trail of what was changed. */
export const agreements: Migration = {
  name: 'agreements',
  async up(db, { text, growing }) {
    const { schema } = db;
    await schema
      .createTable('agreements')
      .addColumn('slug', text, (column) => column.primaryKey())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('scope_level', text, (column) => column.notNull())
      // Slugs of events, which outlive the catalogue's entries.
      .addColumn('scope_slug', text)
      .addColumn('currency', text, (column) => column.notNull())
      .addColumn('ends_on', text)
      .addColumn('last_version', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createTable('agreement_versions')
      .addColumn('agreement', text, (column) => column.notNull().references('agreements.slug'))
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('effective_from', text, (column) => column.notNull())
      .addColumn('terms', text, (column) => column.notNull())
      .addColumn('note', text)
      .addColumn('recorded_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('agreement_versions_entry', ['agreement', 'version'])
      .addUniqueConstraint('agreement_versions_day', ['agreement', 'effective_from'])
      .execute();
    await schema
      .createTable('agreement_changes')
      .addColumn('id', growing.type, growing.build)
      .addColumn('agreement', text, (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('action', text, (column) => column.notNull())
      .addColumn('version', 'integer')
      .addColumn('before', text)
      .addColumn('after', text)
      .addColumn('request', text, (column) => column.notNull())
      .addColumn('address', text)
      .execute();
    await schema.createIndex('agreement_changes_agreement').on('agreement_changes').column('agreement').execute();

    await schema
      .createTable('agreement_book')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .execute();
    await db.insertInto('agreement_book').values({ id: 1, revision: 0 }).execute();
  },
};
