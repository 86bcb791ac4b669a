import { describe, expect, it } from 'vitest';
import { lastPosition, movesOf } from './rule-order.ts';

const rules = (...positions: number[]) => positions.map((position, index) => ({ id: `r${index}`, position }));

/** The ids in their new order, as the API sorts them. */
function applied(before: ReturnType<typeof rules>, moves: ReturnType<typeof movesOf>): string[] {
  const at = new Map(moves.map(({ id, position }) => [id, position]));
  return before
    .map((rule) => ({ ...rule, position: at.get(rule.id) ?? rule.position }))
    .sort((a, b) => a.position - b.position)
    .map(({ id }) => id);
}

describe('the order of rules', () => {
  it('is changed by swapping two positions where all differ', () => {
    const before = rules(10, 20, 30);
    const moves = movesOf(before, 2, -1);
    expect(moves).toHaveLength(2);
    expect(applied(before, moves)).toEqual(['r0', 'r2', 'r1']);
  });

  it('is numbered anew where positions are shared', () => {
    const before = rules(0, 0, 0);
    expect(applied(before, movesOf(before, 0, 1))).toEqual(['r1', 'r0', 'r2']);
  });

  it('stays at both ends', () => {
    expect(movesOf(rules(10, 20), 0, -1)).toEqual([]);
    expect(movesOf(rules(10, 20), 1, 1)).toEqual([]);
  });

  it('puts a new rule last', () => {
    expect(lastPosition(rules(10, 40, 30))).toBe(50);
    expect(lastPosition([])).toBe(10);
  });
});
