import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startTestServer } from '../support/app.ts';
import { benchEvents, CAMPAIGNS, ndjsonBatches, PEOPLE } from './events.ts';
import { percentile } from './query/measure.ts';
import { memoryOf, resetPeak } from './query/memory.ts';
import { describeMachine } from './query/results.ts';
import { pidsOf, startSyncline, untilInStep } from './query/server.ts';
import { writeSection } from './report.ts';
import { lateEvents } from './sustained/late.ts';
import { ask, dashboard, onTime, type Outcome, post } from './sustained/load.ts';
import { ensureWorld } from './world/build.ts';
import { copyWorld } from './world/copy.ts';
import { CAMPAIGN_LIST } from './world/market.ts';

const HELP = `pnpm bench sustained [--rate 50000] [--batch 10000] [--questions 50] [--seconds 30] [--world EVENTS] [--data DIR] [--write]

Sends events at a fixed rate, and asks a dashboard's questions at another, whether or not earlier ones were answered: what
is waited for counts from the moment at which a request was due. Prints the times to the acknowledgement and to the answer.

  --rate       events a second
  --batch      events in a request
  --questions  questions a second
  --seconds    how long
  --world      begins with a copy of the query bench's world of so many events instead of an empty store; late events of
               its closed days are sent first, one by one
  --seed       of that world
  --data       where worlds are kept between runs (default: a folder of the system's temporary folder)
  --write      writes what was found into BENCHMARKS.md`;

const HEADING = 'Under load';
const LATE_EVENTS = 40;

/** Measures acknowledgements and answers under a load that does not wait. Throws an Error when an event is lost or a question fails. */
export async function benchSustained(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      rate: { type: 'string', default: '50000' },
      batch: { type: 'string', default: '10000' },
      questions: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '30' },
      world: { type: 'string' },
      seed: { type: 'string', default: '2013' },
      data: { type: 'string', default: join(tmpdir(), 'syncline-bench') },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const [rate, batch, questions, seconds] = [values.rate, values.batch, values.questions, values.seconds].map(Number);
  if (!rate || !batch || !questions || !seconds) throw new Error(`Numbers above zero are needed.\n${HELP}`);
  const load = { rate, batch, questions, seconds };
  const today = new Date().toISOString().slice(0, 10);
  const said = [`Load average before it ${(loadavg()[0] ?? 0).toFixed(1)}.`];
  if (values.world === undefined) {
    const server = await startTestServer();
    try {
      const campaigns = Array.from({ length: CAMPAIGNS }, (_, index) => `campaign-${index + 1}`);
      said.push(await underLoad(server.url, pidsOf(server), { ...load, campaigns, today }));
    } finally {
      await server.stop();
    }
  } else {
    const key = { events: Number(values.world), seed: Number(values.seed), lastDay: today };
    const copy = await copyWorld(await ensureWorld(key, join(values.data, `${key.events}-${key.seed}`)), PEOPLE);
    try {
      const syncline = await startSyncline({ dataDir: copy.dataDir, lastDay: today });
      try {
        said.push(lateText(await lateEvents(syncline.url, today, LATE_EVENTS)));
        const campaigns = CAMPAIGN_LIST.map(({ slug }) => slug);
        said.push(await underLoad(syncline.url, syncline.pids, { ...load, campaigns, today }));
      } finally {
        await syncline.stop();
      }
    } finally {
      await copy.remove();
    }
  }
  const command = `pnpm bench sustained${values.world === undefined ? '' : ` --world ${values.world}`}`;
  const head = `\`${command} --seconds ${seconds} --write\`, ${today}, ${describeMachine()}.`;
  const text = [[head, said[0]].join(' '), ...said.slice(1)].join('\n\n');
  console.log(text);
  if (values.write) writeSection(HEADING, text);
}

interface Load {
  rate: number;
  batch: number;
  questions: number;
  seconds: number;
  campaigns: readonly string[];
  today: string;
}

async function underLoad(url: string, pids: { api: number; engine: number }, load: Load): Promise<string> {
  const { rate, batch, questions, seconds } = load;
  const bodies = ndjsonBatches(benchEvents(rate * seconds, Date.now(), { campaigns: load.campaigns }), batch);
  const before = await stored(url);
  for (const pid of Object.values(pids)) resetPeak(pid);
  const started = performance.now();
  const [sent, asked] = await Promise.all([
    onTime(bodies, rate / batch, (body, outcome) => post(url, body, outcome)),
    onTime(dashboard(load.today, load.campaigns, questions * seconds), questions, (question, outcome) =>
      ask(url, question, outcome),
    ),
  ]);
  const last = performance.now();
  const took = (last - started) / 1000;
  await untilStored(url, before + rate * seconds);
  await untilInStep(url);
  const settled = (performance.now() - last) / 1000;
  const peak = Object.values(pids).reduce((sum, pid) => sum + memoryOf(pid).peak, 0) / 1024 ** 2;
  const tiers = [...asked.tiers].map(([tier, times]) => `${tier} ${times}`).join(', ');
  return [
    `${number(rate * seconds)} events of the last 24 hours, ${number(batch)} in a request, for ${seconds} s, and the questions of a dashboard over the last 30 days beside them. ` +
      `Waiting counts from when a request was due. Everything was visible and in the cells ${settled.toFixed(1)} s after the last answer. ` +
      `Questions were answered from: ${tiers}. API and engine together held ${number(peak)} MiB at most.`,
    '',
    '| under load | a second | p50 ms | p99 ms | slowest ms | refused, sent again |',
    '| --- | --- | --- | --- | --- | --- |',
    line('events, `POST /events`', (rate * seconds) / took, sent),
    line('questions', (questions * seconds) / took, asked),
  ].join('\n');
}

function lateText(found: Awaited<ReturnType<typeof lateEvents>>): string {
  const [visible, inCells] = [found.map((one) => one.visible), found.map((one) => one.inCells)];
  const worst = (values: number[]) =>
    `${number(percentile(values, 0.5))} ms (at most ${number(percentile(values, 1))} ms)`;
  return (
    `${found.length} late impressions of closed days, sent one by one to people with a history: counted, exactly, in the answer over 28 closed days ` +
    `${worst(visible)} after the acknowledgement, and in the cells after ${worst(inCells)}; cells and log agreed each time.`
  );
}

function line(what: string, perSecond: number, { latencies, refusals }: Outcome): string {
  const at = (share: number) => number(percentile(latencies, share));
  return `| ${what} | ${number(perSecond)} | ${at(0.5)} | ${at(0.99)} | ${at(1)} | ${refusals} |`;
}

async function untilStored(url: string, events: number): Promise<void> {
  while ((await stored(url)) < events) await sleep(50);
  const found = await stored(url);
  if (found !== events) throw new Error(`${events} events expected, ${found} stored`);
}

const workspaceSchema = z.object({ events: z.int() });

async function stored(url: string): Promise<number> {
  return workspaceSchema.parse(await (await fetch(`${url}/api/v1/workspace`)).json()).events;
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}
