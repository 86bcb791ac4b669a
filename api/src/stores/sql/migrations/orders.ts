import type { Migration } from './migration.ts';

/** Posts with hashtags of offers, the orders that come of them, and what is on its way out: replies, refunds, events. */
export const orders: Migration = {
  name: 'orders',
  async up({ schema }, { text, growing }) {
    await schema
      .createTable('offer_posts')
      .addColumn('network', text, (column) => column.notNull())
      .addColumn('post', text, (column) => column.notNull())
      .addColumn('offer', text, (column) => column.notNull().references('offers.slug'))
      .addColumn('person', text, (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .addColumn('action', text, (column) => column.notNull())
      .addColumn('has_trigger', 'integer', (column) => column.notNull())
      .addColumn('has_confirmation', 'integer', (column) => column.notNull())
      .addColumn('author_protected', 'integer', (column) => column.notNull())
      .addColumn('followers', 'bigint')
      .addColumn('client', text)
      .addPrimaryKeyConstraint('offer_posts_entry', ['network', 'post', 'offer'])
      .execute();
    await schema.createIndex('offer_posts_case').on('offer_posts').columns(['network', 'person', 'offer']).execute();
    await schema
      .createTable('post_changes')
      .addColumn('network', text, (column) => column.notNull())
      .addColumn('post', text, (column) => column.notNull())
      .addColumn('version', text, (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .addColumn('hashtags', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('post_changes_entry', ['network', 'post', 'version'])
      .execute();

    await schema
      .createTable('order_cases')
      .addColumn('id', growing.type, growing.build)
      .addColumn('network', text, (column) => column.notNull())
      .addColumn('person', text, (column) => column.notNull())
      .addColumn('offer', text, (column) => column.notNull().references('offers.slug'))
      .addColumn('due_at', 'bigint')
      .addColumn('revision', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('problem', text)
      .addUniqueConstraint('order_cases_person', ['network', 'person', 'offer'])
      .execute();
    await schema.createIndex('order_cases_due').on('order_cases').column('due_at').execute();
    await schema
      .createTable('orders')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('case_id', 'bigint', (column) => column.notNull().references('order_cases.id'))
      .addColumn('trigger_post', text, (column) => column.notNull())
      .addColumn('admission', text, (column) => column.notNull())
      .addColumn('confirmation_post', text)
      .addColumn('reservation', text)
      .addColumn('reserved_at', 'bigint')
      .addColumn('charge_asked_at', 'bigint')
      .addColumn('charge', text)
      .addColumn('gateway', text)
      .addColumn('charge_reference', text)
      .addColumn('declined_because', text)
      .addColumn('charged_at', 'bigint')
      .addColumn('fulfilled_at', 'bigint')
      .addColumn('amount_minor', 'bigint', (column) => column.notNull())
      .addColumn('currency', text, (column) => column.notNull())
      .addColumn('triggered_at', 'bigint', (column) => column.notNull())
      .addColumn('deadline_at', 'bigint', (column) => column.notNull())
      .addColumn('confirmed_at', 'bigint')
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('loss', text)
      .addColumn('paid_minor', 'bigint', (column) => column.notNull())
      .addColumn('refunded_minor', 'bigint', (column) => column.notNull())
      .addColumn('task', text)
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('orders_case').on('orders').column('case_id').execute();
    await schema.createIndex('orders_newest').on('orders').columns(['triggered_at', 'id']).execute();
    await schema.createIndex('orders_state').on('orders').columns(['state', 'triggered_at', 'id']).execute();
    await schema.createIndex('orders_charge').on('orders').column('charge_reference').execute();

    await schema
      .createTable('order_replies')
      .addColumn('id', growing.type, growing.build)
      .addColumn('order_id', text, (column) => column.notNull().references('orders.id').unique())
      .addColumn('text', text, (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('post', text)
      .addColumn('problem', text)
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createTable('order_refunds')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('order_id', text, (column) => column.notNull().references('orders.id'))
      .addColumn('amount_minor', 'bigint', (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('reason', text)
      .addColumn('reference', text)
      .addColumn('by', text, (column) => column.notNull())
      .addColumn('asked_at', 'bigint', (column) => column.notNull())
      .addColumn('settled_at', 'bigint')
      .execute();
    await schema.createIndex('order_refunds_order').on('order_refunds').column('order_id').execute();
    await schema
      .createTable('order_events')
      .addColumn('id', growing.type, growing.build)
      .addColumn('order_id', text, (column) => column.notNull().references('orders.id'))
      .addColumn('transition', text, (column) => column.notNull())
      .addColumn('event', text, (column) => column.notNull())
      .addColumn('sent_at', 'bigint')
      .addUniqueConstraint('order_events_once', ['order_id', 'transition'])
      .execute();
    await schema.createIndex('order_events_waiting').on('order_events').columns(['sent_at', 'id']).execute();
    await schema
      .createTable('offer_stock')
      .addColumn('offer', text, (column) => column.primaryKey().references('offers.slug'))
      .addColumn('reserved', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createTable('simulated_charges')
      .addColumn('key', text, (column) => column.primaryKey())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('reference', text)
      .addColumn('amount_minor', 'bigint', (column) => column.notNull())
      .addColumn('currency', text, (column) => column.notNull())
      .addColumn('outcome', text, (column) => column.notNull())
      .addColumn('reason', text)
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
