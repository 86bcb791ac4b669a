import { type Case, describeCase, QUESTIONS } from './cases.ts';
import type { ContenderName, Measured } from './measure.ts';
import type { Results } from './results.ts';

const MIB = 1024 ** 2;
/** What the design allows an answer to take, in milliseconds. */
const CLOSED_P99 = 50;
const OTHER_P99 = 2000;
const SMALL = 15;

const milliseconds = (value: number) => (value < 100 ? value.toFixed(1) : value.toFixed(0));
const times = (value: number) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)}×`;
const whole = (value: number) => Math.round(value).toLocaleString('en');
const mebibytes = (bytes: number) => `${whole(bytes / MIB)} MiB`;

/** How many times longer a rival took than Syncline; null where one of them did not answer. */
export function ratioTo({ times }: Measured, rival: ContenderName): number | null {
  const [ours, theirs] = [times.syncline, times[rival]];
  return ours && theirs ? theirs.median / ours.median : null;
}

/** Whether the ratios that the design asks for were reached; null where it asks for none or Syncline did not answer. */
export function reachedTarget(measured: Measured): boolean | null {
  const { target } = measured.case;
  const [duckdb, clickhouse] = [ratioTo(measured, 'duckdb'), ratioTo(measured, 'clickhouse')];
  if (target === null || duckdb === null || clickhouse === null) return null;
  return duckdb >= target.duckdb && clickhouse >= target.clickhouse;
}

/** The bound in milliseconds that the design sets a case, and what counts against it; null without an answer of Syncline. */
export function limitOf({ case: one, times, spread }: Measured): { limit: number; taken: number } | null {
  const { syncline } = times;
  if (!syncline) return null;
  if (one.scope === 'small') return { limit: SMALL, taken: syncline.median };
  if (one.variant === 'open') return { limit: OTHER_P99, taken: syncline.slowest };
  return { limit: CLOSED_P99, taken: spread?.p99 ?? syncline.slowest };
}

/** The cases of one run as a Markdown table. */
export function tableOf({ measured }: Pick<Results, 'measured'>): string {
  const heading = [
    'question',
    'case',
    'Syncline (first)',
    'tier',
    'p50 / p99',
    'DuckDB',
    '',
    'ClickHouse',
    '',
    'bitmaps',
    'target',
    'reached',
    'limit',
    'held',
  ];
  return markdown(heading, measured.map(tableRow));
}

function tableRow(measured: Measured): string[] {
  const { case: one, tier, spread } = measured;
  const { syncline, duckdb, clickhouse } = measured.times;
  const limit = limitOf(measured);
  return [
    QUESTIONS[one.question].title,
    describeCase(one),
    syncline ? `${milliseconds(syncline.median)} (${milliseconds(syncline.cold)})` : 'not there yet',
    tier ?? '',
    spread ? `${milliseconds(spread.p50)} / ${milliseconds(spread.p99)}` : '',
    duckdb ? milliseconds(duckdb.median) : '',
    ratioText(measured, 'duckdb'),
    clickhouse ? milliseconds(clickhouse.median) : '',
    ratioText(measured, 'clickhouse'),
    ratioText(measured, 'bitmaps'),
    targetText(one),
    verdict(reachedTarget(measured)),
    limit ? `${whole(limit.limit)} ms` : '',
    verdict(limit ? limit.taken < limit.limit : null),
  ];
}

function ratioText(measured: Measured, rival: ContenderName): string {
  const ratio = ratioTo(measured, rival);
  return ratio === null ? '' : times(ratio);
}

const targetText = ({ target }: Case) => (target ? `${target.duckdb}× / ${target.clickhouse}×` : '');

function verdict(held: boolean | null): string {
  if (held === null) return '';
  return held ? 'yes' : '**no**';
}

/** BENCHMARKS.md out of the runs of one or more worlds, the largest first. */
export function reportOf(runs: readonly Results[]): string {
  const largestFirst = runs.toReversed();
  const [newest] = largestFirst;
  if (!newest) throw new Error('There is no full run to report. Run without --only and --engine first.');
  return [INTRODUCTION, ...largestFirst.map(worldSection), ...growthSection(runs), SHORTFALLS, METHOD]
    .join('\n\n')
    .concat('\n');
}

const INTRODUCTION = `# Benchmarks

Written by \`pnpm bench query --write\`; every answer below was found equal to the others' before it was timed. How to read it, and what is compared with what, stands under [Method](#method).`;

function worldSection(results: Results): string {
  const { world, machine, versions, finishedAt } = results;
  const perEvent = (bytes: number) => (bytes / world.rows).toFixed(2);
  const stored = results.storage.reduce((sum, { bytes }) => sum + bytes, 0);
  const disk = [
    ...results.storage.map(({ what, bytes }) => [what, mebibytes(bytes), perEvent(bytes)]),
    ['all of Syncline', mebibytes(stored), perEvent(stored)],
    ['DuckDB, the columns asked about', mebibytes(results.duckdbBytes), perEvent(results.duckdbBytes)],
  ];
  const memory = (label: string, { api, engine }: Results['idleBytes']) => [
    label,
    mebibytes(api),
    mebibytes(engine),
    mebibytes(api + engine),
  ];
  const memories = [
    memory('idle', results.idleBytes),
    memory('peak while answering', results.peakBytes),
    ...(results.cells ? [memory('peak while building the cells', results.cells.peakBytes)] : []),
  ];
  return `## ${whole(world.events)} events

\`pnpm bench query --events ${world.events} --seed ${world.seed}\`, ${finishedAt.slice(0, 10)}, ${machine}; Node.js ${versions.node}, ClickHouse ${versions.clickhouse}, DuckDB ${versions.duckdb}. ${whole(world.rows)} rows of ${whole(world.people)} people, last day ${world.lastDay}. Load average before it ${results.loadBefore.toFixed(1)}. Milliseconds.

${tableOf(results)}

${summaryOf(results)}

${markdown(['memory', 'API', 'engine', 'together'], memories)}

${markdown(['disk', 'size', 'bytes an event'], disk)}

Building the world: ${whole(world.insertSeconds)} s of inserts, ${whole(world.mergeSeconds)} s of merges${results.cells ? `; all interval cells out of the log: ${whole(results.cells.seconds)} s` : ''}. Starting the API on it: ${results.startSeconds.toFixed(1)} s.`;
}

function summaryOf({ measured }: Results): string {
  const targets = measured.map(reachedTarget).filter((reached) => reached !== null);
  const limits = measured.map(limitOf).filter((limit) => limit !== null);
  const count = (list: readonly boolean[]) => `${list.filter(Boolean).length} of ${list.length}`;
  const held = limits.map(({ limit, taken }) => taken < limit);
  return `Ratios reached: ${count(targets)}. Limits in milliseconds held: ${count(held)}.`;
}

/** How the times of each contender grew from the smallest world to the largest, where there are two. */
function growthSection(runs: readonly Results[]): string[] {
  const [smallest, largest] = [runs[0], runs.at(-1)];
  if (!smallest || !largest || smallest === largest) return [];
  const before = new Map(smallest.measured.map((one) => [one.case.name, one]));
  const grown = (now: Measured, name: ContenderName) => {
    const [small, large] = [before.get(now.case.name)?.times[name], now.times[name]];
    return small && large ? times(large.median / small.median) : '';
  };
  const rows = largest.measured.map((one) => [
    QUESTIONS[one.case.question].title,
    describeCase(one.case),
    ...(['syncline', 'duckdb', 'clickhouse'] as const).map((name) => grown(one, name)),
  ]);
  return [
    `## From ${whole(smallest.world.events)} to ${whole(largest.world.events)} events

${markdown(['question', 'case', 'Syncline', 'DuckDB', 'ClickHouse'], rows)}`,
  ];
}

function markdown(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}

const SHORTFALLS = `## Where it falls short, and why

- **The ratios are those asked of 100 M events.** What is answered from interval cells takes the same time whatever the number of events, and the others' times grow with it.
- **Short answers are bounded by the way to them.** Adding up cells takes about a millisecond; a request between two processes on two virtual cores takes 3 to 6 ms whatever it asks. The first question about a campaign reads its cells from their table.
- **Attribution is two statements over the table of payments**: its time grows with the payments of the period, and any statement takes the engine 10 to 20 ms of processor time.
- **Overlap is read from the log**: no cells are kept for pairs of campaigns, as they are many. Every impression of the period is put into the bitmap of its campaign.
- **Primary-device segments of a brand or campaign, and people by what they did, are counted person by person** out of their own actions, which are kept by person: 17 of 100 million rows. What is left of the time is telling millions of people apart.
- **Where people saw something before they paid is read from the log**: every impression of every buyer, up to 30 days before the period. It is the slowest question of the Devices screen.
- **Shares take as long as there are different histories.** The half million of ten million orders that moved on are kept as their steps, which the engine groups into 24,000 histories; settling and adding these up is one thread, and takes two to three times as long for the first question after a start, whose code is not compiled yet, as for later ones.
- **The Revenue screen shares the cores with what answers it.** In Chromium on the same machine code is loaded, run and drawn on the two cores that read and settle ten million orders. So the shares are asked for before the code of the screen is there, and what stands further down after them; they are read and settled once for the days and for the months around them.
- **Shares under tiers or caps that were reached** are settled movement by movement, as it matters there which order came first: past a million movements they are refused. Other terms (percentages, amounts per order, minimums, caps and tiers not reached) are settled by counts of alike orders; their time grows with different days, places, devices and amounts.
- **Adding up a whole day at once reads the history of everybody active on it.** In operation a day is taken up when it begins, with hardly anybody active, and followed by repairs; only a store that is filled at once pays for a day as a whole.`;

const METHOD = `## Method

**World.** Made-up events of the 90 days up to the day of the run, whose last day has not ended: 40 campaigns of 8 brands, the largest with a quarter of the events, the smallest with 0.7 %; a few people with very many events and many with few; people who mostly use one device, a third of them two; impressions (83 %), engagements, follows, activity, and orders triggered, confirmed, paid and refunded that follow impressions of the same campaign; control arms, two currencies. Each row is a function of the seed and a number (\`test/bench/world\`).

**Syncline** is asked through its HTTP API, and timed by the client from sending the question to the parsed answer; remembered answers are bypassed. **DuckDB** holds the same rows in a native table sorted by campaign and time, only the columns that the questions need, names as small numbers, and answers with two threads and at most 8 GB in the fastest of the formulations that were tried. **ClickHouse** is the same engine that Syncline runs, as a process of its own over the same files of the raw event table, without projections and asked over HTTP with hand-written SQL that counts distinct people with \`uniqExact\`. **bitmaps** is how many times longer the same SQL took with \`groupBitmap\` in its place, which only dense 32-bit person numbers make possible; it is not what the targets are about.

**Times** are medians of five runs after a first one (in brackets; two where that took a second, one where it took five), everyone in turns, data in the page cache. p50 and p99 are of 30 runs, of 5 where an answer takes a second. "Last days" end today, so that their last day is open.

**Targets** are those of the design for 100 M events: how many times faster than DuckDB and than ClickHouse. They are stated for closed days and for periods with the open day; short answers (mobile only, smallest campaign) are bounded in milliseconds instead. **Limits**: closed days in 50 ms (p99), the smallest campaign in 15 ms (median), anything else in 2 s (slowest run).`;
