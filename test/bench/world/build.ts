import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSecret } from '@syncline/api/lib/config';
import { systemClock } from '@syncline/api/lib/clock';
import { openCatalogue } from '@syncline/api/services/catalogue/lookup';
import { ensureWorkspace } from '@syncline/api/services/workspace/ensure';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import type { AnalyticsStore } from '@syncline/api/stores/clickhouse/port';
import { MIGRATIONS } from '@syncline/api/stores/clickhouse/schema/migrations';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { lockDataFolder } from '@syncline/api/stores/data-lock';
import { migrateControl } from '@syncline/api/stores/sql/migrate';
import { openSqlite } from '@syncline/api/stores/sql/sqlite';
import { pino } from 'pino';
import { z } from 'zod';
import { BRAND_LIST, CAMPAIGN_LIST, planDays, type WorldKey } from './market.ts';
import { insertDaySql, insertPeopleSql } from './rows.ts';

const worldSchema = z.object({
  events: z.int(),
  seed: z.int(),
  lastDay: z.string(),
  /** Of the statements that made it, its tables included: a changed generator or log makes another world. */
  fingerprint: z.string(),
  rows: z.int(),
  insertSeconds: z.number(),
  mergeSeconds: z.number(),
});

/** A world in its folder, with what building it took. */
export interface BuiltWorld extends z.infer<typeof worldSchema> {
  /** The folder of everything about this world. */
  folder: string;
  /** The data folder Syncline runs on. */
  dataDir: string;
}

const MARK = 'world.json';
const DAYS_PER_LINE = 15;
const countSchema = z.object({ value: z.int() });
const partitionSchema = z.object({ id: z.string() });

/**
 * The world in `folder`: as it is kept there from an earlier run, or built anew where it is another one (each morning it
 * is, since a world ends today). Throws an Error when the folder holds something else.
 */
export async function ensureWorld(key: WorldKey, folder: string): Promise<BuiltWorld> {
  const [dataDir, mark] = [join(folder, 'syncline'), join(folder, MARK)];
  const fingerprint = fingerprintOf(key);
  const kept = existsSync(mark) ? worldSchema.safeParse(JSON.parse(readFileSync(mark, 'utf8'))) : null;
  if (kept?.success && kept.data.fingerprint === fingerprint) return { ...kept.data, folder, dataDir };
  if (kept === null && existsSync(folder)) throw new Error(`${folder} is there and is no world: name another --data.`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(mark, '{}');
  const built = { ...key, fingerprint, ...(await build(key, dataDir)) };
  await writeFile(mark, JSON.stringify(built, null, 2));
  return { ...built, folder, dataDir };
}

function fingerprintOf(key: WorldKey): string {
  const log = MIGRATIONS.filter(({ version }) => version === 1).flatMap(({ statements }) => statements);
  const statements = [...log, insertPeopleSql(key), ...planDays(key).map((plan) => insertDaySql(key, plan))];
  return createHash('sha256').update(statements.join('\n')).digest('hex').slice(0, 16);
}

async function build(key: WorldKey, dataDir: string) {
  console.log(`Building a world of ${key.events} events that ends on ${key.lastDay} …`);
  const lock = lockDataFolder(dataDir);
  try {
    await fillControlPlane(dataDir);
    const store = await openLocalEngine({ dataDir, log: pino({ level: 'warn' }) });
    try {
      await migrate(store);
      const insertSeconds = await timed(() => fillLog(store, key));
      const mergeSeconds = await timed(() => mergeParts(store));
      const [counted] = await store.writer.query('SELECT count() AS value FROM events', {}, countSchema);
      return { rows: counted?.value ?? 0, insertSeconds, mergeSeconds };
    } finally {
      await store.close();
    }
  } finally {
    lock.release();
  }
}

/** Workspace and catalogue as the first start and the first events would have made them. */
async function fillControlPlane(dataDir: string): Promise<void> {
  const control = await openSqlite(join(dataDir, 'control.sqlite'));
  try {
    await migrateControl(control);
    const ctx = { db: control.db, clock: systemClock };
    await ensureWorkspace(ctx, { timezone: 'UTC', currency: 'USD', secret: loadSecret(dataDir, undefined) });
    const catalogue = await openCatalogue(ctx);
    const offers = CAMPAIGN_LIST.flatMap((campaign) => campaign.offers.map((offer) => [offer, campaign.slug] as const));
    const found = {
      brands: new Set(BRAND_LIST),
      campaigns: new Map(CAMPAIGN_LIST.map(({ slug, brand }) => [slug, brand])),
      offers: new Map(offers),
    };
    await catalogue.discover(found, '');
  } finally {
    await control.close();
  }
}

async function fillLog({ writer }: AnalyticsStore, key: WorldKey): Promise<void> {
  await writer.command(insertPeopleSql(key));
  const plans = planDays(key);
  for (const [index, plan] of plans.entries()) {
    await writer.command(insertDaySql(key, plan));
    if ((index + 1) % DAYS_PER_LINE === 0) console.log(`  ${index + 1} of ${plans.length} days`);
  }
}

/** As few parts as merging leads to in the end: answers are timed on a store at rest. */
async function mergeParts({ writer }: AnalyticsStore): Promise<void> {
  const partitions = await writer.query(
    `SELECT DISTINCT partition_id AS id FROM system.parts WHERE database = currentDatabase() AND table = 'events' AND active`,
    {},
    partitionSchema,
  );
  for (const { id } of partitions) await writer.command(`OPTIMIZE TABLE events PARTITION ID '${id}' FINAL`);
  await writer.command('OPTIMIZE TABLE people FINAL');
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return Math.round((performance.now() - started) / 100) / 10;
}
