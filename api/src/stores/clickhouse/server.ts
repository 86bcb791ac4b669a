import type { ClickHouseClient } from '@clickhouse/client';
import type { Logger } from 'pino';
import { z } from 'zod';
import {
  connectReader,
  connectWriter,
  createReader,
  createWriter,
  type Login,
  prepareDatabase,
  readSettings,
} from './client.ts';
import { detachedParts } from './damage.ts';
import { DATABASE } from './engine-config.ts';
import { type AnalyticsStore, EngineUnavailableError, type ReadLimits } from './port.ts';
import { type Supervised, Supervisor } from './supervisor.ts';

export interface ClickhouseServerOptions {
  /** http(s)://user:password@host:port/database; the database is made when it is missing, `syncline` when not named. */
  url: string;
  log: Logger;
}

const GIB = 1024 ** 3;
const READS: ReadLimits = { seconds: 30, memoryBytes: 8 * GIB, resultRows: 500_000, resultBytes: GIB / 16 };
const MAINTENANCE: ReadLimits = { ...READS, seconds: 600, resultRows: 5_000_000, resultBytes: GIB / 2 };
const CHECK_TIMEOUT_MS = 3000;

/**
 * Uses a ClickHouse server or cluster that others run. It is watched like the local engine: once it does not answer, calls
 * fail as unavailable until it does, and the restart listeners run before it counts as ready again. `damage()` names
 * detached parts; verifying checksums there is its operator's task. Rejects when it cannot be reached at first.
 */
export async function openClickhouseServer({ url, log }: ClickhouseServerOptions): Promise<AnalyticsStore> {
  const login = readLogin(url);
  const supervisor = new Supervisor({ log, launch: () => connect(login) });
  const live = () => {
    if (supervisor.current === null) throw new EngineUnavailableError(`The analytics engine is ${supervisor.state}.`);
    return supervisor.current;
  };
  const ready = () => {
    if (supervisor.state !== 'ready') throw new EngineUnavailableError(`The analytics engine is ${supervisor.state}.`);
    return live();
  };
  await supervisor.start();
  const writer = createWriter({ client: () => live().writer, limits: MAINTENANCE, log });
  return {
    reader: createReader({ client: () => ready().reader, limits: READS, settings: readSettings(READS), log }),
    writer,
    state: () => supervisor.state,
    restarts: () => supervisor.restarts,
    version: () => supervisor.current?.version ?? null,
    onRestart: (listener) => supervisor.onRestart(listener),
    damage: () => detachedParts(writer, login.database),
    close: () => supervisor.stop(),
  };
}

/** Splits the address into what the client wants; throws an Error that says what is wrong, without the password. */
export function readLogin(address: string): Login {
  const url = new URL(address);
  const database = decodeURIComponent(url.pathname.slice(1)) || DATABASE;
  if (database.includes('/')) {
    throw new Error('SYNCLINE_CLICKHOUSE_URL must be http(s)://user:password@host:port/database.');
  }
  return {
    url: url.origin,
    username: decodeURIComponent(url.username) || 'default',
    password: decodeURIComponent(url.password),
    database,
  };
}

interface Connection extends Supervised {
  reader: ClickHouseClient;
  writer: ClickHouseClient;
  version: string;
}

async function connect(login: Login): Promise<Connection> {
  const version = await prepareDatabase(login);
  const reader = connectReader(login, READS);
  const writer = connectWriter(login);
  const watch = connectWriter(login);
  let giveUp: (why: string) => void = () => undefined;
  const given = new Promise<string>((resolve) => {
    giveUp = resolve;
  });
  return {
    reader,
    writer,
    version,
    exited: given.then(async (why) => {
      await Promise.all([reader.close(), writer.close(), watch.close()]);
      return why;
    }),
    async check() {
      const answer = await watch.query({
        query: 'SELECT 1 AS alive',
        format: 'JSONEachRow',
        abort_signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
      });
      z.array(z.object({ alive: z.literal(1) })).parse(await answer.json());
      return null;
    },
    work: () => null,
    async stop() {
      giveUp('it was closed');
      await given;
    },
    kill: () => giveUp('it does not answer'),
  };
}
