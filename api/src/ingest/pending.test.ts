import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PendingEvents } from './pending.ts';

it('holds what a Map holds, through additions, changes and removals', () => {
  // Few different keys, many of which share their lowest bits, so that runs of neighbours form, wrap round and are cut.
  const key = fc.record({
    low: fc.constantFrom(0, 1, 2, 4094, 4095, 4096, 8191, 2 ** 32 - 1),
    high: fc.constantFrom(0, 1, 2 ** 32 - 1),
    day: fc.constantFrom(0, 20_000, 65_535),
  });
  const step = fc.record({
    key,
    contentHash: fc.nat(),
    seq: fc.integer({ min: 1 }),
    place: fc.nat(),
    origin: fc.constantFrom('', 'demo', 'import:a'),
    kept: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const table = new PendingEvents();
      const map = new Map<string, { contentHash: number; seq: number; place: number; origin: string }>();
      for (const {
        key: { low, high, day },
        kept,
        ...event
      } of steps) {
        const entry = table.find(low, high, day);
        const name = `${low} ${high} ${day}`;
        expect(entry < 0 ? undefined : table.at(entry)).toEqual(map.get(name));
        if (kept) {
          table.set({ low, high, day }, event);
          map.set(name, event);
        } else if (entry >= 0) {
          table.delete(entry);
          map.delete(name);
        }
      }
      expect(table.size).toBe(map.size);
      expect(Array.from(table, ({ low, high, day }) => `${low} ${high} ${day}`).toSorted()).toEqual(
        [...map.keys()].toSorted(),
      );
    }),
    { numRuns: 200, seed: 11 },
  );
});

it('grows with what it holds', () => {
  const table = new PendingEvents();
  for (let low = 0; low < 20_000; low++)
    table.set({ low: low * 7919, high: low, day: 1 }, { contentHash: low, seq: 1, place: low, origin: '' });
  for (let low = 0; low < 20_000; low += 2) table.delete(table.find(low * 7919, low, 1));
  expect(table.size).toBe(10_000);
  for (let low = 0; low < 20_000; low++) {
    const entry = table.find(low * 7919, low, 1);
    if (entry >= 0 !== (low % 2 === 1)) throw new Error(`${low} is wrong`);
    if (entry >= 0 && table.contentHash(entry) !== low) throw new Error(`${low} has another content`);
  }
});
