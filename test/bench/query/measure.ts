import { z } from 'zod';
import { firstDifference, type Row } from './answer.ts';
import { type Case, caseSchema } from './cases.ts';

export const CONTENDERS = ['syncline', 'duckdb', 'clickhouse', 'bitmaps'] as const;
export type ContenderName = (typeof CONTENDERS)[number];

/** One run of one question. */
export interface Run {
  milliseconds: number;
  rows: readonly Row[];
  /** Which of Syncline's tiers answered; null for the others. */
  tier: string | null;
}

/** Someone who answers questions; null where they do not know this one. */
export interface Contender {
  name: ContenderName;
  ask(one: Case): Promise<Run | null>;
}

const timesSchema = z.object({
  /** The first run. */
  cold: z.number(),
  /** Median of the runs after it. */
  median: z.number(),
  /** The slowest of those. */
  slowest: z.number(),
});

export const measuredSchema = z.object({
  case: caseSchema,
  /** Rows of the answer that everyone gave. */
  rows: z.int(),
  tier: z.string().nullable(),
  /** Milliseconds of each. */
  times: z.partialRecord(z.enum(CONTENDERS), timesSchema),
  /** Of many more runs of Syncline, where a percentile is asked for. */
  spread: z.object({ runs: z.int(), p50: z.number(), p99: z.number() }).nullable(),
});
/** What came out for one case. */
export type Measured = z.infer<typeof measuredSchema>;

/** How often each case is run. */
export interface Repeats {
  /** Of each contender after its first run, unless that took long. */
  warmRuns: number;
  /** Of Syncline behind each percentile of closed days. */
  spreadRuns: number;
}

/** Of answers this slow a percentile is taken of fewer runs. */
const SLOW_MS = 1000;
const FEW = 5;

/** Of an answer that took so many milliseconds at first, fewer runs tell the same. */
const FEWER_RUNS = [
  { from: 5000, runs: 1 },
  { from: 1000, runs: 2 },
];

function runsAfter({ milliseconds }: Run, warmRuns: number): number {
  return Math.min(warmRuns, FEWER_RUNS.find(({ from }) => milliseconds >= from)?.runs ?? warmRuns);
}

/**
 * Asks a case of everyone once and compares the answers, then more times in turns. Throws an Error with the first
 * difference when two answers are not the same. Null when nobody knows the question.
 */
export async function measureCase(
  contenders: readonly Contender[],
  one: Case,
  { warmRuns, spreadRuns }: Repeats,
): Promise<Measured | null> {
  const first = await askEveryone(contenders, one);
  if (first.size === 0) return null;
  refuseDifference(one, first);
  const warm = new Map<Contender, number[]>([...first.keys()].map((contender) => [contender, []]));
  for (let round = 0; round < warmRuns; round += 1) {
    const inTurn = [...first].filter(([, run]) => round < runsAfter(run, warmRuns)).map(([contender]) => contender);
    for (const contender of [...inTurn.slice(round % inTurn.length), ...inTurn.slice(0, round % inTurn.length)]) {
      warm.get(contender)?.push(await milliseconds(contender, one));
    }
  }
  const times: Measured['times'] = {};
  for (const [contender, runs] of warm) {
    const cold = first.get(contender)?.milliseconds ?? 0;
    times[contender.name] = { cold, median: percentile(runs, 0.5), slowest: Math.max(...runs) };
  }
  const syncline = [...first.keys()].find(({ name }) => name === 'syncline');
  const tier = syncline ? (first.get(syncline)?.tier ?? null) : null;
  const isSlow = (times.syncline?.median ?? 0) >= SLOW_MS;
  const spread =
    syncline && one.variant !== 'open'
      ? await spreadOf(syncline, one, isSlow ? Math.min(spreadRuns, FEW) : spreadRuns)
      : null;
  const rows = [...first.values()][0]?.rows.length ?? 0;
  return { case: one, rows, tier, times, spread };
}

async function askEveryone(contenders: readonly Contender[], one: Case): Promise<Map<Contender, Run>> {
  const runs = new Map<Contender, Run>();
  for (const contender of contenders) {
    const run = await contender.ask(one);
    if (run) runs.set(contender, run);
  }
  return runs;
}

function refuseDifference(one: Case, runs: ReadonlyMap<Contender, Run>): void {
  const [reference, ...others] = [...runs];
  if (!reference) return;
  for (const [contender, run] of others) {
    const difference = firstDifference(reference[1].rows, run.rows);
    if (difference === null) continue;
    throw new Error(`${one.name}: ${reference[0].name} and ${contender.name} do not agree: ${difference}`);
  }
}

async function spreadOf(syncline: Contender, one: Case, runs: number): Promise<Measured['spread']> {
  const taken: number[] = [];
  while (taken.length < runs) taken.push(await milliseconds(syncline, one));
  return { runs, p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) };
}

async function milliseconds(contender: Contender, one: Case): Promise<number> {
  const run = await contender.ask(one);
  if (!run) throw new Error(`${contender.name} answered ${one.name} once and then no more`);
  return run.milliseconds;
}

/** The smallest value that at least `share` of the values do not exceed (nearest rank); of an even number the lower middle. */
export function percentile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? Number.NaN;
}
