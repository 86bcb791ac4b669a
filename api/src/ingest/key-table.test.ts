import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyTable } from './key-table.ts';

const halves = (key: bigint) => [Number(key & 0xffff_ffffn), Number(key >> 32n)] as const;

it('holds what a Map holds', () => {
  const table = new KeyTable();
  const map = new Map<bigint, number>();
  const entries = fc.sample(
    fc.tuple(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    {
      numRuns: 20_000,
      seed: 2,
    },
  );
  for (const [key, value] of [...entries, ...entries.slice(0, 500).map(([key]) => [key, 7] as const)]) {
    table.set(...halves(key), value);
    map.set(key, value);
  }
  for (const [key, value] of map) if (table.get(...halves(key)) !== value) throw new Error(`${key} is lost`);
  expect(table.size).toBe(map.size);
  expect(table.get(12_345, 0)).toBe(map.get(12_345n) ?? 0);
  expect(() => table.set(0, 0, 1)).toThrow(RangeError);
});
