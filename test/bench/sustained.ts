import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { dataStatusSchema } from '@syncline/shared/control';
import { ingestAnswerSchema } from '@syncline/shared/events';
import { addDays } from '@syncline/shared/time';
import { z } from 'zod';
import { startTestServer } from '../support/app.ts';
import { benchEvents, ndjsonBatches } from './events.ts';
import { percentile } from './query/measure.ts';

const HELP = `pnpm bench sustained [--rate 50000] [--batch 10000] [--questions 50] [--seconds 30]

Sends events at a fixed rate, and asks a dashboard's questions at another, whether or not earlier ones were answered: what
is waited for counts from the moment at which a request was due. Prints the times to the acknowledgement and to the answer.

  --rate       events a second
  --batch      events in a request
  --questions  questions a second
  --seconds    how long`;

const CAMPAIGNS = 40;
const DAYS_BACK = 29;

interface Outcome {
  /** Milliseconds from when each request was due to its answer. */
  latencies: number[];
  /** Answers of 429 or 503, each of which was waited for and sent again. */
  refusals: number;
  /** How often each tier answered. */
  tiers: Map<string, number>;
}

/** Measures acknowledgements and answers under a load that does not wait. Throws an Error when an event is lost or a question fails. */
export async function benchSustained(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      rate: { type: 'string', default: '50000' },
      batch: { type: 'string', default: '10000' },
      questions: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '30' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const [rate, batch, questions, seconds] = [values.rate, values.batch, values.questions, values.seconds].map(Number);
  if (!rate || !batch || !questions || !seconds) throw new Error(`Numbers above zero are needed.\n${HELP}`);
  const bodies = ndjsonBatches(benchEvents(rate * seconds, Date.now()), batch);
  const server = await startTestServer();
  try {
    const today = new Date().toISOString().slice(0, 10);
    const started = performance.now();
    const [sent, asked] = await Promise.all([
      onTime(bodies, rate / batch, (body, outcome) => post(server.url, body, outcome)),
      onTime(dashboard(today, questions * seconds), questions, (question, outcome) =>
        ask(server.url, question, outcome),
      ),
    ]);
    const took = (performance.now() - started) / 1000;
    const last = performance.now();
    await untilSettled(server.url, rate * seconds);
    console.log(
      `everything visible and in the cells ${((performance.now() - last) / 1000).toFixed(1)} s after the last answer`,
    );
    console.table({
      'POST /events': { 'a second': Math.round((rate * seconds) / took), ...times(sent) },
      questions: { 'a second': Math.round((questions * seconds) / took), ...times(asked) },
    });
    console.log(`answered from: ${[...asked.tiers].map(([tier, times]) => `${tier} ${times}`).join(', ')}`);
  } finally {
    await server.stop();
  }
}

/** Begins one piece of work after the other, `perSecond` of them a second, and waits for all. */
async function onTime<Item>(
  items: Iterable<Item>,
  perSecond: number,
  work: (item: Item, outcome: Outcome) => Promise<void>,
): Promise<Outcome> {
  const outcome: Outcome = { latencies: [], refusals: 0, tiers: new Map() };
  const started = performance.now();
  const running: Promise<void>[] = [];
  let count = 0;
  for (const item of items) {
    const due = started + (count * 1000) / perSecond;
    count += 1;
    if (due > performance.now()) await sleep(due - performance.now());
    running.push(work(item, outcome).then(() => void outcome.latencies.push(performance.now() - due)));
  }
  await Promise.all(running);
  return outcome;
}

async function post(url: string, body: string, outcome: Outcome): Promise<void> {
  const answer = await untilTaken(outcome, () =>
    fetch(`${url}/api/v1/events`, { method: 'POST', headers: { 'Content-Type': 'application/x-ndjson' }, body }),
  );
  const counts = ingestAnswerSchema.parse(await answer.json());
  const lines = body.split('\n').length;
  if (counts.accepted !== lines) throw new Error(`${lines} events sent, ${JSON.stringify(counts)} answered`);
}

interface Question {
  path: string;
  body: Record<string, unknown>;
}

/** What a dashboard asks: the last 30 days as a whole, by campaign and day, and of one campaign after the other. */
function* dashboard(today: string, count: number): Generator<Question> {
  const period = { from: addDays(today, -DAYS_BACK), to: today };
  const figures = [
    'impressions',
    'reach',
    'frequency',
    'engagements',
    'buyers',
    'gross_revenue',
    'conversion_per_reach',
  ];
  for (let index = 0; index < count; index += 1) {
    const campaign = `campaign-${(index % CAMPAIGNS) + 1}`;
    const scope = { period, filters: [{ dimension: 'campaign', op: 'is', values: [campaign] }] };
    const questions: Question[] = [
      { path: 'query', body: { period, metrics: figures, compare: 'previous_period' } },
      { path: 'query', body: { period, metrics: figures, dimensions: ['campaign'] } },
      { path: 'query', body: { ...scope, metrics: figures } },
      { path: 'query', body: { ...scope, metrics: ['impressions', 'reach'], dimensions: ['time:day'] } },
      { path: 'analysis/frequency', body: scope },
      { path: 'analysis/funnel', body: scope },
      { path: 'analysis/reach-curve', body: scope },
    ];
    const question = questions[index % questions.length];
    if (question) yield question;
  }
}

const metaSchema = z.object({ meta: z.object({ tier: z.string() }) });

async function ask(url: string, { path, body }: Question, outcome: Outcome): Promise<void> {
  const answer = await untilTaken(outcome, () =>
    fetch(`${url}/api/v1/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  const { tier } = metaSchema.parse(await answer.json()).meta;
  outcome.tiers.set(tier, (outcome.tiers.get(tier) ?? 0) + 1);
}

async function untilTaken(outcome: Outcome, send: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await send();
    if (answer.ok) return answer;
    if (answer.status !== 429 && answer.status !== 503) throw new Error(`${answer.status}: ${await answer.text()}`);
    outcome.refusals += 1;
    await sleep(Number(answer.headers.get('Retry-After') ?? 1) * 1000);
  }
}

async function untilSettled(url: string, events: number): Promise<void> {
  const workspace = z.object({ events: z.int() });
  const stored = async () => workspace.parse(await (await fetch(`${url}/api/v1/workspace`)).json()).events;
  while ((await stored()) < events) await sleep(50);
  if ((await stored()) !== events) throw new Error(`${events} events sent, ${await stored()} stored`);
  const cells = async () => dataStatusSchema.parse(await (await fetch(`${url}/api/v1/data/status`)).json()).cells;
  for (let status = await cells(); status.behind || status.closed_through === null; status = await cells()) {
    if (status.state === 'failed') throw new Error('The interval cells could not be kept up.');
    await sleep(100);
  }
}

function times({ latencies, refusals }: Outcome): Record<string, number> {
  const at = (share: number) => Math.round(percentile(latencies, share));
  return { 'p50 ms': at(0.5), 'p99 ms': at(0.99), 'slowest ms': at(1), 'refused, sent again': refusals };
}
