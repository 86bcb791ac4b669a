import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CellVector } from './vector.ts';

const cellArbitrary = fc.record({
  day: fc.integer({ min: 15_000, max: 15_012 }),
  start: fc.integer({ min: 14_995, max: 15_012 }),
  n: fc.integer({ min: -3, max: 3 }).filter((n) => n !== 0),
});
type Cell = typeof cellArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

function ordered(cells: readonly Cell[]): CellVector {
  const inOrder = cells.toSorted((one, other) => one.day - other.day || one.start - other.start);
  const run = {
    day: inOrder.map(({ day }) => day),
    start: inOrder.map(({ start }) => start),
    n: inOrder.map(({ n }) => n),
  };
  return CellVector.ordered(run, 0, inOrder.length);
}

const distinct = fc.uniqueArray(cellArbitrary, { selector: ({ day, start }) => `${day} ${start}`, maxLength: 60 });
const period = fc
  .tuple(fc.integer({ min: 14_990, max: 15_015 }), fc.integer({ min: 14_990, max: 15_015 }))
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);

test('sums, and what is added later, are those of the cells one by one', () => {
  fc.assert(
    fc.property(distinct, fc.array(cellArbitrary, { maxLength: 30 }), period, (first, later, [from, to]) => {
      const vector = ordered(first);
      const held = [...first];
      const compare = () => {
        const inPeriod = held.filter(({ day, start }) => day >= from && day <= to && start >= from);
        expect(vector.sum(from, to)).toBe(total(inPeriod));
        expect(vector.since(to, from)).toBe(total(held.filter(({ day, start }) => day === to && start >= from)));
        const told: string[] = [];
        vector.each(from, to, (day, start, n) => told.push(`${day} ${start} ${n}`));
        expect(told).toEqual(listed(held.filter(({ day }) => day >= from && day <= to)));
      };
      compare();
      for (const { day, start, n } of later) vector.add(day, start, n);
      held.push(...later);
      compare();
    }),
  );
});

test('cells that come to nothing are gone', () => {
  const vector = ordered([{ day: 15_000, start: 15_000, n: 2 }]);
  vector.add(15_000, 15_000, -2);
  vector.each(0, 20_000, () => expect.unreachable());
  expect(vector.sum(0, 20_000)).toBe(0);
  vector.add(15_003, 15_001, 1);
  expect(vector.sum(15_001, 15_003)).toBe(1);
});

const total = (cells: readonly Cell[]) => cells.reduce((sum, { n }) => sum + n, 0);

function listed(cells: readonly Cell[]): string[] {
  const sums = new Map<number, Cell>();
  for (const { day, start, n } of cells) {
    const key = day * 100_000 + start;
    sums.set(key, { day, start, n: (sums.get(key)?.n ?? 0) + n });
  }
  return [...sums]
    .toSorted(([one], [other]) => one - other)
    .filter(([, { n }]) => n !== 0)
    .map(([, { day, start, n }]) => `${day} ${start} ${n}`);
}
