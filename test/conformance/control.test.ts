import { createBrand } from '@syncline/api/services/brands/create';
import { listBrands } from '@syncline/api/services/brands/list';
import { createOffer } from '@syncline/api/services/offers/create';
import { getOffer } from '@syncline/api/services/offers/get';
import { ensureWorkspace } from '@syncline/api/services/workspace/ensure';
import { migrateControl } from '@syncline/api/stores/sql/migrate';
import { offerInputSchema } from '@syncline/shared/offers';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

onEveryControlStore((open) => {
  describe('migrations', () => {
    it('are run once, also by two processes that start together', async () => {
      const { store, openAgain } = await open({ migrated: false });
      const other = await openAgain();
      await Promise.all([migrateControl(store), migrateControl(other)]);
      await migrateControl(store);
      const done = await store.db.selectFrom('syncline_migrations').selectAll().execute();
      expect(done).toEqual([
        { version: 1, name: 'control plane' },
        { version: 2, name: 'offer terms' },
        { version: 3, name: 'synced accounts' },
        { version: 4, name: 'orders' },
        { version: 5, name: 'webhook deliveries' },
        { version: 6, name: 'agreements' },
        { version: 7, name: 'spend' },
        { version: 8, name: 'studies' },
        { version: 9, name: 'agreement origin' },
        { version: 10, name: 'exchange rates' },
        { version: 11, name: 'statements' },
        { version: 12, name: 'scenarios' },
        { version: 13, name: 'views' },
        { version: 14, name: 'annotations' },
        { version: 15, name: 'alerts' },
        { version: 16, name: 'reports' },
        { version: 17, name: 'mail' },
        { version: 18, name: 'import undo' },
        { version: 19, name: 'origin of studies and scenarios' },
        { version: 20, name: 'origin of alerts and reports' },
      ]);
    });

    it('keep what is stored', async () => {
      const { store, ctx } = await open();
      await createBrand(ctx, { slug: 'nimbus', name: 'Nimbus' });
      await migrateControl(store);
      expect(await listBrands(ctx)).toHaveLength(1);
    });

    it('refuse a store that a newer version wrote, and leave it as it is', async () => {
      const { store } = await open();
      await store.db.insertInto('syncline_migrations').values({ version: 99, name: 'from the future' }).execute();
      await expect(migrateControl(store)).rejects.toThrow(
        /has schema 99, and this version of Syncline knows schemas up to 20\. .*newer version/,
      );
      expect(await store.db.selectFrom('syncline_migrations').select('version').execute()).toHaveLength(21);
    });
  });

  describe('the store', () => {
    it('takes back a transaction that fails', async () => {
      const { store, ctx } = await open();
      const failing = store.db.transaction().execute(async (db) => {
        await createBrand({ ...ctx, db }, { slug: 'gone', name: 'Gone' });
        throw new Error('midway');
      });
      await expect(failing).rejects.toThrow('midway');
      expect(await listBrands(ctx)).toEqual([]);
    });

    it('takes back tables too, so that a migration is whole or not there', async () => {
      const { store } = await open();
      const failing = store.db.transaction().execute(async (db) => {
        await db.schema.createTable('half').addColumn('x', 'integer').execute();
        throw new Error('midway');
      });
      await expect(failing).rejects.toThrow('midway');
      await store.db.schema.createTable('half').addColumn('x', 'integer').execute();
    });

    it('keeps transactions apart', async () => {
      const { store, ctx } = await open();
      await createBrand(ctx, { slug: 'counter', name: '0' });
      const increment = () =>
        store.db.transaction().execute(async (db) => {
          await db.updateTable('brands').set({ origin: 'own' }).where('slug', '=', 'counter').execute();
          const { name } = await db.selectFrom('brands').select('name').executeTakeFirstOrThrow();
          await db
            .updateTable('brands')
            .set({ name: String(Number(name) + 1) })
            .execute();
        });
      await Promise.all(Array.from({ length: 25 }, increment));
      expect((await listBrands(ctx))[0]?.name).toBe('25');
    });

    it('lets others have their turn while one statement follows the other', async () => {
      const { store } = await open();
      let turns = 0;
      const others = setInterval(() => (turns += 1), 1);
      const begun = performance.now();
      while (performance.now() - begun < 300) await store.db.selectFrom('brands').selectAll().execute();
      clearInterval(others);
      expect(turns).toBeGreaterThan(5);
    });

    it('shows one process what another wrote', async () => {
      const { ctx, openAgain } = await open();
      const other = await openAgain();
      await createBrand({ ...ctx, db: other.db }, { slug: 'nimbus', name: 'Nimbus' });
      expect((await listBrands(ctx)).map(({ slug }) => slug)).toEqual(['nimbus']);
    });

    it.each(['Ünïcödé', '日本語', 'ع ب', '👩‍👩‍👧‍👦 & Söhne', "'; drop table brands; --", '%_\\', 'é'.normalize('NFD')])(
      'gives %j back as it was',
      async (name) => {
        const { ctx } = await open();
        await createBrand(ctx, { slug: 'b', name });
        expect((await listBrands(ctx))[0]?.name).toBe(name);
      },
    );

    it('replaces what no database can keep: NUL and lone surrogates', async () => {
      const { ctx } = await open();
      const brand = await createBrand(ctx, { slug: 'b', name: 'a\0b\ud800c' });
      expect(brand.name).toBe('a\ufffdb\ufffdc');
    });

    it('keeps integers exactly, up to the largest safe one', async () => {
      const { ctx } = await open();
      const input = offerInputSchema.parse({ slug: 'o', name: 'O', price_minor: Number.MAX_SAFE_INTEGER, stock: 0 });
      await createOffer(ctx, input);
      expect(await getOffer(ctx, 'o')).toMatchObject({ price_minor: 9_007_199_254_740_991, stock: 0, currency: null });
    });

    it('orders text by code point, whatever the locale', async () => {
      const { ctx } = await open();
      const slugs = ['a-b', 'aa', 'a_b', 'a', 'b', '1', '10', '2', 'a1'];
      for (const slug of slugs) await createBrand(ctx, { slug, name: slug });
      expect((await listBrands(ctx)).map(({ slug }) => slug)).toEqual([...slugs].sort());
    });
  });

  describe('the workspace', () => {
    const secret = Buffer.from('a secret of the first start');
    const unset = { timezone: undefined, currency: undefined, secret };

    it('keeps what the first start asked for', async () => {
      const { ctx } = await open();
      await ensureWorkspace(ctx, { timezone: 'Europe/Berlin', currency: 'EUR', secret });
      expect(await ensureWorkspace(ctx, unset)).toEqual({ timezone: 'Europe/Berlin', currency: 'EUR' });
      expect(await ensureWorkspace(ctx, { timezone: 'Europe/Berlin', currency: 'EUR', secret })).toEqual({
        timezone: 'Europe/Berlin',
        currency: 'EUR',
      });
    });

    it('is UTC and USD when nothing is asked for', async () => {
      const { ctx } = await open();
      expect(await ensureWorkspace(ctx, unset)).toEqual({ timezone: 'UTC', currency: 'USD' });
    });

    it('refuses another time zone, currency or secret in plain words', async () => {
      const { ctx } = await open();
      await ensureWorkspace(ctx, unset);
      await expect(ensureWorkspace(ctx, { ...unset, timezone: 'Asia/Tokyo' })).rejects.toThrow(
        /created with the time zone UTC.*SYNCLINE_TIMEZONE asks for Asia\/Tokyo/,
      );
      await expect(ensureWorkspace(ctx, { ...unset, currency: 'JPY' })).rejects.toThrow(
        /created with the currency USD.*SYNCLINE_CURRENCY asks for JPY/,
      );
      await expect(ensureWorkspace(ctx, { ...unset, secret: Buffer.from('another') })).rejects.toThrow(
        /secret is not the one this store was created with/,
      );
    });

    it('refuses what is no zone or currency, and then stores nothing', async () => {
      const { ctx, store } = await open();
      await expect(ensureWorkspace(ctx, { ...unset, timezone: 'Mars/Olympus' })).rejects.toThrow(/no IANA time zone/);
      await expect(ensureWorkspace(ctx, { ...unset, currency: 'XBT' })).rejects.toThrow(/ISO 4217/);
      expect(await store.db.selectFrom('workspace').selectAll().execute()).toEqual([]);
    });

    it('holds nothing of the secret but a fingerprint', async () => {
      const { ctx, store } = await open();
      await ensureWorkspace(ctx, unset);
      const row = await store.db.selectFrom('workspace').selectAll().executeTakeFirstOrThrow();
      expect(row.secret_fingerprint).toMatch(/^[0-9a-f]{32}$/);
      expect(JSON.stringify(row)).not.toContain(secret.toString('hex').slice(0, 16));
    });

    it('is created once when two processes start together', async () => {
      const { ctx, openAgain } = await open();
      const other = { ...ctx, db: (await openAgain()).db };
      const zones = await Promise.allSettled([
        ensureWorkspace(ctx, { ...unset, timezone: 'Asia/Tokyo' }),
        ensureWorkspace(other, { ...unset, timezone: 'Europe/Paris' }),
      ]);
      expect(zones.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });
  });
});
