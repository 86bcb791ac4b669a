import { type KeyboardEvent, type PointerEvent, useState } from 'react';

interface Grid {
  rows: number;
  columns: number;
  /** Index of the cell that the first arrow leads to, row by row. */
  start: number;
  /** The cell under a point of the page; null outside of the grid. */
  cellAt: (event: PointerEvent<HTMLElement>) => number | null;
}

/** The cell of a grid under the pointer or chosen by key, and the handlers of the focusable figure: arrows move it, from the end of a row to the next, and Escape takes it away. */
export function useGridCursor({ rows, columns, start, cellAt }: Grid) {
  const [active, setActive] = useState<number | null>(null);
  const shown = active !== null && active < rows * columns ? active : null;
  const clear = () => setActive(null);
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') clear();
    const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const next = shown === null ? start : shown + move;
    if (next >= 0 && next < rows * columns) setActive(next);
  };
  const point = (event: PointerEvent<HTMLElement>) => setActive(cellAt(event));
  const handlers = {
    tabIndex: 0,
    onKeyDown: press,
    onBlur: clear,
    onPointerMove: point,
    onPointerDown: point,
    onPointerLeave: clear,
  };
  return { active: shown, handlers };
}
