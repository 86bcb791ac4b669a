import type { EventInput } from '@syncline/shared/events';
import { describe, expect, it } from 'vitest';
import type { BatchOutcome, StreamedBatch } from '../ingest/port.ts';
import { ApiError } from '../lib/errors.ts';
import { demoRoutes } from '../routes/demo.ts';
import { type DemoBesides, type DemoDeps, openDemo } from './demo.ts';
import { worldOf } from './generate.ts';
import { playWorld } from './play.ts';

const NOW = Date.parse('2026-11-23T14:05:00Z');

/** A store in memory that outlives a demo: events by id, catalogue, remembered state. */
function memoryStore() {
  const events = new Map<string, EventInput>();
  const catalogue = new Map<string, DemoBesides>();
  const batches: StreamedBatch[] = [];
  let text: string | null = null;
  let fault: (() => void) | undefined;
  const deps: DemoDeps = {
    ingest: {
      submit: async (batch) => {
        fault?.();
        batches.push(batch);
        const outcome: BatchOutcome = { accepted: 0, duplicate: 0, rejected: 0, replaced: 0, rejects: [] };
        for (const line of batch.lines) {
          if (!('value' in line)) throw new Error('unreadable line');
          const event = line.value as EventInput;
          if (events.has(event.id)) outcome.duplicate += 1;
          else outcome.accepted += 1;
          events.set(event.id, event);
        }
        return outcome;
      },
      flush: async () => undefined,
      purge: async () => {
        for (const id of events.keys()) if (id.startsWith('demo:')) events.delete(id);
      },
    },
    generate: async (plan) => worldOf(plan, playWorld(plan)),
    catalogue: {
      add: async (world) => void catalogue.set('demo', world),
      forget: async () => void catalogue.delete('demo'),
    },
    memory: {
      read: async () => text,
      write: async (next) => {
        text = next;
      },
    },
    clock: { now: () => NOW },
    timezone: 'UTC',
    currency: 'USD',
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    isEmpty: async () => events.size === 0,
    people: 600,
  };
  return {
    deps,
    events,
    catalogue,
    batches,
    remembered: () => text,
    failWith: (next: (() => void) | undefined) => {
      fault = next;
    },
  };
}

const loaded = async () => {
  const store = memoryStore();
  const demo = openDemo(store.deps);
  await demo.start({ fill: true });
  await demo.settled();
  return { store, demo };
};

describe('openDemo', () => {
  it('fills an empty store, newest day first, marked as demo', async () => {
    const { store, demo } = await loaded();
    expect(demo.status()).toEqual({ state: 'loaded', events: store.events.size, events_total: store.events.size });
    expect(store.events.size).toBeGreaterThan(3000);
    expect(store.catalogue.get('demo')?.catalogue.campaigns).toHaveLength(6);
    expect(store.catalogue.get('demo')?.agreements).toHaveLength(3);
    expect(store.catalogue.get('demo')?.spend.length).toBeGreaterThan(300);
    expect(store.batches.every((batch) => batch.origin === 'demo' && batch.source === 'demo')).toBe(true);
    const firsts = store.batches.map((batch) => {
      const [line] = batch.lines;
      return line && 'value' in line ? ((line.value as EventInput).at as number) : 0;
    });
    expect(firsts).toEqual(firsts.toSorted((a, b) => b - a));
  });

  it('reports its progress while it loads', async () => {
    const store = memoryStore();
    const demo = openDemo(store.deps);
    expect(demo.status()).toEqual({ state: 'none', events: 0, events_total: 0 });
    await demo.start({ fill: true });
    const reports = new Set<number>();
    store.failWith(() => {
      const status = demo.status();
      expect(status.state).toBe('loading');
      expect(status.events).toBeLessThanOrEqual(status.events_total);
      reports.add(status.events);
    });
    await demo.settled();
    expect(reports.size).toBeGreaterThan(50);
  });

  it.each([
    ['holds events', true, (store: ReturnType<typeof memoryStore>) => void store.events.set('own', {} as EventInput)],
    ['is not to be filled', false, () => undefined],
  ])('leaves a store alone that %s', async (_, fill, prepare) => {
    const store = memoryStore();
    prepare(store);
    const demo = openDemo(store.deps);
    await demo.start({ fill });
    await demo.settled();
    expect(demo.status().state).toBe('none');
    expect(store.batches).toEqual([]);
  });

  it('takes up a load that was cut short and ends with the same events', async () => {
    const { store: whole } = await loaded();
    const store = memoryStore();
    const first = openDemo(store.deps);
    await first.start({ fill: true });
    await new Promise<void>((resolve) => {
      store.failWith(() => {
        if (store.batches.length === 40) resolve();
      });
    });
    await first.close();
    store.failWith(undefined);
    expect(store.events.size).toBeLessThan(whole.events.size);
    const sent = store.batches.length;
    const second = openDemo({ ...store.deps, clock: { now: () => NOW + 3 * 86_400_000 } });
    await second.start({ fill: false });
    await second.settled();
    expect(second.status()).toEqual({ state: 'loaded', events: whole.events.size, events_total: whole.events.size });
    expect(store.events).toEqual(whole.events);
    expect(store.batches.length - sent).toBeLessThan(60);
  });

  it('waits as long as it is asked to under pressure, and loses nothing', async () => {
    const { store: whole } = await loaded();
    const store = memoryStore();
    let calls = 0;
    store.failWith(() => {
      calls += 1;
      if (calls % 20 === 0) throw new ApiError('too_many_requests', 'later', { retryAfterSeconds: 0.001 });
    });
    const demo = openDemo(store.deps);
    await demo.start({ fill: true });
    await demo.settled();
    expect(store.events.size).toBe(whole.events.size);
    expect(demo.status().events).toBe(whole.events.size);
  });

  it('removes itself and nothing else, and does not come back by itself', async () => {
    const { store, demo } = await loaded();
    store.events.set('own-1', {} as EventInput);
    await demo.remove();
    expect(demo.status().state).toBe('removing');
    await demo.settled();
    expect(demo.status()).toEqual({ state: 'none', events: 0, events_total: 0 });
    expect([...store.events.keys()]).toEqual(['own-1']);
    expect(store.catalogue.size).toBe(0);
    store.events.clear();
    const next = openDemo(store.deps);
    await next.start({ fill: true });
    await next.settled();
    expect(store.events.size).toBe(0);
    await next.load();
    await next.settled();
    expect(next.status().state).toBe('loaded');
  });

  it('can be removed while it is loading', async () => {
    const store = memoryStore();
    const demo = openDemo(store.deps);
    await demo.start({ fill: true });
    await new Promise<void>((resolve) => {
      store.failWith(() => {
        if (store.batches.length === 10) resolve();
      });
    });
    await demo.remove();
    await demo.settled();
    expect(demo.status().state).toBe('none');
    expect(store.events.size).toBe(0);
  });

  it('finishes a removal that was cut short', async () => {
    const { store } = await loaded();
    await store.deps.memory.write('{"state":"removing"}');
    const next = openDemo(store.deps);
    await next.start({ fill: true });
    await next.settled();
    expect(next.status().state).toBe('none');
    expect(store.events.size).toBe(0);
  });

  it('makes a half-loaded world of another version anew', async () => {
    const { store, demo } = await loaded();
    const old = { state: 'loading', version: 0, seed: 1, today: '2026-11-20', as_of: NOW, people: 5, days_done: 80 };
    await store.deps.memory.write(JSON.stringify(old));
    store.events.set('demo:old-1', {} as EventInput);
    const next = openDemo(store.deps);
    await next.start({ fill: false });
    while (next.status().state === 'loading') await next.settled();
    expect(next.status()).toEqual(demo.status());
    expect(store.events.has('demo:old-1')).toBe(false);
  });

  it('remembers over a restart that it is loaded', async () => {
    const { store, demo } = await loaded();
    const next = openDemo(store.deps);
    await next.start({ fill: true });
    expect(next.status()).toEqual(demo.status());
  });
});

describe('demoRoutes', () => {
  it('loads, refuses a second time, and removes', async () => {
    const store = memoryStore();
    const demo = openDemo(store.deps);
    const routes = demoRoutes(demo);
    expect(await (await routes.request('/demo')).json()).toEqual({ state: 'none', events: 0, events_total: 0 });
    const begun = await routes.request('/demo', { method: 'POST' });
    expect([begun.status, ((await begun.json()) as { state: string }).state]).toEqual([202, 'loading']);
    await expect(demo.load()).rejects.toMatchObject({ code: 'conflict' });
    await demo.settled();
    await expect(demo.load()).rejects.toMatchObject({ code: 'conflict' });
    const removing = await routes.request('/demo', { method: 'DELETE' });
    expect([removing.status, ((await removing.json()) as { state: string }).state]).toEqual([202, 'removing']);
    await demo.settled();
    expect(await (await routes.request('/demo')).json()).toEqual({ state: 'none', events: 0, events_total: 0 });
  });

  it('refuses to load into a store that holds events', async () => {
    const store = memoryStore();
    store.events.set('own-1', {} as EventInput);
    const demo = openDemo(store.deps);
    await expect(demo.load()).rejects.toMatchObject({ code: 'conflict' });
    expect(demo.status().state).toBe('none');
    expect(store.batches).toEqual([]);
  });
});
