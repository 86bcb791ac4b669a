import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceContext } from '@syncline/api/services/context';
import { migrateControl } from '@syncline/api/stores/sql/migrate';
import type { ControlStore } from '@syncline/api/stores/sql/port';
import { openPostgres } from '@syncline/api/stores/sql/postgres';
import { openSqlite } from '@syncline/api/stores/sql/sqlite';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { postgresMissing, startPostgres, type TestPostgres } from './postgres.ts';

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
    const folders: string[] = [];
    afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));
    suite(
      opener(async () => {
        const folder = await mkdtemp(join(tmpdir(), 'syncline-control-'));
        folders.push(folder);
        return () => openSqlite(join(folder, 'control.db'));
      }),
    );
  });

  const missing = postgresMissing();
  describe.skipIf(missing !== null)(`PostgreSQL${missing === null ? '' : ` (${missing})`}`, () => {
    let postgres: TestPostgres | undefined;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres?.stop());
    suite(
      opener(async () => {
        if (!postgres) throw new Error('PostgreSQL was not started');
        const url = await postgres.freshUrl();
        return () => openPostgres(url);
      }),
    );
  });
}

function opener(fresh: () => Promise<() => Promise<ControlStore>>): OpenControl {
  const opened: ControlStore[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });
  return async ({ migrated } = { migrated: true }) => {
    const connect = await fresh();
    const openAgain = async () => {
      const store = await connect();
      opened.push(store);
      return store;
    };
    const store = await openAgain();
    if (migrated) await migrateControl(store);
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
