import { LIVE_KEPT, liveGapSchema, livePurchaseSchema } from '@syncline/shared/live';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { readEvents, type SentEvent } from '../support/event-stream.ts';

let server: TestServer;
let sent = 0;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** Purchases that are told apart by their amount. */
function purchases(count: number, more: Readonly<Record<string, unknown>> = {}) {
  return Array.from({ length: count }, () => {
    const number = (sent += 1);
    return {
      id: `p-${number}`,
      at: Date.now(),
      kind: 'purchase',
      user: `person-${number}`,
      offer: 'mug',
      stage: 'paid',
      order: `o-${number}`,
      amount: `${number}.00`,
      ...more,
    };
  });
}

async function post(events: readonly unknown[]): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(events),
  });
  expect(await answer.json()).toMatchObject({ rejected: 0 });
}

const numbersOf = (events: readonly { amount: string }[]) => events.map(({ amount }) => Number(amount));
const toldIn = (events: readonly SentEvent[]) =>
  events
    .filter(({ event }) => event === 'purchase')
    .map(({ data }) => (livePurchaseSchema.parse(data).amount_minor ?? 0) / 100);

/** A reader that goes on until it is stopped. */
function listen(lastEventId: string | null = null) {
  const left = new AbortController();
  const events: SentEvent[] = [];
  const reading = (async () => {
    const stream = readEvents(`${server.url}/api/v1/live`, { lastEventId, signal: left.signal });
    for await (const one of stream) events.push(one);
  })();
  return {
    events,
    /** Resolves when the stream is over. */
    ended: () => reading,
    async opened() {
      await expect.poll(() => events.length).toBeGreaterThan(0);
    },
    async stop() {
      left.abort();
      await reading;
    },
    lastId: () => events.findLast(({ id }) => id !== null)?.id ?? lastEventId,
  };
}

describe('GET /live', () => {
  it('tells new purchases once and in order, and nothing else', async () => {
    const one = listen();
    await one.opened();
    const first = purchases(3);
    const others = [
      { id: 'i-1', at: Date.now(), kind: 'impression', user: 'a', campaign: 'c' },
      { id: 'e-1', at: Date.now(), kind: 'engagement', user: 'a', campaign: 'c', action: 'post' },
      ...purchases(2, { at: Date.now() - 7_200_000 }),
      ...purchases(1, { at: Date.now() + 7_200_000 }),
    ];
    const second = purchases(40);
    await post(first);
    await post([...others, ...second, ...first]);
    await post(second);
    const lost = purchases(1, { stage: 'lost', properties: { loss: 'sold_out', followers: 12 } });
    await post(lost);
    const expected = numbersOf([...first, ...second, ...lost]);
    await expect.poll(() => toldIn(one.events)).toEqual(expected);
    expect(one.events.at(-1)?.data).toMatchObject({ stage: 'lost', loss: 'sold_out', offer: 'mug', device: 'unknown' });
    const seqs = one.events.flatMap(({ id }) => (id === null ? [] : [Number(id)]));
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
    await one.stop();
  });

  it('misses and doubles nothing for a reader whose connection breaks again and again', async () => {
    const before = sent;
    const batches = Array.from({ length: 60 }, (_, batch) => 1 + (batch % 9));
    const last = before + batches.reduce((sum, size) => sum + size, 0);
    const told: number[] = [];
    let reader = listen();
    await reader.opened();
    const producer = (async () => {
      for (const size of batches) await post(purchases(size));
    })();
    while (told.at(-1) !== last) {
      const enough = Math.min(1 + (told.length % 7), last - (told.at(-1) ?? before));
      const current = reader;
      await expect.poll(() => toldIn(current.events).length).toBeGreaterThanOrEqual(enough);
      await current.stop();
      told.push(...toldIn(current.events));
      expect(current.events.filter(({ event }) => event === 'gap')).toEqual([]);
      reader = listen(current.lastId());
    }
    await producer;
    await reader.stop();
    expect(told).toEqual(Array.from({ length: sent - before }, (_, index) => before + 1 + index));
  });

  it('says so when more was missed than is kept', async () => {
    const reader = listen();
    await reader.opened();
    await post(purchases(1));
    await expect.poll(() => toldIn(reader.events)).toEqual([sent]);
    await reader.stop();
    const missed = purchases(LIVE_KEPT + 1);
    for (let from = 0; from < missed.length; from += 100) await post(missed.slice(from, from + 100));
    const back = listen(reader.lastId());
    await expect.poll(() => toldIn(back.events).at(-1)).toBe(sent);
    const [gap, next] = back.events;
    expect(liveGapSchema.parse(gap?.data)).toEqual({ after: Number(reader.lastId()), next: Number(next?.id) });
    expect(toldIn(back.events)).toEqual(numbersOf(missed.slice(1)));
    await back.stop();
  });

  it('ends when Syncline stops, and goes on after it with higher numbers and a gap', async () => {
    const reader = listen();
    await reader.opened();
    await post(purchases(1));
    await expect.poll(() => toldIn(reader.events)).toEqual([sent]);
    await server.end();
    await reader.ended();
    server = await startTestServer({ dataDir: server.dataDir });
    const back = listen(reader.lastId());
    await back.opened();
    await post(purchases(1));
    await expect.poll(() => toldIn(back.events)).toEqual([sent]);
    expect(back.events.map(({ event }) => event)).toEqual(['gap', 'beat', 'purchase']);
    expect(Number(back.lastId())).toBeGreaterThan(Number(reader.lastId()));
    await back.stop();
  });
});
