import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KEY_HEADER, renderConfig, renderUsers, type Secrets } from './engine-config.ts';
import type { ReadLimits } from './port.ts';

/** The sources are run only by tests; the child's program must be JavaScript and is then taken from the build. */
const PROGRAM = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('../../../dist/stores/clickhouse/engine-child.js', import.meta.url)
    : new URL('./engine-child.js', import.meta.url),
);

/** Starts listening, then sleeps for longer than any machine lives: the server stops when its statements end. */
const START_STATEMENTS =
  'SYSTEM START LISTEN HTTP; SELECT sleepEachRow(3) FROM numbers(1000000000)' +
  ' SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0 FORMAT Null';

const START_SECONDS = 60;
const STOP_SECONDS = 5;
const POLL_MS = 15;
const STDERR_KEPT = 16 * 1024;

export interface EngineProcessOptions {
  /** Folder of the engine's own: configuration, store and scratch space. */
  folder: string;
  maxMemoryBytes: number;
  reads: ReadLimits;
  /** How the child notices that its parent is gone. */
  parentWatch?: 'signal' | 'poll';
}

/** One running engine: a child process that serves ClickHouse's HTTP interface on loopback. */
export interface EngineProcess {
  url: string;
  pid: number;
  secrets: Secrets;
  /** Resolves when the process is gone, with why in plain words. */
  exited: Promise<string>;
  /** Processor time it used so far, in the kernel's ticks; null where the kernel does not tell (other than Linux). */
  work(): number | null;
  /** Asks it to stop, and kills it when it does not. */
  stop(): Promise<void>;
  kill(): void;
}

/**
 * Writes fresh configuration with fresh passwords, starts the child and waits until it answers. Throws an Error with the
 * cause in plain words when it does not come up.
 */
export async function startEngineProcess(options: EngineProcessOptions): Promise<EngineProcess> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: build the API first.`);
  const { folder } = options;
  const [store, scratch] = [join(folder, 'store'), join(folder, 'scratch')];
  const [configFile, usersFile] = [join(folder, 'config.xml'), join(folder, 'users.xml')];
  const secrets = { key: secret(), writer: secret(), reader: secret() };
  const config = { usersFile, scratchDir: scratch, maxMemoryBytes: options.maxMemoryBytes, reads: options.reads };
  await mkdir(store, { recursive: true, mode: 0o700 });
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  await writeFile(configFile, renderConfig(config, secrets), { mode: 0o600 });
  await writeFile(usersFile, renderUsers(config, secrets), { mode: 0o600 });

  const port = await freePort();
  const watch = options.parentWatch ?? (process.platform === 'linux' ? 'signal' : 'poll');
  const child = spawn(
    process.execPath,
    [
      PROGRAM,
      String(process.pid),
      watch,
      'clickhouse',
      '--config-file',
      configFile,
      '--path',
      store,
      '--http_port',
      String(port),
      '--multiquery',
      '--query',
      START_STATEMENTS,
    ],
    // Its own process group: a Ctrl-C in the terminal must reach the parent alone, which stops the engine last.
    { cwd: scratch, env: { HOME: scratch, TZ: 'UTC' }, stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const running = supervise(child, `http://127.0.0.1:${port}`, secrets);
  await untilAnswering(running);
  return running;
}

function supervise(child: ChildProcess, url: string, secrets: Secrets): EngineProcess {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT);
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`it could not be started: ${error.message}`));
    child.once('close', (code, signal) => resolve(explainExit(stderr, code, signal)));
  });
  const kill = () => {
    child.kill('SIGKILL');
  };
  return {
    url,
    pid: child.pid ?? 0,
    secrets,
    exited,
    work: () => processorTicks(child.pid ?? 0),
    kill,
    async stop() {
      child.kill('SIGTERM');
      const deadline = setTimeout(kill, STOP_SECONDS * 1000);
      await exited;
      clearTimeout(deadline);
    },
  };
}

/** User and system time of a process with all its threads: fields 14 and 15 of `/proc/[pid]/stat`, proc(5). */
function processorTicks(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return null;
  }
}

/** The engine did not come up. */
export class EngineStartError extends Error {
  override name = 'EngineStartError';
  /** Whether the cause may pass by itself within seconds. */
  readonly passing: boolean;

  constructor(why: string) {
    super(`The analytics engine did not start: ${why}.`);
    this.passing = PASSING.has(why);
  }
}

const STORE_IN_USE = 'another process still uses its store';
const PORT_TAKEN = 'its port was taken';
const PASSING = new Set([STORE_IN_USE, PORT_TAKEN]);

const CAUSES: readonly [RegExp, string][] = [
  [/Cannot lock file|Another server instance/i, STORE_IN_USE],
  [/Address already in use/i, PORT_TAKEN],
  [/No space left on device|NOT_ENOUGH_SPACE/i, 'the disk is full'],
  [/Read-only file system|errno: 30/i, 'its folder is read-only'],
  [/Permission denied|errno: 13/i, 'its folder may not be written'],
  [/Cannot parse|Syntax error|CANNOT_PARSE|suspiciously many/i, 'its store is damaged'],
  [/No analytics engine is installed/i, 'no engine is installed for this platform (npm package chdb)'],
];

/** Why the engine is gone, in plain words: a known cause, else how it ended and the last of what it wrote. */
export function explainExit(stderr: string, code: number | null, signal: string | null): string {
  const known = CAUSES.find(([pattern]) => pattern.test(stderr));
  if (known !== undefined) return known[1];
  const how = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
  const last = stderr.trim().split('\n').slice(-5).join(' ').trim();
  return last === '' ? how : `${how}: ${last}`;
}

async function untilAnswering(engine: EngineProcess): Promise<void> {
  const gone = engine.exited.then((why) => ({ why }));
  const deadline = performance.now() + START_SECONDS * 1000;
  while (performance.now() < deadline) {
    const step = await Promise.race([gone, ask(engine, 'SELECT 1', 5000).catch(() => '')]);
    if (typeof step === 'object') throw new EngineStartError(step.why);
    if (step === '1') return;
    await sleep(POLL_MS);
  }
  engine.kill();
  throw new EngineStartError(`it did not answer within ${START_SECONDS} s`);
}

/** Runs one statement as the writer, apart from the clients that Syncline's own work occupies; answers the text of its result. */
export async function ask({ url, secrets }: EngineProcess, sql: string, timeoutMs: number): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    body: sql,
    headers: {
      [KEY_HEADER]: secrets.key,
      'X-ClickHouse-User': 'writer',
      'X-ClickHouse-Key': secrets.writer,
    },
    signal: AbortSignal.timeout(timeoutMs),
  });
  return (await answer.text()).trim();
}

function secret(): string {
  return randomBytes(24).toString('hex');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port on loopback.');
  return address.port;
}
