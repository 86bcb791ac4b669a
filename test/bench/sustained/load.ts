import { setTimeout as sleep } from 'node:timers/promises';
import { ingestAnswerSchema } from '@syncline/shared/events';
import { addDays } from '@syncline/shared/time';
import { z } from 'zod';

const DAYS_BACK = 29;

/** What became of requests that were sent whether or not earlier ones were answered. */
export interface Outcome {
  /** Milliseconds from when each request was due to its answer. */
  latencies: number[];
  /** Answers of 429 or 503, each of which was waited for and sent again. */
  refusals: number;
  /** How often each tier answered. */
  tiers: Map<string, number>;
}

/** Begins one piece of work after the other, `perSecond` of them a second, and waits for all. */
export async function onTime<Item>(
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

/** Sends a batch, again where it was refused for the time being. Throws an Error when a line was not accepted. */
export async function post(url: string, body: string, outcome: Outcome): Promise<void> {
  const answer = await untilTaken(outcome, () =>
    fetch(`${url}/api/v1/events`, { method: 'POST', headers: { 'Content-Type': 'application/x-ndjson' }, body }),
  );
  const counts = ingestAnswerSchema.parse(await answer.json());
  const lines = body.split('\n').length;
  if (counts.accepted !== lines) throw new Error(`${lines} events sent, ${JSON.stringify(counts)} answered`);
}

/** A question and where it is asked. */
export interface Question {
  path: string;
  body: Record<string, unknown>;
}

/** What a dashboard asks: the last 30 days as a whole, by campaign and day, and of one campaign after the other. */
export function* dashboard(today: string, campaigns: readonly string[], count: number): Generator<Question> {
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
    const campaign = campaigns[index % campaigns.length] ?? '';
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

/** Asks a question, again where it was refused for the time being, and takes down its tier. */
export async function ask(url: string, { path, body }: Question, outcome: Outcome): Promise<void> {
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
