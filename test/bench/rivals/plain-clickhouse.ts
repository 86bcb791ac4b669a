import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { ask, startEngineProcess } from '@syncline/api/stores/clickhouse/engine-process';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import type { AnalyticsWriter } from '@syncline/api/stores/clickhouse/port';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { pino } from 'pino';
import { z } from 'zod';
import type { Row } from '../query/answer.ts';
import type { BuiltWorld } from '../world/build.ts';

/** The raw event table alone in an engine of its own, as someone would have it who keeps events in ClickHouse. */
export interface PlainClickhouse {
  /** Runs a SELECT without projections. */
  ask(sql: string): Promise<Row[]>;
  stop(): Promise<void>;
}

const GIB = 1024 ** 3;
const ANSWER_MS = 600_000;
const SETTINGS = 'optimize_use_projections = 0, output_format_json_quote_64bit_integers = 0';
const answerSchema = z.object({ data: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))) });
const pathSchema = z.object({ path: z.string() });

/**
 * Puts the parts of the world's log into a second engine's table. The files are shared with the first by hard links:
 * nothing is copied, and both read through the same page cache.
 */
export async function sharePlainClickhouse(world: BuiltWorld, log: AnalyticsWriter): Promise<void> {
  const parts = await log.query(
    `SELECT path FROM system.parts WHERE database = currentDatabase() AND table = 'events' AND active`,
    {},
    pathSchema,
  );
  await rm(folderOf(world), { recursive: true, force: true });
  const plain = await openLocalEngine({ dataDir: folderOf(world), log: pino({ level: 'warn' }) });
  try {
    await migrate(plain);
    const [table] = await plain.writer.query(
      `SELECT data_paths[1] AS path FROM system.tables WHERE database = currentDatabase() AND name = 'events'`,
      {},
      pathSchema,
    );
    for (const { path } of parts) {
      const name = basename(path);
      await linkAll(path, join(table?.path ?? '', 'detached', name));
      await plain.writer.command(`ALTER TABLE events ATTACH PART '${name}'`);
    }
  } finally {
    await plain.close();
  }
}

/** Starts the second engine, with Syncline's own settings and half of the machine's memory, which is the default. */
export async function startPlainClickhouse(world: BuiltWorld): Promise<PlainClickhouse> {
  const engine = await startEngineProcess({
    folder: join(folderOf(world), 'engine'),
    maxMemoryBytes: Math.floor(totalmem() / 2),
    reads: { seconds: 600, memoryBytes: 4 * GIB, resultRows: 1_000_000, resultBytes: GIB },
  });
  return {
    async ask(sql) {
      const text = await ask(engine, `${sql} FORMAT JSON SETTINGS ${SETTINGS}`, ANSWER_MS);
      if (!text.startsWith('{')) throw new Error(`ClickHouse refused a question: ${text}\n${sql}`);
      return answerSchema.parse(JSON.parse(text)).data;
    },
    stop: () => engine.stop(),
  };
}

function folderOf(world: BuiltWorld): string {
  return join(world.folder, 'plain-clickhouse');
}

async function linkAll(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    await (entry.isDirectory() ? linkAll(source, target) : link(source, target));
  }
}
