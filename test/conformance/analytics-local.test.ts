import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KEY_HEADER } from '@syncline/api/stores/clickhouse/engine-config';
import { startEngineProcess } from '@syncline/api/stores/clickhouse/engine-process';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import { type AnalyticsStore, EngineUnavailableError } from '@syncline/api/stores/clickhouse/port';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { lockDataFolder } from '@syncline/api/stores/data-lock';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { enginePids } from '../support/engine.ts';

const TEST_PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const GIB = 1024 ** 3;
const READS = { seconds: 30, memoryBytes: GIB, resultRows: 1000, resultBytes: GIB / 16 };
const log = pino({ level: 'silent' });
const count = z.object({ n: z.number() });

let dataDir: string;
let store: AnalyticsStore | null = null;
let parent: ChildProcess | null = null;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'syncline-local-'));
});

afterEach(async () => {
  await store?.close();
  store = null;
  parent?.kill('SIGKILL');
  parent = null;
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<AnalyticsStore> {
  store = await openLocalEngine({ dataDir, maxMemoryBytes: 2 * GIB, log });
  await migrate(store);
  return store;
}

async function people(of: AnalyticsStore): Promise<number | undefined> {
  const [row] = await of.reader.query('SELECT count() AS n FROM people', {}, count);
  return row?.n;
}

async function addPeople(to: AnalyticsStore, from: number, until: number): Promise<void> {
  const lines = Array.from({ length: until - from }, (_, index) => JSON.stringify([from + index, from + index]));
  await to.writer.insert('people', ['user_key', 'uid'], lines);
}

/** Runs a program over the built API in a process of its own, until it says that it is up. */
async function runParent(program: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: TEST_PACKAGE,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  parent = child;
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toContain('up');
  return child;
}

const holdEngine = () => `
  import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
  const log = { info() {}, warn() {}, error() {} };
  await openLocalEngine({ dataDir: ${JSON.stringify(dataDir)}, maxMemoryBytes: ${2 * GIB}, log });
  console.log('up');
  setInterval(() => {}, 1000);`;

const holdPollingEngine = () => `
  import { startEngineProcess } from '@syncline/api/stores/clickhouse/engine-process';
  const folder = ${JSON.stringify(join(dataDir, 'engine'))};
  await startEngineProcess({ folder, maxMemoryBytes: ${GIB}, reads: ${JSON.stringify(READS)}, parentWatch: 'poll' });
  console.log('up');
  setInterval(() => {}, 1000);`;

const holdLock = () => `
  import { lockDataFolder } from '@syncline/api/stores/data-lock';
  const lock = lockDataFolder(${JSON.stringify(dataDir)});
  console.log('up');
  setInterval(() => lock, 1000);`;

/** Whether all of a process stands still (Linux). */
async function isStopped(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/status`, 'utf8')).includes('State:\tT');
}

/** A hung engine is noticed after twelve seconds; longer is for a machine that is busy with other things. */
const PATIENT = { timeout: 60_000, interval: 10 };

describe('the local engine', () => {
  it('keeps its secrets to its owner', async () => {
    await start();
    expect((await stat(join(dataDir, 'engine'))).mode & 0o777).toBe(0o700);
    for (const file of ['config.xml', 'users.xml']) {
      expect((await stat(join(dataDir, 'engine', file))).mode & 0o777).toBe(0o600);
    }
  });

  it('answers nobody without the key, and the start-up user can do nothing', async () => {
    const engine = await startEngineProcess({ folder: join(dataDir, 'engine'), maxMemoryBytes: GIB, reads: READS });
    try {
      const post = async (sql: string, headers: Record<string, string>) => {
        const answer = await fetch(engine.url, { method: 'POST', body: sql, headers });
        return { status: answer.status, body: await answer.text() };
      };
      const key = { [KEY_HEADER]: engine.secrets.key };
      const writer = { 'X-ClickHouse-User': 'writer', 'X-ClickHouse-Key': engine.secrets.writer };
      expect((await post('SELECT 1', {})).status).toBe(404);
      expect((await post('SELECT 1', writer)).status).toBe(404);
      expect((await post('SELECT 1', { ...key, ...writer })).body).toBe('1\n');
      expect((await post('CREATE DATABASE d', { ...key, ...writer })).status).toBe(200);
      for (const sql of ['CREATE TABLE d.t (n UInt8) ENGINE = Memory', 'DROP DATABASE d', 'SYSTEM SHUTDOWN']) {
        expect((await post(sql, key)).body).toContain('Not enough privileges');
      }
      expect((await post('SELECT 1', { ...key, 'X-ClickHouse-User': 'writer' })).body).toContain(
        'AUTHENTICATION_FAILED',
      );
    } finally {
      await engine.stop();
    }
  });

  it('flushes inserts and merges, and holds to its limits', async () => {
    const { writer } = await start();
    const settings = await writer.query(
      `SELECT name, value FROM system.merge_tree_settings WHERE changed ORDER BY name`,
      {},
      z.object({ name: z.string(), value: z.string() }),
    );
    expect(Object.fromEntries(settings.map(({ name, value }) => [name, value]))).toMatchObject({
      fsync_after_insert: '1',
      fsync_part_directory: '1',
      min_rows_to_fsync_after_merge: '1',
      min_compressed_bytes_to_fsync_after_merge: '1',
      min_free_disk_bytes_to_perform_insert: String(GIB),
    });
    const [limit] = await writer.query(
      "SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'",
      {},
      z.object({ value: z.string() }),
    );
    expect(limit?.value).toBe(String(2 * GIB));
  });

  it('comes back after it is killed, with everything stored, and is ready once the listeners are done', async () => {
    const running = await start();
    await addPeople(running, 0, 1000);
    const seen: string[] = [];
    running.onRestart(async () => {
      seen.push(running.state());
      await expect(running.reader.query('SELECT 1 AS n', {}, count)).rejects.toThrow(EngineUnavailableError);
      await addPeople(running, 1000, 2000);
    });
    for (let cycle = 1; cycle <= 3; cycle++) {
      const [pid] = enginePids(dataDir);
      process.kill(pid ?? 0, 'SIGKILL');
      await expect.poll(() => running.restarts() === cycle && running.state(), PATIENT).toBe('ready');
      expect(await people(running)).toBe(1000 + cycle * 1000);
    }
    expect(seen).toEqual(['restarting', 'restarting', 'restarting']);
    expect(await running.damage()).toEqual([]);
  });

  it('fails calls at once as unavailable when it dies under them', async () => {
    const running = await start();
    const query = running.reader.query('SELECT sum(cityHash64(number)) AS n FROM numbers(1000000000000)', {}, count);
    setTimeout(() => process.kill(enginePids(dataDir)[0] ?? 0, 'SIGKILL'), 200);
    await expect(query).rejects.toThrow(EngineUnavailableError);
  });

  it('tries a failed recovery again before it is ready', async () => {
    const running = await start();
    let tries = 0;
    running.onRestart(async () => {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
    });
    process.kill(enginePids(dataDir)[0] ?? 0, 'SIGKILL');
    await expect.poll(() => running.state(), PATIENT).toBe('restarting');
    await expect.poll(() => running.state(), PATIENT).toBe('ready');
    expect(tries).toBe(2);
    expect(running.restarts()).toBe(2);
  });

  it('is killed and started again when it hangs', async () => {
    const running = await start();
    const [pid] = enginePids(dataDir);
    process.kill(pid ?? 0, 'SIGSTOP');
    await expect.poll(() => running.restarts(), PATIENT).toBe(1);
    await expect.poll(() => running.state(), PATIENT).toBe('ready');
    expect(enginePids(dataDir)).not.toContain(pid);
    expect(await people(running)).toBe(0);
  });

  it('is seen at work while it runs, and idle once it stands still', async () => {
    const engine = await startEngineProcess({ folder: join(dataDir, 'engine'), maxMemoryBytes: GIB, reads: READS });
    try {
      const before = engine.work() ?? Number.NaN;
      await expect.poll(() => engine.work(), PATIENT).toBeGreaterThan(before);
      process.kill(engine.pid, 'SIGSTOP');
      await expect.poll(() => isStopped(engine.pid), PATIENT).toBe(true);
      await sleep(200);
      const stopped = engine.work();
      await sleep(500);
      expect(engine.work()).toBe(stopped);
    } finally {
      engine.kill();
      await engine.exited;
    }
    expect(engine.work()).toBeNull();
  });

  it('stops cleanly, and nothing answers afterwards', async () => {
    const running = await start();
    await addPeople(running, 0, 10);
    await running.close();
    expect(running.state()).toBe('stopped');
    expect(enginePids(dataDir)).toEqual([]);
    await expect(running.reader.query('SELECT 1 AS n', {}, count)).rejects.toThrow(EngineUnavailableError);
    await expect(running.writer.command('SELECT 1')).rejects.toThrow(EngineUnavailableError);
    expect(await people(await start())).toBe(10);
  });

  it('can be stopped while it is coming back', async () => {
    const running = await start();
    process.kill(enginePids(dataDir)[0] ?? 0, 'SIGKILL');
    await expect.poll(() => running.state(), PATIENT).toBe('restarting');
    await running.close();
    expect(running.state()).toBe('stopped');
    expect(enginePids(dataDir)).toEqual([]);
  });

  it('dies with its parent, and the next start finds the store free', async () => {
    const child = await runParent(holdEngine());
    const [pid] = enginePids(dataDir);
    child.kill('SIGKILL');
    const next = await start();
    expect(await people(next)).toBe(0);
    expect(enginePids(dataDir)).not.toContain(pid);
  });

  it('dies with its parent also where the kernel does not tell it', async () => {
    const child = await runParent(holdPollingEngine());
    expect(enginePids(dataDir)).toHaveLength(1);
    child.kill('SIGKILL');
    await expect.poll(() => enginePids(dataDir), PATIENT).toEqual([]);
  });

  it('does not start on a folder that cannot be used, and says why', async () => {
    await mkdir(join(dataDir, 'engine', 'store'), { recursive: true });
    await rm(join(dataDir, 'engine', 'store'), { recursive: true });
    const file = await open(join(dataDir, 'engine', 'store'), 'w');
    await file.close();
    await expect(openLocalEngine({ dataDir, log })).rejects.toThrow(/engine/);
    expect(enginePids(dataDir)).toEqual([]);
  });
});

describe('damage', () => {
  async function partFolder(): Promise<string> {
    const [row] = await (store as AnalyticsStore).writer.query(
      "SELECT path FROM system.parts WHERE table = 'people' AND active",
      {},
      z.object({ path: z.string() }),
    );
    return row?.path ?? '';
  }

  it('is found when bytes of a part change', async () => {
    const running = await start();
    await addPeople(running, 0, 5000);
    const part = await partFolder();
    const file = await open(join(part, 'data.bin'), 'r+');
    await file.write(Buffer.from([0xff, 0x00, 0xff]), 0, 3, 100);
    await file.close();
    expect(await running.damage()).toEqual([expect.stringMatching(/^Part all_\S+ of table people is damaged\.$/)]);
  });

  it('is found when a part does not open at the start, which goes on', async () => {
    const running = await start();
    await addPeople(running, 0, 5000);
    const part = await partFolder();
    await running.close();
    await rm(join(part, 'data.bin'));
    const again = await start();
    expect(await again.damage()).toEqual([
      expect.stringMatching(/^Part \S+ of table people was put aside \(broken-on-start\)\.$/),
    ]);
    expect((await readdir(join(part, '..', 'detached'))).length).toBe(1);
  });
});

describe('the lock on the data folder', () => {
  it('refuses a second start with a plain message, and ends with its process', async () => {
    const child = await runParent(holdLock());
    const message = `Another Syncline is already using ${dataDir} (pid ${child.pid}). Stop it or set SYNCLINE_DATA to another folder.`;
    expect(() => lockDataFolder(dataDir)).toThrow(message);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = lockDataFolder(dataDir);
    expect(() => lockDataFolder(dataDir)).toThrow(`(pid ${process.pid})`);
    lock.release();
    lockDataFolder(dataDir).release();
    expect((await readFile(join(dataDir, 'syncline.pid'), 'utf8')).trim()).toBe(String(process.pid));
  });

  it('says so when the folder cannot be made', async () => {
    const file = await open(join(dataDir, 'file'), 'w');
    await file.close();
    expect(() => lockDataFolder(join(dataDir, 'file'))).toThrow(/data folder .*file cannot be used/);
  });
});
