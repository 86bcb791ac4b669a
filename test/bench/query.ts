import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { casesOf } from './query/cases.ts';
import { CONTENDERS, type ContenderName } from './query/measure.ts';
import { reportOf, tableOf } from './query/report.ts';
import { keepResults, keptResults } from './query/results.ts';
import { runQueries } from './query/run.ts';
import { writeReport } from './report.ts';
import { ensureWorld } from './world/build.ts';

const HELP = `pnpm bench query [--events 10000000] [--seed 2013] [--data DIR] [--only NAME …] [--engine NAME …] [--runs 30] [--write]

Makes a world of so many events that ends today, asks its questions of Syncline's HTTP API, of DuckDB and of plain
ClickHouse over the same rows, compares every answer, and prints how long each took.

  --events   how many events: 10000000 and 100000000 are what the budgets are about
  --data     where worlds are kept between runs (default: a folder of the system's temporary folder)
  --only     cases whose name (question/variant/scope) contains this; may be given several times
  --engine   ${CONTENDERS.join(', ')}; may be given several times
  --runs     runs of Syncline behind each percentile
  --write    writes BENCHMARKS.md out of the latest full runs (bitmaps may be left out) of all worlds in DIR`;

const WARM_RUNS = 5;

/** The query bench: equality and speed of every question of the design's budgets. */
export async function benchQuery(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      events: { type: 'string', default: '10000000' },
      seed: { type: 'string', default: '2013' },
      data: { type: 'string', default: join(tmpdir(), 'syncline-bench') },
      only: { type: 'string', multiple: true, default: [] },
      engine: { type: 'string', multiple: true, default: [...CONTENDERS] },
      runs: { type: 'string', default: '30' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const [events, seed, spreadRuns] = [wholeNumber(values.events), wholeNumber(values.seed), wholeNumber(values.runs)];
  const contenders = values.engine.map(contenderNamed);
  const lastDay = new Date().toISOString().slice(0, 10);
  const world = await ensureWorld({ events, seed, lastDay }, join(values.data, `${events}-${seed}`));
  const { only } = values;
  const cases = casesOf(lastDay).filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  if (cases.length === 0) throw new Error(`No case is named so.\n${HELP}`);
  const full =
    cases.length === casesOf(lastDay).length &&
    CONTENDERS.every((name) => name === 'bitmaps' || contenders.includes(name));
  const repeats = { warmRuns: WARM_RUNS, spreadRuns };
  const results = await runQueries(world, { cases, contenders, ...repeats, rebuild: full, say: console.log });
  console.log(tableOf(results));
  if (full) keepResults(world.folder, results);
  if (values.write) writeReport(reportOf(keptResults(values.data)));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${text} is no whole number above zero.\n${HELP}`);
  return value;
}

function contenderNamed(name: string): ContenderName {
  const found = CONTENDERS.find((contender) => contender === name);
  if (found === undefined) throw new Error(`${name} is none of ${CONTENDERS.join(', ')}.`);
  return found;
}
