import type { AnalyticsStore, AnalyticsWriter } from '@syncline/api/stores/clickhouse/port';

/** The store, whose inserts of blocks go through `around`: it is given the table and what inserts them. */
export function withInserts(
  store: AnalyticsStore,
  around: (table: string, insert: () => Promise<void>) => Promise<void>,
): AnalyticsStore {
  const { writer } = store;
  const wrapped: AnalyticsWriter = {
    query: (...asked) => writer.query(...asked),
    columns: (...asked) => writer.columns(...asked),
    insert: (...asked) => writer.insert(...asked),
    command: (...asked) => writer.command(...asked),
    insertBlocks: (table, blocks) => around(table, () => writer.insertBlocks(table, blocks)),
  };
  return { ...store, writer: wrapped, state: () => store.state() };
}
