import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceContext } from '@syncline/api/services/context';
import { migrateControl } from '@syncline/api/stores/sql/migrate';
import type { ControlStore } from '@syncline/api/stores/sql/port';
import { openPostgres } from '@syncline/api/stores/sql/postgres';
import { openSqlite } from '@syncline/api/stores/sql/sqlite';
import { afterAll, afterEach, beforeAll, describe, inject } from 'vitest';
import { postgresMissing, testSchemas } from './postgres.ts';

/** A clock that stands still until it is moved. */
interface TestClock {
  now(): number;
  advance(ms: number): void;
}

interface TestControl {
  store: ControlStore;
  ctx: ServiceContext;
  clock: TestClock;
  /** Opens the same database once more, as another process would. */
  openAgain: () => Promise<ControlStore>;
}

/** Opens a database that nothing was written to, with or without its tables. */
export type OpenControl = (options?: { migrated: boolean }) => Promise<TestControl>;

const START_OF_TEST = Date.UTC(2026, 8, 1, 12);

/** Runs one suite on SQLite and on PostgreSQL; where there is no PostgreSQL the suite is reported as skipped, with the reason. */
export function onEveryControlStore(suite: (open: OpenControl) => void): void {
  describe('SQLite', () => {
    let folder = '';
    let files = 0;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'syncline-control-'));
      const store = await openSqlite(join(folder, 'migrated.db'));
      await migrateControl(store);
      await store.scrub();
      await store.close();
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));
    suite(
      opener(async (migrated) => {
        const file = join(folder, `${++files}.db`);
        if (migrated) await copyFile(join(folder, 'migrated.db'), file);
        return () => openSqlite(file);
      }),
    );
  });

  const missing = postgresMissing();
  describe.skipIf(missing !== null)(`PostgreSQL${missing === null ? '' : ` (${missing})`}`, () => {
    const schemas = testSchemas(inject('postgresUrl'));
    // One that was started for these tests goes as a whole.
    if (process.env.SYNCLINE_TEST_POSTGRES_URL) afterAll(() => schemas.drop());
    suite(
      opener(async (migrated) => {
        const url = await schemas.freshUrl();
        return async () => {
          const store = await openPostgres(url);
          if (migrated) await migrateControl(store);
          return store;
        };
      }),
    );
  });
}

function opener(fresh: (migrated: boolean) => Promise<() => Promise<ControlStore>>): OpenControl {
  const opened: ControlStore[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });
  return async ({ migrated } = { migrated: true }) => {
    const connect = await fresh(migrated);
    const openAgain = async () => {
      const store = await connect();
      opened.push(store);
      return store;
    };
    const store = await openAgain();
    const clock = testClock();
    return { store, ctx: { db: store.db, clock }, clock, openAgain };
  };
}

function testClock(): TestClock {
  let now = START_OF_TEST;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}
