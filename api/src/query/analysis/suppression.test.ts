import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldBack, wideEnough } from './suppression.ts';

const LEAST = 50;
const count = fc.oneof(fc.integer({ min: 0, max: 120 }), fc.constant(0), fc.integer({ min: 1000, max: 100_000 }));
const partitions = fc
  .array(fc.tuple(count, count), { minLength: 1, maxLength: 5 })
  .map((cells) => new Map(cells.map((pair, group) => [group, pair as readonly number[]])));

describe('heldBack', () => {
  it('holds nothing back where no count is small', () => {
    expect(
      heldBack(
        new Map([
          ['a', [50, 60]],
          ['b', [70, 1000]],
        ]),
        LEAST,
      ),
    ).toEqual(new Set());
  });

  it('takes the next smallest along, so that the small one is not the sum less the others', () => {
    const counts = new Map([
      ['a', [20, 500]],
      ['b', [90, 900]],
      ['c', [400, 4000]],
    ]);
    expect(heldBack(counts, LEAST)).toEqual(new Set(['a', 'b']));
  });

  it('holds everything back where what is held back is small together, and where there are only two', () => {
    const together = new Map([
      ['a', [20, 500]],
      ['b', [25, 900]],
      ['c', [400, 4000]],
    ]);
    expect(heldBack(together, LEAST)).toEqual(new Set(['a', 'b', 'c']));
    expect(
      heldBack(
        new Map([
          ['a', [20, 500]],
          ['b', [400, 4000]],
        ]),
        LEAST,
      ),
    ).toEqual(new Set(['a', 'b']));
  });

  it('has nothing to protect of a group of nobody', () => {
    expect(
      heldBack(
        new Map([
          ['a', [0, 0]],
          ['b', [90, 900]],
          ['c', [400, 4000]],
        ]),
        LEAST,
      ),
    ).toEqual(new Set());
  });

  it('leaves no small count to whoever reads every group told and the sums of the others', () => {
    fc.assert(
      fc.property(partitions, (counts) => {
        const held = heldBack(counts, LEAST);
        const inhabited = [...counts].filter(([, cells]) => cells.some((count) => count > 0));
        const told = inhabited.filter(([group]) => !held.has(group));
        const hidden = inhabited.filter(([group]) => held.has(group));
        expect(told.flatMap(([, cells]) => cells).every((count) => count >= LEAST)).toBe(true);
        if (told.length === 0 || hidden.length === 0) return;
        // Whoever is told of one group knows the sum of the hidden ones, and no more of them: two unknowns, one equation.
        expect(hidden.length).toBeGreaterThan(1);
        for (const cell of [0, 1]) {
          expect(hidden.reduce((sum, [, cells]) => sum + (cells[cell] ?? 0), 0)).toBeGreaterThanOrEqual(LEAST);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('holds back what another part of the answer does, and what is small with it', () => {
    const counts = new Map([
      ['a', [60, 500]],
      ['b', [90, 900]],
      ['c', [400, 4000]],
    ]);
    expect(heldBack(counts, LEAST, new Set(['b', 'c']))).toEqual(new Set(['b', 'c']));
    expect(heldBack(new Map([...counts, ['a', [20, 500]]]), LEAST, new Set(['b', 'c']))).toEqual(
      new Set(['a', 'b', 'c']),
    );
  });
});

describe('wideEnough', () => {
  const classesOf = (counts: readonly number[]) =>
    counts.map((people, place) => ({ from: [1, 2, 4, 8][place] ?? 1, to: [1, 3, 7, 30][place] ?? 30, people }));
  const joined = (...counts: number[]) =>
    wideEnough(classesOf(counts), LEAST).map(({ from, to, people }) => [from, to, people]);

  it('leaves classes that hold enough as they are', () => {
    expect(wideEnough(classesOf([50, 60, 70, 80]), LEAST)).toEqual(classesOf([50, 60, 70, 80]));
    expect(wideEnough([], LEAST)).toEqual([]);
  });

  it('joins from the end on, and what is left at the beginning with the next', () => {
    expect(joined(200, 90, 30, 20)).toEqual([
      [1, 1, 200],
      [2, 3, 90],
      [4, 30, 50],
    ]);
    expect(joined(10, 90, 60, 90)).toEqual([
      [1, 3, 100],
      [4, 7, 60],
      [8, 30, 90],
    ]);
    expect(joined(20, 0, 20, 0)).toEqual([[1, 30, 40]]);
  });

  it('leaves at least so many in every class, and everybody in one', () => {
    fc.assert(
      fc.property(fc.array(count, { minLength: 4, maxLength: 4 }), (counts) => {
        const all = counts.reduce((sum, one) => sum + one, 0);
        const wide = wideEnough(classesOf(counts), LEAST);
        expect([wide[0]?.from, wide.at(-1)?.to]).toEqual([1, 30]);
        wide.slice(1).forEach(({ from }, place) => expect(from).toBe((wide[place]?.to ?? 0) + 1));
        expect(wide.reduce((sum, { people }) => sum + people, 0)).toBe(all);
        expect(wide.every(({ people }) => people >= LEAST) || (all < LEAST && wide.length === 1)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
