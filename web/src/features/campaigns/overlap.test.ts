import { describe, expect, it } from 'vitest';
import { overlapTable } from './overlap.ts';

describe('the table of an overlap', () => {
  it('has each campaign beside no other and beside every other, with shares of its own reach', () => {
    const half = { value: 0.5, numerator: 4, base: 8, low: 0.2152, high: 0.7848 };
    const all = { value: 1, numerator: 4, base: 4, low: 0.5101, high: 1 };
    const answer = {
      campaigns: [
        { campaign: 'a', reach: 8, exclusive: 4, shared: 4 },
        { campaign: 'b', reach: 4, exclusive: 0, shared: 4 },
      ],
      pairs: [{ a: 'a', b: 'b', people: 4, share_of_a: half, share_of_b: all }],
    };
    const { rows } = overlapTable(answer, (slug) => slug.toUpperCase());
    expect(rows.map((row) => row.slice(0, 5))).toEqual([
      ['A', 8, 'no other of them', 4, 0.5],
      ['A', 8, 'B', 4, 0.5],
      ['B', 4, 'no other of them', 0, 0],
      ['B', 4, 'A', 4, 1],
    ]);
    expect(rows[1]?.slice(5)).toEqual([0.2152, 0.7848]);
    expect(rows[2]?.[5]).toBe(0);
  });
});
