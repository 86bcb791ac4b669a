import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLocalEngine } from '@syncline/api/stores/clickhouse/local-engine';
import { migrate } from '@syncline/api/stores/clickhouse/schema/migrate';
import { addDays } from '@syncline/shared/time';
import { pino } from 'pino';
import { z } from 'zod';
import { PEOPLE_QUESTIONS, type PeopleQuestion, type PeopleQuestionKey, type PeopleScope } from './people/questions.ts';
import { PEOPLE_SQL } from './people/sql.ts';
import { firstDifference, type Row } from './query/answer.ts';
import { memoryOf, resetPeak } from './query/memory.ts';
import { describeMachine } from './query/results.ts';
import { startSyncline } from './query/server.ts';
import { writeSection } from './report.ts';
import { type PlainClickhouse, sharePlainClickhouse, startPlainClickhouse } from './rivals/plain-clickhouse.ts';
import { type BuiltWorld, ensureWorld } from './world/build.ts';
import { BRAND_LIST, CAMPAIGN_LIST } from './world/market.ts';

const HELP = `pnpm bench people [--events 1000000] [--seed 2013] [--data DIR] [--only NAME …] [--runs 5] [--write]

Asks every question of the Devices and Audience screens that tells people apart of Syncline's HTTP API, about 30 and 70 closed
days of everything, of the largest campaign and of the largest brand, checks the figures against plain SQL over the raw rows,
and prints how long each took.

  --events, --seed, --data  the world, as of "pnpm bench query"
  --only   questions whose name (question, days, scope) contains this; may be given several times
  --runs   how often each is asked after the first time
  --write  writes what was found into BENCHMARKS.md`;

const LIMIT_MS = 2000;
const THRESHOLD = 0.6;
const THRESHOLD_STEP = 1e-7;
const metaSchema = z.object({ meta: z.object({ tier: z.string(), cached: z.boolean() }) });

interface Found {
  name: string;
  first: number;
  times: readonly number[];
  tier: string;
  plain: number;
}

/** The bench of questions that tell people apart: equality and speed. Throws an Error where a figure is another. */
export async function benchPeople(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      events: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '2013' },
      data: { type: 'string', default: join(tmpdir(), 'syncline-bench') },
      only: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string', default: '5' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const key = { events: Number(values.events), seed: Number(values.seed) };
  const lastDay = new Date().toISOString().slice(0, 10);
  const world = await ensureWorld({ ...key, lastDay }, join(values.data, `${key.events}-${key.seed}`));
  const cases = casesOf(lastDay).filter(({ name }) => values.only.every((part) => name.includes(part)));
  if (cases.length === 0) throw new Error(`No question is named so.\n${HELP}`);
  await share(world);
  const syncline = await startSyncline(world);
  try {
    const plain = await startPlainClickhouse(world);
    try {
      const load = loadavg()[0] ?? 0;
      for (const pid of Object.values(syncline.pids)) resetPeak(pid);
      const found: Found[] = [];
      for (const one of cases) {
        const measured = await measure(syncline.url, plain, one, Number(values.runs));
        console.log(lineOf(measured));
        found.push(measured);
      }
      const peak = Object.values(syncline.pids).reduce((sum, pid) => sum + memoryOf(pid).peak, 0);
      const text = textOf(world, found, { load, peak });
      console.log(text);
      if (values.write) writeSection('People by what they did', text);
    } finally {
      await plain.stop();
    }
  } finally {
    await syncline.stop();
  }
}

interface PeopleCase {
  name: string;
  question: PeopleQuestion;
  sql: string;
  scope: PeopleScope;
}

/** Every question about every scope that it has on its screen, on closed days. */
function casesOf(lastDay: string): PeopleCase[] {
  const to = addDays(lastDay, -10);
  const filters = [
    null,
    { dimension: 'campaign', value: CAMPAIGN_LIST[0]?.slug ?? '' },
    { dimension: 'brand', value: BRAND_LIST[0] ?? '' },
  ] as const;
  return (Object.keys(PEOPLE_QUESTIONS) as PeopleQuestionKey[]).flatMap((key) =>
    [30, 70].flatMap((days) =>
      filters
        .filter((filter) => filter === null || PEOPLE_QUESTIONS[key].about.some((one) => one === filter.dimension))
        .map((filter) => {
          const scope = { name: filter?.dimension ?? 'account', period: { from: addDays(to, 1 - days), to }, filter };
          const question: PeopleQuestion = PEOPLE_QUESTIONS[key];
          const name = `${question.path}, ${days} days, ${filter ? `largest ${filter.dimension}` : 'account'}`;
          return { name, question, sql: PEOPLE_SQL[key](scope), scope };
        }),
    ),
  );
}

/** Brings the store to its schema, and its log into an engine of plain ClickHouse. */
async function share(world: BuiltWorld): Promise<void> {
  const store = await openLocalEngine({ dataDir: world.dataDir, log: pino({ level: 'warn' }) });
  try {
    await migrate(store);
    await sharePlainClickhouse(world, store.writer);
  } finally {
    await store.close();
  }
}

async function measure(url: string, plain: PlainClickhouse, one: PeopleCase, runs: number): Promise<Found> {
  const first = await ask(url, one, 0);
  const started = performance.now();
  const theirs = await plain.ask(one.sql);
  const took = performance.now() - started;
  const told = new Set(first.rows.map(({ name }) => name));
  if (told.size === 0) throw new Error(`${one.name}: nothing can be told of so few people`);
  const difference = firstDifference(
    first.rows,
    theirs.filter(({ name = null }) => told.has(name)),
  );
  if (difference !== null) throw new Error(`${one.name}: Syncline and plain SQL do not agree: ${difference}`);
  const times: number[] = [];
  for (let run = 1; run <= runs; run += 1) times.push((await ask(url, one, run)).milliseconds);
  return { name: one.name, first: first.milliseconds, times, tier: first.tier, plain: took };
}

/** Asks under another threshold each time, between whose values no share lies, so that no answer is a remembered one. */
async function ask(url: string, { question, scope }: PeopleCase, run: number) {
  const { period, filter } = scope;
  const filters = filter ? [{ dimension: filter.dimension, op: 'is', values: [filter.value] }] : [];
  const rule = { primary_device_threshold: THRESHOLD - run * THRESHOLD_STEP };
  const body = JSON.stringify({ ...question.body, ...rule, period, filters });
  const started = performance.now();
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v1/analysis/${question.path}`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`${question.path}: ${response.status} ${await response.text()}`);
  const answer: unknown = await response.json();
  const milliseconds = performance.now() - started;
  const { tier, cached } = metaSchema.parse(answer).meta;
  if (cached) throw new Error(`${question.path}: the answer was a remembered one`);
  return { milliseconds, tier, rows: question.rows(answer) satisfies Row[] };
}

function lineOf({ name, first, times, tier, plain }: Found): string {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? first;
  const slowest = Math.max(first, ...times);
  const cells = [middle, slowest, first].map((value) => Math.round(value).toLocaleString('en'));
  return `| ${name} | ${cells.join(' | ')} | ${tier} | ${Math.round(plain).toLocaleString('en')} | ${slowest < LIMIT_MS ? 'yes' : '**no**'} |`;
}

function textOf(world: BuiltWorld, found: readonly Found[], { load, peak }: { load: number; peak: number }): string {
  return [
    `\`pnpm bench people --events ${world.events} --seed ${world.seed} --write\`, ${new Date().toISOString().slice(0, 10)}, ${describeMachine()}. ` +
      `The world of \`pnpm bench query\`, closed days. Every figure that is told was found equal to plain SQL over the raw rows, which ClickHouse answers without projections; remembered answers are bypassed. ` +
      `The limit is 2 s for the slowest. Load average before it ${load.toFixed(1)}; API and engine together held ${Math.round(peak / 1024 ** 2).toLocaleString('en')} MiB at most. Milliseconds.`,
    '',
    '| question | median | slowest | first | tier | plain SQL | held |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...found.map(lineOf),
  ].join('\n');
}
