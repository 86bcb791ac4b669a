import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { EVENT_COLUMN_NAMES } from '@syncline/api/stores/clickhouse/events-table';
import { type IngestAnswer, ingestAnswerSchema } from '@syncline/shared/events';
import { z } from 'zod';
import { startTestServer } from '../support/app.ts';
import { startTestEngine } from '../support/engine.ts';
import { benchEvents, ndjsonBatches } from './events.ts';

const HELP = `pnpm bench ingest [--events 1000000] [--batch 10000] [--connections 4]

Sends events through POST /events and prints events per second and the time to the acknowledgement, beside the same
number of stored rows sent straight to the engine in batches of the same size.`;

interface Measured {
  label: string;
  events: number;
  seconds: number;
  /** Milliseconds of each batch, ascending. */
  latencies: number[];
}

/** Measures the write path and prints a table; every event is checked to be stored once. */
export async function benchIngest(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      events: { type: 'string', default: '1000000' },
      batch: { type: 'string', default: '10000' },
      connections: { type: 'string', default: '4' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const [events, batch, connections] = [values.events, values.batch, values.connections].map(Number);
  if (!events || !batch || !connections) throw new Error(`Numbers above zero are needed.\n${HELP}`);

  const bodies = ndjsonBatches(benchEvents(events, Date.now()), batch);
  const server = await startTestServer();
  try {
    const through = await measure('POST /events', events, bodies, connections, (body) => post(server.url, body));
    const settled = performance.now();
    await untilStored(server.url, events);
    console.log(
      `all ${events} events visible ${((performance.now() - settled) / 1000).toFixed(2)} s after the last answer`,
    );
    const straight = await straightToEngine(events, batch, connections);
    print([through, straight]);
  } finally {
    await server.stop();
  }
}

async function measure<Body>(
  label: string,
  events: number,
  bodies: readonly Body[],
  connections: number,
  send: (body: Body) => Promise<void>,
): Promise<Measured> {
  const latencies: number[] = [];
  const waiting = bodies.values();
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const body of waiting) {
        const sent = performance.now();
        await send(body);
        latencies.push(performance.now() - sent);
      }
    }),
  );
  return {
    label,
    events,
    seconds: (performance.now() - started) / 1000,
    latencies: latencies.toSorted((a, b) => a - b),
  };
}

/** Sends one batch until it is taken: pressure is answered with a time to wait, which counts towards the latency. */
async function post(url: string, body: string): Promise<void> {
  const lines = body.split('\n').length;
  for (;;) {
    const answer = await fetch(`${url}/api/v1/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson' },
      body,
    });
    if (answer.ok) {
      const counts: IngestAnswer = ingestAnswerSchema.parse(await answer.json());
      if (counts.accepted !== lines) throw new Error(`${lines} events sent, ${JSON.stringify(counts)} answered`);
      return;
    }
    if (answer.status !== 429 && answer.status !== 503) throw new Error(`${answer.status}: ${await answer.text()}`);
    await sleep(Number(answer.headers.get('Retry-After') ?? 1) * 1000);
  }
}

async function untilStored(url: string, events: number): Promise<void> {
  const stored = async () =>
    z.object({ events: z.int() }).parse(await (await fetch(`${url}/api/v1/workspace`)).json()).events;
  while ((await stored()) < events) await sleep(20);
  if ((await stored()) !== events) throw new Error(`${events} events sent, ${await stored()} stored`);
}

/** The same rows as they are stored, inserted without Syncline: what the engine alone can do. */
async function straightToEngine(events: number, batch: number, connections: number): Promise<Measured> {
  const rows = [...benchEvents(events, Date.now())].map((event, index) => storedLine(event, index));
  const batches = Array.from({ length: Math.ceil(events / batch) }, (_, index) =>
    rows.slice(index * batch, (index + 1) * batch),
  );
  const engine = await startTestEngine();
  try {
    return await measure('engine alone', events, batches, connections, (lines) =>
      engine.store.writer.insert('events', EVENT_COLUMN_NAMES, lines),
    );
  } finally {
    await engine.stop();
  }
}

function storedLine(
  event: ReturnType<typeof benchEvents> extends Generator<infer Event> ? Event : never,
  index: number,
): string {
  const at = new Date(event.at).toISOString();
  const key = String(Math.abs(index * 2_654_435_761));
  const stored: Record<(typeof EVENT_COLUMN_NAMES)[number], unknown> = {
    day: at.slice(0, 10),
    at: at.replace('T', ' ').replace('Z', ''),
    kind: event.kind,
    uid: Number(event.user.slice('person-'.length)),
    brand: '',
    campaign: event.campaign ?? '',
    offer: '',
    network: 'x',
    device: 'mobile',
    client: event.client ?? '',
    action: event.action ?? '',
    stage: event.stage ?? '',
    arm: '',
    order_key: event.order === undefined ? '0' : key,
    amount: event.amount === undefined ? 0 : 14_999,
    currency: event.currency ?? '',
    quantity: 1,
    viewable: true,
    post: '',
    properties: '',
    id_hash: key,
    content_hash: index,
    origin: '',
    seq: Math.floor(index / 10_000),
    row: index % 10_000,
  };
  return JSON.stringify(EVENT_COLUMN_NAMES.map((column) => stored[column]));
}

function print(results: readonly Measured[]): void {
  const percentile = ({ latencies }: Measured, share: number) =>
    latencies[Math.ceil(latencies.length * share) - 1] ?? Number.NaN;
  const reference = results.at(-1);
  console.table(
    Object.fromEntries(
      results.map((result) => [
        result.label,
        {
          'events/s': Math.round(result.events / result.seconds),
          'p50 ms': Math.round(percentile(result, 0.5)),
          'p99 ms': Math.round(percentile(result, 0.99)),
          'of engine alone': reference ? `${((100 * reference.seconds) / result.seconds).toFixed(0)} %` : '',
        },
      ]),
    ),
  );
}
