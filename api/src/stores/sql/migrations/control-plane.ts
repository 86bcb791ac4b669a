import type { Migration } from './migration.ts';

/** Workspace, catalogue, tracking rules, mappings, idempotency keys, dead letters, imports and buried posts. */
export const controlPlane: Migration = {
  name: 'control plane',
  async up(db, { text, growing }) {
    const { schema } = db;
    await schema
      .createTable('workspace')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('timezone', text, (column) => column.notNull())
      .addColumn('currency', text, (column) => column.notNull())
      .addColumn('secret_fingerprint', text, (column) => column.notNull())
      .addColumn('demo_state', text)
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();

    await schema
      .createTable('brands')
      .addColumn('slug', text, (column) => column.primaryKey())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('origin', text, (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();

    await schema
      .createTable('campaigns')
      .addColumn('slug', text, (column) => column.primaryKey())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('brand', text, (column) => column.references('brands.slug'))
      .addColumn('starts_on', text)
      .addColumn('ends_on', text)
      .addColumn('origin', text, (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('campaigns_brand').on('campaigns').column('brand').execute();

    await schema
      .createTable('offers')
      .addColumn('slug', text, (column) => column.primaryKey())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('campaign', text, (column) => column.references('campaigns.slug'))
      .addColumn('trigger_hashtag', text)
      .addColumn('confirmation_hashtag', text)
      .addColumn('price_minor', 'bigint')
      .addColumn('currency', text)
      .addColumn('stock', 'bigint')
      .addColumn('origin', text, (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('offers_campaign').on('offers').column('campaign').execute();

    await schema
      .createTable('tracking_rules')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('match', text, (column) => column.notNull())
      .addColumn('value', text, (column) => column.notNull())
      .addColumn('folded', text, (column) => column.notNull())
      .addColumn('brand', text, (column) => column.references('brands.slug'))
      .addColumn('campaign', text, (column) => column.references('campaigns.slug'))
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('origin', text, (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('tracking_rules_term', ['match', 'folded'])
      .execute();
    await schema.createIndex('tracking_rules_brand').on('tracking_rules').column('brand').execute();
    await schema.createIndex('tracking_rules_campaign').on('tracking_rules').column('campaign').execute();

    await schema
      .createTable('mappings')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('name', text, (column) => column.notNull().unique())
      .addColumn('definition', text, (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();

    await schema
      .createTable('idempotency_keys')
      .addColumn('key', text, (column) => column.primaryKey())
      .addColumn('body_hash', text, (column) => column.notNull())
      .addColumn('answer', text, (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('idempotency_keys_age').on('idempotency_keys').column('created_at').execute();

    await schema
      .createTable('dead_letters')
      .addColumn('id', growing.type, growing.build)
      .addColumn('source', text, (column) => column.notNull())
      .addColumn('import_id', text)
      .addColumn('line', 'bigint', (column) => column.notNull())
      .addColumn('event_id', text)
      .addColumn('code', text, (column) => column.notNull())
      .addColumn('path', text, (column) => column.notNull())
      .addColumn('message', text, (column) => column.notNull())
      .addColumn('payload', text)
      .addColumn('replayable', 'integer', (column) => column.notNull())
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('dead_letters_import').on('dead_letters').columns(['import_id', 'id']).execute();
    await schema.createIndex('dead_letters_code').on('dead_letters').columns(['code', 'id']).execute();

    await schema
      .createTable('imports')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('file_name', text, (column) => column.notNull())
      .addColumn('format', text, (column) => column.notNull())
      .addColumn('mapping', text)
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('error', text)
      .addColumn('bytes_total', 'bigint')
      .addColumn('bytes_read', 'bigint', (column) => column.notNull())
      .addColumn('rows', 'bigint', (column) => column.notNull())
      .addColumn('accepted', 'bigint', (column) => column.notNull())
      .addColumn('duplicate', 'bigint', (column) => column.notNull())
      .addColumn('rejected', 'bigint', (column) => column.notNull())
      .addColumn('replaced', 'bigint', (column) => column.notNull())
      .addColumn('delete_notices', 'bigint', (column) => column.notNull())
      .addColumn('removed', 'bigint', (column) => column.notNull())
      .addColumn('skipped', text, (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('finished_at', 'bigint')
      .execute();
    await schema.createIndex('imports_started').on('imports').column('started_at').execute();
  },
};
