import type { LivePurchase } from '@syncline/shared/live';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Connection, type LiveNews, LiveStream } from './live-stream.ts';

const NOW = Date.UTC(2026, 8, 10, 12);

/** Stands for the browser's EventSource: says what it is told to. */
class FakeSource extends EventTarget {
  readonly path: string;
  closed = false;
  constructor(path: string) {
    super();
    this.path = path;
  }
  say(event: string, data: unknown, lastEventId = ''): void {
    if (!this.closed) this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data), lastEventId }));
  }
  close(): void {
    this.closed = true;
  }
}

let sources: FakeSource[];
let news: LiveNews[];
let connections: Connection[];
let clocks: number[];
let online: boolean;
let network: EventTarget & { isOnline: () => boolean };
let stream: LiveStream;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  [sources, news, connections, clocks, online] = [[], [], [], [], true];
  network = Object.assign(new EventTarget(), { isOnline: () => online });
  stream = new LiveStream({
    onNews: (one) => news.push(one),
    onConnection: (one) => connections.push(one),
    onClock: (ahead) => clocks.push(ahead),
    open: (path) => {
      const source = new FakeSource(path);
      sources.push(source);
      return source as unknown as EventSource;
    },
    network,
    random: () => 1,
  });
  stream.start();
});
afterEach(() => {
  stream.stop();
  vi.useRealTimers();
});

const latest = () => sources.at(-1) as FakeSource;
const beat = (id = '9') => latest().say('beat', { at: new Date(NOW + 2000).toISOString() }, id);
const purchase: LivePurchase = {
  seq: 12,
  at: new Date(NOW).toISOString(),
  received_at: new Date(NOW).toISOString(),
  stage: 'paid',
  loss: null,
  offer: 'mug',
  campaign: null,
  brand: null,
  device: 'mobile',
  amount_minor: 150,
  currency: 'USD',
  order: '01234567',
  person: '89abcdef',
};
const waits = () =>
  connections.flatMap((one) => (one.state === 'reconnecting' ? [one.nextTryAt - Date.now()] : [])).at(-1);

describe('LiveStream', () => {
  it('asks for some of what was before, and tells what it hears', () => {
    expect(latest().path).toBe('/live?recent=50');
    expect(connections).toEqual([{ state: 'connecting' }]);
    latest().say('earlier', { ...purchase, seq: 8 }, '8');
    beat();
    latest().say('purchase', purchase, '12');
    expect(connections.at(-1)).toEqual({ state: 'live' });
    expect(clocks).toEqual([2000]);
    expect(news).toEqual([
      { event: 'earlier', purchase: { ...purchase, seq: 8 } },
      { event: 'purchase', purchase },
    ]);
  });

  it('comes back later and later, from the last event it was told, and soon again after a success', () => {
    beat('9');
    latest().say('purchase', purchase, '12');
    const seen: (number | undefined)[] = [];
    for (let failure = 0; failure < 7; failure += 1) {
      latest().dispatchEvent(new Event('error'));
      expect(latest().closed).toBe(true);
      seen.push(waits());
      vi.advanceTimersByTime((waits() ?? 0) - 1);
      expect(sources).toHaveLength(failure + 1);
      vi.advanceTimersByTime(1);
      expect(sources).toHaveLength(failure + 2);
      expect(latest().path).toBe('/live?after=12');
    }
    expect(seen).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    latest().say('gap', { after: 12, next: 20 });
    beat('25');
    expect(news.at(-1)).toEqual({ event: 'gap', after: 12 });
    latest().dispatchEvent(new Event('error'));
    expect(waits()).toBe(1000);
    stream.retry();
    expect(latest().path).toBe('/live?after=25');
  });

  it('holds a connection that says nothing to be broken', () => {
    beat();
    vi.advanceTimersByTime(37_000);
    beat();
    vi.advanceTimersByTime(37_499);
    expect(connections.at(-1)).toEqual({ state: 'live' });
    vi.advanceTimersByTime(1);
    expect(connections.at(-1)?.state).toBe('reconnecting');
  });

  it('waits for the network where there is none, and tries at once when it is back', () => {
    beat();
    online = false;
    network.dispatchEvent(new Event('offline'));
    expect([connections.at(-1), latest().closed]).toEqual([{ state: 'offline' }, true]);
    vi.advanceTimersByTime(600_000);
    stream.retry();
    expect([sources.length, connections.at(-1)]).toEqual([1, { state: 'offline' }]);
    online = true;
    network.dispatchEvent(new Event('online'));
    expect([sources.length, latest().path]).toEqual([2, '/live?after=9']);
  });

  it('hears and does nothing more once it is stopped', () => {
    beat();
    stream.stop();
    latest().say('purchase', purchase, '12');
    network.dispatchEvent(new Event('online'));
    vi.advanceTimersByTime(600_000);
    expect([sources.length, news]).toEqual([1, []]);
  });
});
