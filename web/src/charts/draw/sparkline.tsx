import { prepareSparkline } from '../prepare/sparkline.ts';

interface SparklineProps {
  values: readonly (number | null)[];
  /** The days compared with, thinner and grey. */
  ghost?: readonly (number | null)[];
  /** How many of the last values are still open: drawn dashed. */
  open?: number;
  /** Colour token of the metric. */
  colour: string;
  width?: number;
  height?: number;
}

/** A line without axes beside a figure that says the value; decorative to a screen reader. */
export function Sparkline({ values, ghost = [], open = 0, colour, width = 160, height = 28 }: SparklineProps) {
  const paths = prepareSparkline({ values, ghost, open, width, height });
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      style={{ maxWidth: '100%', verticalAlign: 'middle' }}
    >
      <g fill="none" strokeLinejoin="round" strokeLinecap="round">
        <path d={paths.ghost} stroke="var(--ghost)" strokeWidth="1" />
        <path d={paths.line} stroke={colour} strokeWidth="1.5" />
        <path d={paths.tail} stroke={colour} strokeWidth="1.5" strokeDasharray="2 2.5" />
      </g>
      {paths.dot ? <circle cx={paths.dot.x} cy={paths.dot.y} r="2.2" fill={colour} /> : null}
    </svg>
  );
}
