import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSecret } from '@syncline/api/lib/config';
import { systemClock } from '@syncline/api/lib/clock';
import { ensureWorkspace } from '@syncline/api/services/workspace/ensure';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import type { AnalyticsReader } from '@syncline/api/stores/clickhouse/port';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { lockDataFolder } from '@syncline/api/stores/data-lock';
import { migrateControl } from '@syncline/api/stores/sql/migrate';
import { openSqlite } from '@syncline/api/stores/sql/sqlite';
import { revenueShareAnswerSchema } from '@syncline/shared/revenue-share';
import { addDays } from '@syncline/shared/time';
import { pino } from 'pino';
import { z } from 'zod';
import { startSyncline } from './query/server.ts';
import { firstDifference } from './query/answer.ts';
import { insertOrdersSql, ORDER_DAYS, plainSharesSql, PERCENT } from './world/orders.ts';

const HELP = `pnpm bench revenue [--orders 1000000] [--runs 5]

Makes a log of so many orders of ${ORDER_DAYS} days up to today, one in twenty refunded whole or in part, one in two hundred paid
twice, shares them out under one agreement of ${PERCENT} % through Syncline's HTTP API, by party and month, checks every figure against
plain SQL over the same rows, reads the CSV of every order, and prints how long each took.`;

const rowSchema = z.object({ month: z.string(), net: z.int(), platform: z.int() });
type Row = z.infer<typeof rowSchema>;

/** The bench of shares of revenue: equality and speed by party and month. Throws an Error where a figure is another. */
export async function benchRevenue(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      orders: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const orders = Number(values.orders);
  const lastDay = new Date().toISOString().slice(0, 10);
  const folder = join(tmpdir(), `syncline-bench-revenue-${process.pid}`);
  try {
    console.log(`Building a log of ${orders} orders that ends on ${lastDay} …`);
    const plain = await build({ orders, lastDay, dataDir: folder });
    const syncline = await startSyncline({ dataDir: folder, lastDay });
    try {
      await ask(syncline.url, 'agreements', agreementFrom(addDays(lastDay, 1 - ORDER_DAYS)));
      const whole = { from: addDays(lastDay, 1 - ORDER_DAYS), to: lastDay };
      const first = await timed(() => shares(syncline.url, { period: whole, by: 'month' }));
      const difference = firstDifference(plain.rows, first.result.rows);
      if (difference !== null) throw new Error(`Syncline and plain SQL do not agree: ${difference}`);
      const later: number[] = [];
      for (let run = 0; run < Number(values.runs); run += 1) {
        // Another question each time, so that none is answered from memory.
        const period = { from: addDays(whole.from, run + 1), to: lastDay };
        later.push((await timed(() => shares(syncline.url, { period, by: 'month' }))).milliseconds);
      }
      const month = { from: addDays(lastDay, -27), to: lastDay };
      const newest = await timed(() => shares(syncline.url, { period: month, by: 'month' }));
      const again = await timed(() => shares(syncline.url, { period: whole, by: 'month' }));
      const file = await timed(() => ordersFile(syncline.url, whole));
      const net = first.result.rows.reduce((sum, row) => sum + row.net, 0);
      if (file.result.minor !== net)
        throw new Error(`The file of orders adds up to ${file.result.minor}, not to ${net}`);
      console.log(
        `${orders} orders, every figure equal to plain SQL; answered from ${first.result.tier}. Milliseconds:`,
      );
      console.table({
        'first answer, all days': row(first.milliseconds, plain.milliseconds),
        'other periods, median': row(median(later), plain.milliseconds),
        'the newest 28 days': row(newest.milliseconds, plain.milliseconds),
        'asked again': row(again.milliseconds, plain.milliseconds),
        'CSV of every order': row(file.milliseconds, plain.milliseconds),
        'plain SQL': row(plain.milliseconds, plain.milliseconds),
      });
      const { lines, bytes, firstPieceMs } = file.result;
      console.log(
        `The CSV has ${lines} lines, ${bytes} bytes; its first piece came after ${Math.round(firstPieceMs)} ms.`,
      );
    } finally {
      await syncline.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function row(milliseconds: number, plain: number) {
  return { ms: Math.round(milliseconds), 'of plain SQL': Math.round((milliseconds / plain) * 100) / 100 };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

interface World {
  orders: number;
  lastDay: string;
  dataDir: string;
}

/** Makes the log and the control plane, and answers the same question in plain SQL. */
async function build({ orders, lastDay, dataDir }: World) {
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
      const { result, milliseconds } = await timed(() => plainShares(store.writer));
      return { rows: result, milliseconds };
    } finally {
      await store.close();
    }
  } finally {
    lock.release();
  }
}

function plainShares(reader: AnalyticsReader): Promise<Row[]> {
  return reader.query(plainSharesSql(), {}, rowSchema);
}

/** Reads the file of all orders, and adds up what it says. */
async function ordersFile(url: string, period: { from: string; to: string }) {
  const started = performance.now();
  const headers = { 'content-type': 'application/json' };
  const path = `${url}/api/v1/analysis/revenue-share/orders/download`;
  const { body } = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ period }) });
  if (!body) throw new Error('The file of orders is empty');
  const read = { lines: 0, minor: 0, bytes: 0, firstPieceMs: Number.NaN };
  let rest = '';
  for await (const piece of body) {
    if (Number.isNaN(read.firstPieceMs)) read.firstPieceMs = performance.now() - started;
    read.bytes += piece.byteLength;
    const lines = (rest + Buffer.from(piece).toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      read.lines += 1;
      // The last cells are amount and currency.
      if (read.lines > 1) read.minor += Math.round(Number(line.split(',').at(-2)) * 100);
    }
  }
  return read;
}

async function shares(url: string, request: object): Promise<{ rows: Row[]; tier: string }> {
  const { groups, meta } = revenueShareAnswerSchema.parse(await ask(url, 'analysis/revenue-share', request));
  const rows = groups.map(({ value, net_revenue, parties }) => ({
    month: value,
    net: net_revenue,
    platform: parties.find(({ party }) => party === 'platform')?.amount ?? 0,
  }));
  return { rows, tier: meta.tier };
}

async function ask(url: string, path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

function agreementFrom(effective_from: string) {
  const share = {
    party: 'platform',
    name: 'Platform',
    role: 'platform',
    terms: [{ kind: 'percentage', of: 'net', percent: String(PERCENT) }],
  };
  const residual = { party: 'merchant', name: 'Merchant', role: 'merchant' };
  const terms = { shares: [share], residual, tax: 'included' };
  return { slug: 'all', name: 'Everything', scope: { level: 'everything' }, currency: 'USD', effective_from, terms };
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; milliseconds: number }> {
  const started = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - started };
}
