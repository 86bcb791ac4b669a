import type { TrackingRule } from '@syncline/shared/control';

const STEP = 10;

/** The changes of positions that move the rule at `index` up (−1) or down (1), as few as possible; none at either end. */
export function movesOf(
  rules: readonly Pick<TrackingRule, 'id' | 'position'>[],
  index: number,
  direction: -1 | 1,
): { id: string; position: number }[] {
  const moved = rules[index];
  const other = rules[index + direction];
  if (!moved || !other) return [];
  const order = rules.map((rule) => (rule === moved ? other : rule === other ? moved : rule));
  const distinct = rules.every((rule, at) => at === 0 || (rules[at - 1]?.position ?? 0) < rule.position);
  const position = (at: number) => (distinct ? (rules[at]?.position ?? 0) : (at + 1) * STEP);
  return order.flatMap((rule, at) => (rule.position === position(at) ? [] : [{ id: rule.id, position: position(at) }]));
}

/** The position after the last of the rules. */
export function lastPosition(rules: readonly Pick<TrackingRule, 'position'>[]): number {
  return Math.min(1_000_000, Math.max(0, ...rules.map(({ position }) => position)) + STEP);
}
