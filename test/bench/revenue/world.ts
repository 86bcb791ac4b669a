import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSecret } from '@syncline/api/lib/config';
import { systemClock } from '@syncline/api/lib/clock';
import { ensureWorkspace } from '@syncline/api/services/workspace/ensure';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import type { AnalyticsReader } from '@syncline/api/stores/clickhouse/port';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { lockDataFolder } from '@syncline/api/stores/data-lock';
import { migrateControl } from '@syncline/api/stores/sql/migrate';
import { openSqlite } from '@syncline/api/stores/sql/sqlite';
import { addDays, type Period } from '@syncline/shared/time';
import { pino } from 'pino';
import { z } from 'zod';
import { insertOrdersSql, ORDER_DAYS, PLAIN_PARTS, plainOrdersSql, plainSharesSql } from '../world/orders.ts';

const daySchema = z.object({ on_day: z.string(), gross: z.int(), refunds: z.int(), platform: z.int() });
const worldSchema = z.object({
  orders: z.int(),
  lastDay: z.string(),
  /** What plain SQL finds on each day, and how long it takes. */
  days: z.array(daySchema),
  milliseconds: z.number(),
  /** Orders paid in the newest days and in as many before them. */
  ordersNow: z.int(),
  ordersBefore: z.int(),
});

/** A log of orders in a data folder, and what plain SQL finds in it. */
export type OrdersWorld = z.infer<typeof worldSchema> & { dataDir: string };

/** The days that the Revenue screen opens with, those it compares them with, and those whose months it shows. */
export function periodsOf(lastDay: string): { now: Period; before: Period; months: Period } {
  return {
    now: { from: addDays(lastDay, -27), to: lastDay },
    before: { from: addDays(lastDay, -55), to: addDays(lastDay, -28) },
    months: { from: addDays(lastDay, 1 - ORDER_DAYS), to: lastDay },
  };
}

/** The world in the folder, which is made where it holds none of as many orders. */
export async function ensureOrders(orders: number, dataDir: string): Promise<OrdersWorld> {
  const file = join(dataDir, 'orders.json');
  if (existsSync(file)) {
    const known = worldSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (known.orders !== orders) throw new Error(`${dataDir} holds ${known.orders} orders`);
    return { ...known, dataDir };
  }
  const lastDay = new Date().toISOString().slice(0, 10);
  console.log(`Building a log of ${orders} orders that ends on ${lastDay} …`);
  const made = await build(orders, lastDay, dataDir);
  writeFileSync(file, JSON.stringify(made));
  return { ...made, dataDir };
}

/** Makes the log and the control plane, and answers the same questions in plain SQL. */
async function build(orders: number, lastDay: string, dataDir: string): Promise<z.infer<typeof worldSchema>> {
  const lock = lockDataFolder(dataDir);
  try {
    const control = await openSqlite(join(dataDir, 'control.sqlite'));
    await migrateControl(control);
    const secret = loadSecret(dataDir, undefined);
    await ensureWorkspace({ db: control.db, clock: systemClock }, { timezone: 'UTC', currency: 'USD', secret });
    await control.close();
    const store = await openLocalEngine({ dataDir, log: pino({ level: 'warn' }) });
    try {
      await migrate(store);
      for (const statement of insertOrdersSql({ orders, lastDay })) await store.writer.command(statement);
      await store.writer.command('OPTIMIZE TABLE events FINAL');
      await plainShares(store.writer);
      const started = performance.now();
      const days = await plainShares(store.writer);
      const milliseconds = performance.now() - started;
      const { now, before } = periodsOf(lastDay);
      const [ordersNow, ordersBefore] = [await paidIn(store.writer, now), await paidIn(store.writer, before)];
      return { orders, lastDay, days, milliseconds, ordersNow, ordersBefore };
    } finally {
      await store.close();
    }
  } finally {
    lock.release();
  }
}

async function plainShares(reader: AnalyticsReader): Promise<z.infer<typeof daySchema>[]> {
  const days = new Map<string, z.infer<typeof daySchema>>();
  for (let part = 0; part < PLAIN_PARTS; part += 1) {
    for (const row of await reader.query(plainSharesSql(part), {}, daySchema)) {
      const known = days.get(row.on_day) ?? { on_day: row.on_day, gross: 0, refunds: 0, platform: 0 };
      known.gross += row.gross;
      known.refunds += row.refunds;
      known.platform += row.platform;
      days.set(row.on_day, known);
    }
  }
  return [...days.values()].toSorted((one, other) => (one.on_day < other.on_day ? -1 : 1));
}

async function paidIn(reader: AnalyticsReader, period: Period): Promise<number> {
  const [row] = await reader.query(plainOrdersSql(period), {}, z.object({ orders: z.int() }));
  return row?.orders ?? 0;
}
