import type { Migration } from './migration.ts';

/** Mail of alerts and reports, each to one address. */
export const mail: Migration = {
  name: 'mail',
  async up({ schema }, { text, growing }) {
    await schema
      .createTable('mail')
      .addColumn('id', growing.type, growing.build)
      .addColumn('about', text, (column) => column.notNull())
      .addColumn('about_id', 'bigint', (column) => column.notNull())
      .addColumn('recipient', text, (column) => column.notNull())
      .addColumn('subject', text, (column) => column.notNull())
      .addColumn('body', text, (column) => column.notNull())
      .addColumn('file', text)
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('error', text)
      .addColumn('queued_at', 'bigint', (column) => column.notNull())
      .addColumn('next_try_at', 'bigint')
      .execute();
    await schema.createIndex('mail_due').on('mail').columns(['state', 'next_try_at']).execute();
    await schema.createIndex('mail_about').on('mail').columns(['about', 'about_id']).execute();
  },
};
