import type { Migration } from './migration.ts';

/** Terms of offers: brand, product, list price, tax, limit, period, audience, confirmation window; and the book's revision. */
export const offerTerms: Migration = {
  name: 'offer terms',
  async up(db, { text }) {
    const { schema } = db;
    const offers = () => schema.alterTable('offers');
    // SQLite adds one column a statement.
    await offers()
      .addColumn('brand', text, (column) => column.references('brands.slug'))
      .execute();
    await offers().addColumn('product', text).execute();
    await offers().addColumn('list_price_minor', 'bigint').execute();
    await offers()
      .addColumn('tax_basis_points', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await offers()
      .addColumn('tax', text, (column) => column.notNull().defaultTo('added'))
      .execute();
    await offers().addColumn('per_person_limit', 'bigint').execute();
    await offers().addColumn('starts_at', 'bigint').execute();
    await offers().addColumn('ends_at', 'bigint').execute();
    await offers().addColumn('audience', text).execute();
    await offers()
      .addColumn('confirmation_minutes', 'integer', (column) => column.notNull().defaultTo(15))
      .execute();
    await schema.createIndex('offers_brand').on('offers').column('brand').execute();

    await schema
      .createTable('offer_book')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .execute();
    await db.insertInto('offer_book').values({ id: 1, revision: 0 }).execute();
  },
};
