import type { AnalyticsWriter } from '@syncline/api/stores/clickhouse/port';
import { z } from 'zod';

const storedSchema = z.object({ what: z.string(), bytes: z.int() });

export const storageSchema = z.array(storedSchema);
/** Bytes on disk of each table of the event store, and within them of each projection. */
export type Storage = z.infer<typeof storageSchema>;

/** What the event store takes up, the largest first; a table's own bytes do not include its projections. */
export async function storageOf(writer: AnalyticsWriter): Promise<Storage> {
  return writer.query(
    `WITH projections AS (
       SELECT table, name, toInt64(sum(bytes_on_disk)) AS bytes FROM system.projection_parts
       WHERE database = currentDatabase() AND active GROUP BY table, name
     ),
     tables AS (
       SELECT table, toInt64(sum(bytes_on_disk)) AS bytes FROM system.parts
       WHERE database = currentDatabase() AND active GROUP BY table
     )
     SELECT what, bytes FROM (
       SELECT tables.table AS what, any(tables.bytes) - sum(projections.bytes) AS bytes
       FROM tables LEFT JOIN projections ON projections.table = tables.table GROUP BY what
       UNION ALL
       SELECT concat(table, ', projection ', name) AS what, bytes FROM projections
     ) ORDER BY bytes DESC`,
    {},
    storedSchema,
  );
}
