import type { PartyRole } from '@syncline/shared/agreements';
import type { ShareMonths } from './shares.ts';

type Line = ShareMonths['lines'][number];

/** From the bottom of a bar up: who keeps the rest, then who takes a part, tax on top. */
const ROLES: readonly PartyRole[] = ['merchant', 'other', 'agency', 'platform', 'card_network'];

/** A part of a bar, from where to where on the axis of amounts. */
export interface StackPart {
  line: Line;
  from: number;
  to: number;
}

/** The parts of a bar that are not nothing; what is less than 0 hangs below zero. */
export function stackOf(lines: readonly Line[], amounts: readonly number[]): StackPart[] {
  const levels = { up: 0, down: 0 };
  return lines
    .map((line, index) => ({ line, amount: amounts[index] ?? 0 }))
    .filter(({ amount }) => amount !== 0)
    .toSorted((one, other) => placeOf(one.line) - placeOf(other.line))
    .map(({ line, amount }) => {
      const side = amount < 0 ? 'down' : 'up';
      const from = levels[side];
      levels[side] += amount;
      return { line, from, to: levels[side] };
    });
}

function placeOf({ kind, role }: Line): number {
  if (role !== null) return role === 'merchant' ? 0 : 2 + ROLES.indexOf(role);
  return kind === 'nobody' ? 1 : 10;
}
