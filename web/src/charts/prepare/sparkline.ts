import { linear } from '@syncline/shared/scale';

interface SparklineInput {
  values: readonly (number | null)[];
  ghost?: readonly (number | null)[];
  /** How many of the last values are still open. */
  open: number;
  width: number;
  height: number;
}

export interface SparklinePaths {
  /** Closed part, with gaps where values are missing. */
  line: string;
  /** From the last closed value through the open ones. */
  tail: string;
  ghost: string;
  /** The last closed value. */
  dot: { x: number; y: number } | null;
}

const PAD = 3;

/** A sparkline as SVG paths; both lines share one scale from their lowest to their highest value. */
export function prepareSparkline({ values, ghost = [], open, width, height }: SparklineInput): SparklinePaths {
  const known = [...values, ...ghost].filter((value) => value !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const count = Math.max(values.length, ghost.length);
  const x = linear([0, Math.max(1, count - 1)], [PAD, width - PAD]);
  const y = high > low ? linear([low, high], [height - PAD, PAD]) : () => height / 2;
  const closed = values.length - open;
  const lastClosed = values[closed - 1] ?? null;
  return {
    line: path(values.slice(0, closed), 0, x, y),
    tail: open > 0 && closed > 0 ? path(values.slice(closed - 1), closed - 1, x, y) : '',
    ghost: path(ghost, 0, x, y),
    dot: lastClosed === null ? null : { x: round(x(closed - 1)), y: round(y(lastClosed)) },
  };
}

function path(
  values: readonly (number | null)[],
  start: number,
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let pen = 'M';
  return values
    .map((value, index) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const step = `${pen}${round(x(start + index))} ${round(y(value))}`;
      pen = 'L';
      return step;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
