import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import type { Logger } from 'pino';
import { connectReader, connectWriter, createReader, createWriter, prepareDatabase } from './client.ts';
import { damagedParts, detachedParts } from './damage.ts';
import { DATABASE, KEY_HEADER } from './engine-config.ts';
import { ask, type EngineProcess, EngineStartError, startEngineProcess } from './engine-process.ts';
import { type AnalyticsStore, EngineUnavailableError, type ReadLimits } from './port.ts';
import { type Supervised, Supervisor } from './supervisor.ts';

export interface LocalEngineOptions {
  dataDir: string;
  /** The most memory the engine may use; half of the machine's when not given. */
  maxMemoryBytes?: number;
  log: Logger;
}

const CHECK_TIMEOUT_MS = 3000;
/** The engine of a parent that was just killed needs a moment to let go of its store. */
const TAKEOVER_MS = 10_000;
const TAKEOVER_PAUSE_MS = 50;
/** A read that runs on this long past its limit is stuck: on a damaged block the engine searches for hours. */
const STUCK_SECONDS = 15;
const MIB = 1024 * 1024;

/**
 * Starts a ClickHouse of Syncline's own in `dataDir`/engine, watches over it and starts it again when it ends or hangs.
 * Resolves when it answers; throws an Error with the cause in plain words when it does not come up. The caller holds the
 * lock on the data folder.
 */
export async function openLocalEngine({ dataDir, maxMemoryBytes, log }: LocalEngineOptions): Promise<AnalyticsStore> {
  const memory = maxMemoryBytes ?? defaultMemory();
  const reads: ReadLimits = {
    seconds: 30,
    memoryBytes: Math.floor(memory / 2),
    resultRows: 500_000,
    resultBytes: 64 * MIB,
  };
  const maintenance: ReadLimits = { ...reads, seconds: 600, resultRows: 5_000_000, resultBytes: 512 * MIB };
  const folder = join(dataDir, 'engine');
  const supervisor = new Supervisor({
    log,
    launch: async () => connect(await takeOver({ folder, maxMemoryBytes: memory, reads }), reads),
  });
  const live = () => {
    if (supervisor.current === null) throw new EngineUnavailableError(`The analytics engine is ${supervisor.state}.`);
    return supervisor.current;
  };
  const ready = () => {
    if (supervisor.state !== 'ready') throw new EngineUnavailableError(`The analytics engine is ${supervisor.state}.`);
    return live();
  };
  await supervisor.start();
  const writer = createWriter({ client: () => live().writer, limits: maintenance, log });
  return {
    reader: createReader({ client: () => ready().reader, limits: reads, settings: {}, log }),
    writer,
    state: () => supervisor.state,
    restarts: () => supervisor.restarts,
    version: () => supervisor.current?.version ?? null,
    onRestart: (listener) => supervisor.onRestart(listener),
    damage: async () => [...(await detachedParts(writer, DATABASE)), ...(await damagedParts(writer, DATABASE))],
    close: () => supervisor.stop(),
  };
}

/** Half of what this process may use, by the machine or by its control group. */
function defaultMemory(): number {
  const constrained = process.constrainedMemory();
  return Math.floor((constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()) / 2);
}

interface Engine extends Supervised {
  reader: ClickHouseClient;
  writer: ClickHouseClient;
  version: string;
}

async function takeOver(options: Parameters<typeof startEngineProcess>[0]): Promise<EngineProcess> {
  const deadline = performance.now() + TAKEOVER_MS;
  for (;;) {
    try {
      return await startEngineProcess(options);
    } catch (error) {
      if (!(error instanceof EngineStartError && error.passing) || performance.now() > deadline) throw error;
      await sleep(TAKEOVER_PAUSE_MS);
    }
  }
}

async function connect(engine: EngineProcess, reads: ReadLimits): Promise<Engine> {
  const login = { url: engine.url, database: DATABASE, http_headers: { [KEY_HEADER]: engine.secrets.key } };
  const writerLogin = { ...login, username: 'writer', password: engine.secrets.writer };
  const reader = connectReader({ ...login, username: 'reader', password: engine.secrets.reader }, reads);
  const writer = connectWriter(writerLogin);
  const disconnect = () => Promise.all([reader.close(), writer.close()]);
  try {
    const version = await prepareDatabase(writerLogin);
    return {
      reader,
      writer,
      version,
      exited: engine.exited.then(async (why) => {
        await disconnect();
        return why;
      }),
      check: () => check(engine, reads),
      work: () => engine.work(),
      stop: () => engine.stop(),
      kill: () => engine.kill(),
    };
  } catch (error) {
    await disconnect();
    await engine.stop();
    throw error;
  }
}

async function check(engine: EngineProcess, reads: ReadLimits): Promise<string | null> {
  const longest = await ask(
    engine,
    "SELECT max(elapsed) FROM system.processes WHERE user = 'reader'",
    CHECK_TIMEOUT_MS,
  );
  return Number(longest) > reads.seconds + STUCK_SECONDS ? 'a query does not stop at its limit' : null;
}
