import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './root.ts';

const MAIN = join(ROOT, 'api/dist/main.js');

export interface TestServer {
  url: string;
  dataDir: string;
  process: ChildProcess;
  /** Everything the process wrote so far. */
  output(): string;
  /** Ends the process with the signal and waits for it; the data folder stays. */
  end(signal?: NodeJS.Signals): Promise<void>;
  /** Ends the process and removes the data folder. */
  stop(): Promise<void>;
}

interface Options {
  /** An existing data folder to start on again. */
  dataDir?: string;
  port?: number;
  env?: Readonly<Record<string, string>>;
}

/** Starts the built server as its own process on a free port and an empty data folder, without demo, and waits until it is ready. */
export async function startTestServer(options: Options = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'syncline-test-')));
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      SYNCLINE_DATA: dataDir,
      SYNCLINE_PORT: String(port),
      SYNCLINE_DEMO: 'off',
      SYNCLINE_LOG: 'warn',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  const server: TestServer = {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    process: child,
    output: () => output,
    end,
    stop: async () => {
      await end();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  await untilReady(server);
  return server;
}

/** Waits for `GET /readyz` to answer 200; throws with the process's output when it exits or takes longer than `seconds`. */
export async function untilReady(server: Pick<TestServer, 'url' | 'process' | 'output'>, seconds = 120): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    if (server.process.exitCode !== null) throw new Error(`The server stopped: ${server.output()}`);
    const ready = await fetch(`${server.url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await sleep(25);
  }
  throw new Error(`The server was not ready in ${seconds} s: ${server.output()}`);
}

/** A TCP port on loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
