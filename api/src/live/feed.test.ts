import { LIVE_KEPT, liveGapSchema, livePurchaseSchema } from '@syncline/shared/live';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { AcceptedPurchase } from '../ingest/port.ts';
import { LiveFeed, type LiveMessage } from './feed.ts';
import type { Listener } from './listener.ts';

const NOW = Date.UTC(2026, 8, 10, 12);
const clock = { now: () => NOW };
const purchase = (number: number, more: Partial<AcceptedPurchase> = {}): AcceptedPurchase => ({
  at: NOW - number,
  stage: 'triggered',
  loss: null,
  offer: `offer-${number}`,
  campaign: 'launch',
  brand: '',
  device: 'mobile',
  amountMinor: null,
  currency: '',
  orderKey: 0x0123_4567_89ab_cdefn,
  userKey: 5n,
  ...more,
});
const purchases = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => purchase(from + index));

/** Everything the listener is given until it ends. */
async function all(listener: Listener<LiveMessage>): Promise<LiveMessage[]> {
  const messages: LiveMessage[] = [];
  for await (const message of listener) messages.push(message);
  return messages;
}

/** What waits for the listener, which it ends with. */
function drained(listener: Listener<LiveMessage>): Promise<LiveMessage[]> {
  listener.end();
  return all(listener);
}
const told = (messages: readonly LiveMessage[], event: LiveMessage['event'] = 'purchase') =>
  messages.filter((message) => message.event === event).map(({ data }) => livePurchaseSchema.parse(JSON.parse(data)));
const numbers = (messages: readonly LiveMessage[]) => told(messages).map(({ offer }) => Number(offer?.slice(6)));
const gaps = (messages: readonly LiveMessage[]) =>
  messages.filter(({ event }) => event === 'gap').map(({ data }) => liveGapSchema.parse(JSON.parse(data)));
const lastId = (messages: readonly LiveMessage[]) => Number(messages.findLast(({ id }) => id !== null)?.id);

describe('LiveFeed', () => {
  it('tells a purchase by pseudonyms, and null for what it does not have', async () => {
    const feed = new LiveFeed({ clock });
    const listener = feed.listen({ after: null, recent: 0 });
    feed.durable(3, [
      purchase(1),
      purchase(2, { stage: 'lost', loss: 'unsynced', offer: '', campaign: '', brand: 'maker', currency: 'USD' }),
      purchase(3, { stage: 'paid', amountMinor: 1500, currency: 'USD' }),
    ]);
    const messages = await drained(listener);
    expect(messages.map(({ event }) => event)).toEqual(['beat', 'purchase', 'purchase', 'purchase']);
    const [first, second, third] = told(messages);
    expect(first).toEqual({
      seq: 3 * 2 ** 20,
      at: new Date(NOW - 1).toISOString(),
      received_at: new Date(NOW).toISOString(),
      stage: 'triggered',
      loss: null,
      offer: 'offer-1',
      campaign: 'launch',
      brand: null,
      device: 'mobile',
      amount_minor: null,
      currency: null,
      order: '01234567',
      person: '00000000',
    });
    expect(second).toMatchObject({ loss: 'unsynced', offer: null, campaign: null, brand: 'maker', currency: 'USD' });
    expect(third).toMatchObject({ seq: 3 * 2 ** 20 + 2, amount_minor: 1500 });
    expect(messages.map(({ id }) => id)).toEqual(['0', ...told(messages).map(({ seq }) => String(seq))]);
  });

  it('wants what is dated within an hour of the clock', () => {
    const feed = new LiveFeed({ clock });
    const hour = 3_600_000;
    expect([NOW - hour - 1, NOW - hour, NOW, NOW + hour, NOW + hour + 1].map((at) => feed.wants(at))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('tells whoever comes back all it missed, once and in order, as long as that is kept', async () => {
    const rounds = fc.array(
      fc.record({ while: fc.array(fc.nat(40), { maxLength: 4 }), away: fc.array(fc.nat(300), { maxLength: 3 }) }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(rounds, async (history) => {
        const feed = new LiveFeed({ clock });
        feed.begin(1);
        let [record, next, seen] = [1, 0, 0];
        let after: number | null = null;
        const publish = (sizes: readonly number[]) => {
          for (const size of sizes) {
            record += 2;
            if (size > 0) feed.durable(record, purchases(next, next + size));
            next += size;
          }
        };
        for (const round of history) {
          const known = next;
          const listener = feed.listen({ after, recent: 0 });
          publish(round.while);
          const messages = await drained(listener);
          const from = after === null ? known : Math.max(seen, known - LIVE_KEPT);
          expect(numbers(messages)).toEqual(Array.from({ length: next - from }, (_, index) => from + index));
          expect(gaps(messages)).toHaveLength(from > seen && after !== null ? 1 : 0);
          [after, seen] = [lastId(messages), next];
          publish(round.away);
        }
      }),
      { numRuns: 300, seed: 31 },
    );
  });

  it('says where what came in between is no longer known', async () => {
    const feed = new LiveFeed({ clock });
    const asked = async (after: number) => {
      const messages = await drained(feed.listen({ after, recent: 0 }));
      return { gap: gaps(messages)[0] ?? null, numbers: numbers(messages) };
    };
    // As after a restart: what an earlier process told is not kept.
    feed.begin(4);
    expect(await asked(7)).toEqual({ gap: { after: 7, next: null }, numbers: [] });
    expect((await asked(5 * 2 ** 20 - 1)).gap).toBeNull();
    feed.durable(5, purchases(0, 2));
    const first = 5 * 2 ** 20;
    expect(await asked(7)).toEqual({ gap: { after: 7, next: first }, numbers: [0, 1] });
    expect(await asked(first)).toEqual({ gap: null, numbers: [1] });
    expect(await asked(first + 1)).toEqual({ gap: null, numbers: [] });
    // Of a store that went further than this one.
    expect(await asked(first + 2)).toEqual({ gap: { after: first + 2, next: null }, numbers: [] });
    feed.durable(6, purchases(2, 1000));
    expect(await asked(first + 1)).toMatchObject({ gap: { after: first + 1, next: 6 * 2 ** 20 + 498 } });
    expect((await asked(6 * 2 ** 20 + 497)).gap).toBeNull();
  });

  it('tells as many of the newest first as are asked for', async () => {
    const feed = new LiveFeed({ clock });
    feed.durable(1, purchases(0, 30));
    const listener = feed.listen({ after: null, recent: 2 });
    feed.durable(2, purchases(30, 31));
    const messages = await drained(listener);
    expect(messages.map(({ event }) => event)).toEqual(['earlier', 'earlier', 'beat', 'purchase']);
    expect(told(messages, 'earlier').map(({ offer }) => offer)).toEqual(['offer-28', 'offer-29']);
  });

  it('lets a listener go that cannot follow, and is as before for the others', async () => {
    const feed = new LiveFeed({ clock, mostWaiting: 10 });
    const slow = feed.listen({ after: null, recent: 0 });
    const dropped = vi.fn<() => void>();
    slow.onDropped(dropped);
    feed.durable(1, purchases(0, 9));
    const quick = feed.listen({ after: null, recent: 0 });
    expect([feed.listeners, dropped.mock.calls.length]).toEqual([2, 0]);
    feed.durable(2, purchases(9, 10));
    expect([feed.listeners, dropped.mock.calls.length]).toEqual([1, 1]);
    expect(numbers(await drained(quick))).toEqual([9]);
    expect(await all(slow)).toEqual([]);
    expect(feed.listeners).toBe(0);
  });

  it('has room for so many, again once one has left, and for nobody when it is closed', async () => {
    const feed = new LiveFeed({ clock, mostListeners: 2 });
    const two = [1, 2].map(() => feed.listen({ after: null, recent: 0 }));
    expect(() => feed.listen({ after: null, recent: 0 })).toThrow(
      expect.objectContaining({ code: 'too_many_requests' }),
    );
    two[0]?.end();
    const third = feed.listen({ after: null, recent: 0 });
    feed.close();
    expect((await all(third)).map(({ event }) => event)).toEqual(['beat']);
    expect(() => feed.listen({ after: null, recent: 0 })).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });

  it('says that it is alive while there is nothing to tell', async () => {
    vi.useFakeTimers();
    try {
      const feed = new LiveFeed({ clock, beatMs: 1000 });
      const listener = feed.listen({ after: null, recent: 0 });
      const events: string[] = [];
      const reading = (async () => {
        for await (const { event } of listener) events.push(event);
      })();
      await vi.advanceTimersByTimeAsync(2500);
      expect(events).toEqual(['beat', 'beat', 'beat']);
      feed.durable(1, purchases(0, 1));
      await vi.advanceTimersByTimeAsync(900);
      expect(events.slice(3)).toEqual(['purchase']);
      await vi.advanceTimersByTimeAsync(100);
      expect(events.slice(4)).toEqual(['beat']);
      listener.end();
      await reading;
    } finally {
      vi.useRealTimers();
    }
  });
});
