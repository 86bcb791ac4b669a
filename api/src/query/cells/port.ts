import { dayNumber } from '../../lib/zone.ts';
import type { CellScope } from '../../stores/clickhouse/cells-table.ts';
import type { CellSelection } from '../intervals.ts';

/** The cells of one measure; days are numbers since 1970-01-01. */
export interface CellVector {
  /** The figure of a period: the sum of the cells whose day and start lie in it. */
  sum(from: number, to: number): number;
  /** The sum of the cells of `day` whose start is at or after `from`. */
  since(day: number, from: number): number;
  /** Calls back for each cell whose day lies from `from` to `to`. */
  each(from: number, to: number, tell: (day: number, start: number, n: number) => void): void;
}

/** The cells of one slug and set of devices. */
export interface CellPlane {
  by: CellScope;
  slug: string;
  devices: number;
  vector(measure: number): CellVector;
}

/** Reads cells; all that comes back is of one moment until something is awaited. */
export interface CellReader {
  /** Null when they cannot be read now. */
  read(
    wanted: {
      by: CellScope;
      slugs: readonly string[] | null;
      devices: readonly number[];
      measures: readonly number[];
      from: number;
    },
    signal?: AbortSignal,
  ): Promise<readonly CellPlane[] | null>;
  /** Takes cells from where they are stored when they are next asked for, instead of memory. */
  renew(): void;
}

/** The cells cannot be read now: the question is to be answered otherwise. */
export class CellsUnreadableError extends Error {
  override name = 'CellsUnreadableError';
}

/** The cells of some measures of a selection. Throws a CellsUnreadableError when they cannot be read now. */
export async function readCells(
  { cells }: { cells: CellReader },
  { by, slugs, devices, period }: CellSelection,
  measures: readonly number[],
  signal?: AbortSignal,
): Promise<readonly CellPlane[]> {
  // The account has no name, and figures when nothing is kept of it: zeros.
  const wanted = { by, slugs: by === 'account' ? [''] : slugs, devices, measures, from: dayNumber(period.from) };
  const planes = await cells.read(wanted, signal);
  if (!planes) throw new CellsUnreadableError('The interval cells cannot be read now.');
  return planes;
}
