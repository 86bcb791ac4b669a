export const HEAT_STEPS = 6;

/** Of a cell in which there is nothing at all, then of the six steps. */
export const HEAT_OPACITIES = [0.05, 0.12, 0.26, 0.42, 0.62, 0.8, 1];

/** Which of the opacities a cell has. */
export function opacityIndex({ value, step }: Pick<HeatCell, 'value' | 'step'>): number {
  return value === 0 ? 0 : step + 1;
}

/** The opacity of a step of the hue: the larger the value, the stronger. */
export function stepOpacity(step: number): number {
  return HEAT_OPACITIES[step + 1] ?? 1;
}

export interface HeatCell {
  row: number;
  column: number;
  value: number;
  /** 0 (none) to 5 (the peak's class). */
  step: number;
}

export interface PreparedHeat {
  cells: HeatCell[];
  /** The largest cell; null where everything is zero. */
  peak: HeatCell | null;
  total: number;
}

/** A grid of `rows` × `columns` in six classes of equal width up to the peak; cells that are not given are zero. */
export function prepareHeat(
  values: readonly { row: number; column: number; value: number }[],
  rows: number,
  columns: number,
): PreparedHeat {
  const known = new Map(values.map((cell) => [cell.row * columns + cell.column, cell.value]));
  const highest = Math.max(0, ...known.values());
  const cells = Array.from({ length: rows * columns }, (_, index) => {
    const value = known.get(index) ?? 0;
    const step = highest === 0 ? 0 : Math.min(HEAT_STEPS - 1, Math.floor((value / highest) * HEAT_STEPS));
    return { row: Math.floor(index / columns), column: index % columns, value, step };
  });
  const peak = highest === 0 ? null : (cells.find((cell) => cell.value === highest) ?? null);
  return { cells, peak, total: cells.reduce((sum, cell) => sum + cell.value, 0) };
}
