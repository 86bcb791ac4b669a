import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnalyticsWriter } from '@syncline/api/stores/clickhouse/port';
import { z } from 'zod';
import type { BuiltWorld } from '../world/build.ts';
import { CAMPAIGN_LIST } from '../world/market.ts';
import { CODED } from './codes.ts';
import { openDuckdb } from './duckdb.ts';

const coded = (column: keyof typeof CODED) =>
  [
    'UTINYINT',
    `toUInt8(indexOf([${CODED[column].map((name) => `'${name}'`).join(', ')}], toString(${column})) - 1)`,
  ] as const;

/** The columns that the questions look at, in DuckDB's types, and how the engine hands each of them over. */
const COLUMNS = {
  campaign: coded('campaign'),
  at: ['TIMESTAMP_MS', 'at'],
  day: ['DATE', 'day'],
  kind: coded('kind'),
  uid: ['UINTEGER', 'uid'],
  brand: coded('brand'),
  device: coded('device'),
  action: coded('action'),
  stage: coded('stage'),
  arm: coded('arm'),
  order_key: ['UBIGINT', 'order_key'],
  amount: ['BIGINT', 'amount'],
  currency: coded('currency'),
  quantity: ['UINTEGER', 'quantity'],
  viewable: ['BOOLEAN', 'viewable'],
} as const;

const NAMES = Object.keys(COLUMNS)
  .map((name) => `"${name}"`)
  .join(', ');

/**
 * The world's rows as a native DuckDB table in `path`, sorted by campaign and time, names as small numbers; made once.
 * They are handed over campaign by campaign as Parquet, so that neither side sorts more than one at a time.
 */
export async function loadDuckdb(world: BuiltWorld, log: AnalyticsWriter, path: string): Promise<void> {
  if (existsSync(path)) return;
  console.log('Loading the same rows into DuckDB …');
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  const duckdb = await openDuckdb(draft);
  try {
    const columns = Object.entries(COLUMNS).map(([name, [type]]) => `"${name}" ${type}`);
    await duckdb.run(`CREATE TABLE events (${columns.join(', ')})`);
    for (const slug of ['', ...CAMPAIGN_LIST.map((campaign) => campaign.slug)]) {
      const file = await exportCampaign(world, log, slug);
      await duckdb.run(`INSERT INTO events SELECT ${NAMES} FROM read_parquet('${file}')`);
      await rm(file);
    }
    const [counted] = await duckdb.ask('SELECT count(*) AS value FROM events');
    const { value } = z.object({ value: z.int() }).parse(counted);
    if (value !== world.rows) throw new Error(`DuckDB holds ${value} of ${world.rows} rows`);
  } finally {
    duckdb.close();
  }
  await rename(draft, path);
}

/** Writes one campaign's rows in order of time; answers the file. */
async function exportCampaign(world: BuiltWorld, log: AnalyticsWriter, campaign: string): Promise<string> {
  const name = 'bench-campaign.parquet';
  const values = Object.entries(COLUMNS).map(([column, [, value]]) => `${value} AS \`out_${column}\``);
  const renamed = Object.keys(COLUMNS).map((column) => `\`out_${column}\` AS \`${column}\``);
  await log.command(
    `INSERT INTO FUNCTION file('${name}', 'Parquet') SELECT ${renamed.join(', ')} FROM (
       SELECT ${values.join(', ')} FROM events WHERE campaign = {campaign:String}
     ) ORDER BY out_at SETTINGS engine_file_truncate_on_insert = 1`,
    { campaign },
  );
  return join(world.dataDir, 'engine', 'scratch', name);
}
