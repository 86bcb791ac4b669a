import type { Migration } from './migration.ts';

/** Social accounts linked to payment tokens, and the lists they are on. */
export const syncedAccounts: Migration = {
  name: 'synced accounts',
  async up({ schema }, { text, growing }) {
    await schema
      .createTable('synced_accounts')
      .addColumn('id', growing.type, growing.build)
      .addColumn('network', text, (column) => column.notNull())
      .addColumn('account_key', text)
      .addColumn('sealed_account', text)
      .addColumn('sealed_token', text)
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('protected', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('linked_at', 'bigint')
      .addColumn('unlinked_at', 'bigint')
      .addColumn('erased_at', 'bigint')
      .addUniqueConstraint('synced_accounts_account', ['network', 'account_key'])
      .execute();
    await schema.createIndex('synced_accounts_state').on('synced_accounts').columns(['state', 'id']).execute();

    await schema
      .createTable('account_lists')
      .addColumn('list', text, (column) => column.notNull())
      .addColumn('account', 'bigint', (column) => column.notNull().references('synced_accounts.id'))
      .addPrimaryKeyConstraint('account_lists_entry', ['list', 'account'])
      .execute();
    await schema.createIndex('account_lists_account').on('account_lists').column('account').execute();
  },
};
