import { z } from 'zod';
import type { AnalyticsWriter } from './port.ts';

const detachedSchema = z.object({ table: z.string(), name: z.string(), reason: z.string() });
const tableSchema = z.object({ name: z.string() });
const checkSchema = z.object({ part_path: z.string(), is_passed: z.number(), message: z.string() });

/** Parts that the engine put aside because they are damaged or do not fit; their rows are missing from every answer. */
export async function detachedParts(writer: AnalyticsWriter, database: string): Promise<string[]> {
  const parts = await writer.query(
    `SELECT table, name, assumeNotNull(reason) AS reason FROM system.detached_parts
     WHERE database = {database:String}
       AND (startsWith(reason, 'broken') OR reason IN ('covered-by-broken', 'unexpected', 'noquorum',
            'merge-not-byte-identical', 'mutate-not-byte-identical'))
     ORDER BY table, name`,
    { database },
    detachedSchema,
  );
  return parts.map(({ table, name, reason }) => `Part ${name} of table ${table} was put aside (${reason}).`);
}

/** Parts whose files no longer match their checksums. Reads every file once, and so takes a few seconds per 10 GB. */
export async function damagedParts(writer: AnalyticsWriter, database: string): Promise<string[]> {
  const tables = await writer.query(
    `SELECT name FROM system.tables WHERE database = {database:String} AND engine LIKE '%MergeTree' ORDER BY name`,
    { database },
    tableSchema,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const checks = await writer.query(
      'CHECK TABLE {database:Identifier}.{table:Identifier}',
      { database, table: name },
      checkSchema,
    );
    for (const check of checks) {
      if (check.is_passed === 0) found.push(`Part ${check.part_path} of table ${name} is damaged.`);
    }
  }
  return found;
}
