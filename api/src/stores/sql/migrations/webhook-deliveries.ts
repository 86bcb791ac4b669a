import type { Migration } from './migration.ts';

/** Deliveries of webhooks that were taken in, by which those that come again are known. */
export const webhookDeliveries: Migration = {
  name: 'webhook deliveries',
  async up({ schema }, { text }) {
    await schema
      .createTable('webhook_deliveries')
      .addColumn('source', text, (column) => column.notNull())
      .addColumn('delivery', text, (column) => column.notNull())
      .addColumn('signed', text, (column) => column.notNull())
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('webhook_deliveries_signed', ['source', 'delivery', 'signed'])
      .execute();
    await schema.createIndex('webhook_deliveries_age').on('webhook_deliveries').column('received_at').execute();
  },
};
