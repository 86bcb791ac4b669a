import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { openSqlite } from './sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'syncline-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('keeps a write-ahead log, syncs every commit and checks foreign keys', async () => {
  const store = await openSqlite(join(folder, 'new', 'folder', 'control.db'));
  const setting = async (name: string) =>
    (await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(store.db)).rows[0];
  expect(await setting('journal_mode')).toEqual({ journal_mode: 'wal' });
  expect(await setting('synchronous')).toEqual({ synchronous: 2 });
  expect(await setting('foreign_keys')).toEqual({ foreign_keys: 1 });
  await store.close();
});

it('refuses a file that is no database, naming it', async () => {
  const path = join(folder, 'text.db');
  writeFileSync(path, 'This is not a database, but it is long enough to be looked at as one. '.repeat(20));
  await expect(openSqlite(path)).rejects.toThrow(`${path} cannot be used as the control-plane database`);
});

it('lets the event loop turn while another connection holds the write lock, then goes on', async () => {
  const path = join(folder, 'shared.db');
  const one = await openSqlite(path);
  const two = await openSqlite(path);
  await sql`create table t (x integer)`.execute(one.db);
  const order: string[] = [];
  const insert = (db: typeof one.db, who: string) =>
    sql`insert into t values (1)`.execute(db).then(() => order.push(who));
  await one.db
    .transaction()
    .execute(async (db) => {
      const waiting = insert(two.db, 'two');
      await new Promise((resolve) => setTimeout(resolve, 100));
      await insert(db, 'one');
      return { waiting };
    })
    .then(({ waiting }) => waiting);
  await two.db.transaction().execute((db) => insert(db, 'two again'));
  expect(order).toEqual(['one', 'two', 'two again']);
  expect((await sql<{ n: number }>`select count(*) as n from t`.execute(one.db)).rows).toEqual([{ n: 3 }]);
  await one.close();
  await two.close();
});
