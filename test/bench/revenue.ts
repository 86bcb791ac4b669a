import { rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addDays } from '@syncline/shared/time';
import { memoryOf, resetPeak } from './query/memory.ts';
import { describeMachine } from './query/results.ts';
import { startSyncline } from './query/server.ts';
import { openRevenue, prepareBrowser, type Shown } from './revenue/browser.ts';
import { type PageQuestion, pageQuestions, sharesQuestion } from './revenue/page.ts';
import { ordersFile } from './revenue/file.ts';
import { writeSection } from './report.ts';
import { ensureOrders, type OrdersWorld, periodsOf } from './revenue/world.ts';
import { ORDER_DAYS, PERCENT } from './world/orders.ts';

const HELP = `pnpm bench revenue [--orders 1000000] [--runs 5] [--keep FOLDER] [--csv] [--write]

Makes a log of so many orders of ${ORDER_DAYS} days up to today, one in twenty refunded whole or in part, one in two hundred paid
twice, shares them out under one agreement of ${PERCENT} % through Syncline's HTTP API, asks everything that the Revenue screen
asks as it opens, checks the figures against plain SQL over the same rows, and prints how long each took.

  --runs  how often other periods are asked for, and how often the screen is opened in Chromium
  --keep  where the log is kept, or was kept by an earlier run
  --csv   reads the CSV of every order, too, and holds it against the shares
  --write writes what was found into BENCHMARKS.md`;

/** The bench of the Revenue screen: equality and speed. Throws an Error where a figure is another. */
export async function benchRevenue(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      orders: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '5' },
      keep: { type: 'string' },
      csv: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const folder = values.keep ?? join(tmpdir(), `syncline-bench-revenue-${process.pid}`);
  try {
    const world = await ensureOrders(Number(values.orders), folder);
    prepareBrowser();
    const syncline = await startSyncline(world);
    try {
      console.log(
        `Ready after ${syncline.startSeconds.toFixed(1)} s, at rest after ${syncline.settleSeconds.toFixed(1)} s more.`,
      );
      await agree(syncline.url, addDays(world.lastDay, 1 - ORDER_DAYS));
      const load = loadavg()[0] ?? 0;
      for (const pid of Object.values(syncline.pids)) resetPeak(pid);
      const runs = Number(values.runs);
      const asked = await measure(syncline.url, world, runs);
      const shown = await openRevenue(syncline.url, { lastDay: world.lastDay, runs });
      const found = [...asked, ...inChromium(shown)];
      if (values.csv) console.log(await ordersFile(syncline.url, world));
      const peak = Object.values(syncline.pids).reduce((sum, pid) => sum + memoryOf(pid).peak, 0);
      const text = textOf(world, found, { load, peak });
      console.log(text);
      if (values.write) writeSection('The Revenue screen', text);
    } finally {
      await syncline.stop();
    }
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function measure(url: string, world: OrdersWorld, runs: number): Promise<Found> {
  const questions = pageQuestions(world);
  const opening = performance.now();
  const opened = await Promise.all(questions.map((question) => put(url, question)));
  const all = performance.now() - opening;
  const periods = periodsOf(world.lastDay);
  const later: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    // Another question each time, so that none is answered from memory.
    const period = { from: addDays(periods.months.from, run + 1), to: world.lastDay };
    later.push((await put(url, sharesQuestion(world, '', period))).milliseconds);
  }
  const others = pageQuestions({ ...world, lastDay: addDays(world.lastDay, -1) }).filter(({ name }) =>
    /^(shares|what changed|by)/.test(name),
  );
  const alone: (readonly [string, number])[] = [];
  for (const question of others) {
    // The counts of orders are known of the newest days alone.
    const { milliseconds } = await put(url, { ...question, difference: () => null });
    alone.push([`${question.name}, a day earlier, alone`, milliseconds]);
  }
  const again = await put(url, sharesQuestion(world, '', periods.months, periods.now));
  return [
    ['opening the screen, all at once', all],
    ...questions.map(({ name }, index) => {
      const one = opened[index];
      return [`… ${name}`, one?.milliseconds ?? Number.NaN, one?.tier] as const;
    }),
    ['shares of other periods, median', median(later)],
    ...alone,
    ['shares of every month, asked again', again.milliseconds],
    ['plain SQL: shares of every day', world.milliseconds],
  ];
}

function textOf(world: OrdersWorld, found: Found, { load, peak }: { load: number; peak: number }): string {
  const number = (value: number) => Math.round(value).toLocaleString('en');
  return [
    `\`pnpm bench revenue --orders ${world.orders} --write\`, ${new Date().toISOString().slice(0, 10)}, ${describeMachine()}. ` +
      `${number(world.orders)} orders of ${ORDER_DAYS} days, the last of which has not ended, under one agreement of ${PERCENT} %. ` +
      `Asked is what the screen asks as it opens: the newest 28 days, compared with the 28 before, and every month; nothing of it was asked before. In Chromium, on the same cores, the screen is opened on other days each time, from the start of the navigation to the paint, with nothing cached. ` +
      `Gross revenue, refunds, orders and what the platform gets were found equal to plain SQL over the log. Load average before it ${load.toFixed(1)}; ` +
      `API and engine together held ${number(peak / 1024 ** 2)} MiB at most. Milliseconds.`,
    '',
    '| question | ms | tier |',
    '| --- | --- | --- |',
    ...found.map(([name, ms, tier]) => `| ${name} | ${number(ms)} | ${tier ?? ''} |`),
  ].join('\n');
}

/** From the start of the navigation. */
function inChromium(shown: readonly Shown[]): Found {
  const of = (key: keyof Shown) => shown.map((one) => one[key]);
  const [parties, months, all] = [of('parties'), of('months'), of('all')];
  return [
    ['in Chromium: parties shown, median', median(parties)],
    ['in Chromium: months and parties shown, median', median(months)],
    ['in Chromium: months and parties shown, slowest', Math.max(...parties, ...months)],
    ['in Chromium: every answer there, median', median(all)],
  ];
}

/** What was asked, how long it took, and where it was answered from. */
type Found = (readonly [string, number, (string | undefined)?])[];

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

interface Answered {
  milliseconds: number;
  tier: string;
}

/** Asks, and throws an Error where plain SQL has another figure. */
async function put(url: string, { name, path, body, difference }: PageQuestion): Promise<Answered> {
  const started = performance.now();
  const answer = await ask(url, path, body);
  const milliseconds = performance.now() - started;
  const found = difference(answer);
  if (found !== null) throw new Error(`${name}: Syncline and plain SQL do not agree: ${found}`);
  return { milliseconds, tier: tierOf(answer) };
}

function tierOf(answer: unknown): string {
  const { meta } = answer as { meta?: { tier?: string } };
  return meta?.tier ?? '';
}

async function ask(url: string, path: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const how = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`${url}/api/v1/${path}`, how);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** The agreement about everything, which a kept folder may hold already. */
async function agree(url: string, effective_from: string): Promise<void> {
  const { items } = (await ask(url, 'agreements')) as { items: readonly unknown[] };
  if (items.length > 0) return;
  const share = {
    party: 'platform',
    name: 'Platform',
    role: 'platform',
    terms: [{ kind: 'percentage', of: 'net', percent: String(PERCENT) }],
  };
  const residual = { party: 'merchant', name: 'Merchant', role: 'merchant' };
  const terms = { shares: [share], residual, tax: 'included' };
  await ask(url, 'agreements', {
    slug: 'all',
    name: 'Everything',
    scope: { level: 'everything' },
    currency: 'USD',
    effective_from,
    terms,
  });
}
