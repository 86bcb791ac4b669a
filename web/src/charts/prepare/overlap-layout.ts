import { MAX_OVERLAP_CAMPAIGNS } from '@syncline/shared/query';
import { wrapped } from './labels.ts';

/** Where the parts of an overlap matrix lie, in pixels. */
export interface OverlapLayout {
  names: number;
  exclusive: number;
  /** Left end of the cells. */
  left: number;
  head: number;
  row: number;
  cell: number;
  /** The names that head the columns beside their numbers, in lines; none where there is no room for them. */
  heads: string[][];
  narrow: boolean;
}

const NARROW = 600;
const GAP = 16;
/** From one line of a text to the next. */
export const LINE = 13;
const HEAD_LINES = 3;

/** Height of a row among `count` of them. */
function rowHeight(count: number): number {
  if (count <= 14) return 28;
  return count <= 24 ? 23 : 19;
}

/** About the height of the drawing of `count` sets, to keep its place. */
export function overlapHeight(count: number): number {
  return 80 + HEAD_LINES * LINE + Math.max(2, count) * rowHeight(count);
}

/** The layout of sets with these names in `width` pixels. */
export function overlapLayout(names: readonly string[], width: number): OverlapLayout {
  const count = names.length;
  const narrow = width < NARROW;
  const exclusive = narrow ? 46 : 132;
  const room = narrow
    ? Math.min(170, Math.max(112, width - exclusive - count * 28))
    : Math.min(240, Math.round(width * 0.22));
  const left = room + exclusive + (narrow ? 6 : GAP);
  const cell = Math.min(count <= 8 ? 120 : 84, (width - left) / Math.max(1, count));
  const heads = names.map((name) => (cell >= 56 ? wrapped(name, cell - 8, HEAD_LINES) : []));
  const head = 20 + Math.max(0, ...heads.map((lines) => lines.length)) * LINE;
  return { names: room, exclusive, left, head, row: narrow ? 34 : rowHeight(count), cell, heads, narrow };
}

/** The most sets that can be told apart side by side: on phones no cell is thinner than a finger can aim at. */
export function mostInOverlap(width: number): number {
  const { left, narrow } = overlapLayout(
    Array.from({ length: MAX_OVERLAP_CAMPAIGNS }, () => ''),
    width,
  );
  return Math.max(2, Math.floor((width - left) / (narrow ? 24 : 18)));
}

/** A cell's box, half a pixel in on every side; column −1 is that of the exclusive people. */
export function cellBox(
  row: number,
  column: number,
  { names, exclusive, left, head, row: height, cell }: OverlapLayout,
) {
  const y = head + row * height;
  if (column < 0) return { x: names + 2, y: y + 0.5, width: exclusive, height: height - 1 };
  return { x: left + column * cell + 0.5, y: y + 0.5, width: cell - 1, height: height - 1 };
}
