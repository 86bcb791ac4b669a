import type { Interval } from '../../lib/proportion.ts';
import { useNarrow } from '../../lib/use-narrow.ts';
import { logScale, type RatioAxis, ratioAxis } from '@syncline/shared/ratio-axis';
import { bandCentre } from '@syncline/shared/scale';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

export interface ForestRow {
  key: string;
  label: string;
  /** Both shares with their bases. */
  base: string;
  /** Null where there is nothing to draw; `text` says why. */
  ratio: Interval | null;
  /** At the end of the row: "45 % more". */
  text: string;
  /** Whether a difference is established; else the row is drawn faint. */
  established: boolean;
  tip: Tip;
}

interface ForestProps {
  label: string;
  rows: readonly ForestRow[];
  colour: string;
  /** What a ratio of 1 stands for. */
  oneName: string;
}

const HEAD = 26;
const FOOT = 24;
const NAMES = 268;
const TEXT = 104;

/** How high a forest plot of so many rows is drawn here. */
export function useForestHeight(rows: number): number {
  return HEAD + rows * (useNarrow() ? 60 : 40) + FOOT;
}

/** Ratios with their 95 % intervals on a log scale around 1, one row each. */
export function Forest({ label, rows, colour, oneName }: ForestProps) {
  const narrow = useNarrow();
  const height = useForestHeight(rows.length);
  return (
    <ChartFrame
      label={label}
      height={height}
      count={rows.length}
      insets={{ start: HEAD, end: FOOT }}
      along="y"
      tip={(index) => rows[index]?.tip ?? { title: '', rows: [] }}
    >
      {(width) => <Drawing {...{ rows, colour, oneName, narrow, width, height }} />}
    </ChartFrame>
  );
}

type DrawingProps = Omit<ForestProps, 'label'> & { narrow: boolean; width: number; height: number };

function Drawing({ rows, colour, oneName, narrow, width, height }: DrawingProps) {
  const axis = ratioAxis(rows.map(({ ratio }) => ratio));
  const [start, end] = narrow ? [14, width - 14] : [NAMES, width - TEXT];
  const x = logScale(axis, start, end);
  const bottom = height - FOOT;
  return (
    <svg width={width} height={height} aria-hidden="true">
      <Ticks axis={axis} x={x} bottom={bottom} height={height} />
      <text className={`${styles.label} ${styles.quiet}`} x={x(1)} y={14} textAnchor={narrow ? 'start' : 'middle'}>
        {oneName}
      </text>
      {rows.map((row, index) => (
        <Row key={row.key} {...{ row, x, colour, width, narrow }} y={bandCentre(index, rows.length, HEAD, bottom)} />
      ))}
    </svg>
  );
}

interface TicksProps {
  axis: RatioAxis;
  x: (ratio: number) => number;
  bottom: number;
  height: number;
}

function Ticks({ axis, x, bottom, height }: TicksProps) {
  return (
    <g className={styles.axis} textAnchor="middle">
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${x(tick)} ${HEAD - 6}V${bottom}`} stroke={tick === 1 ? 'var(--strong)' : 'var(--grid)'} />
          <text x={x(tick)} y={height - 7}>
            {tick}×
          </text>
        </g>
      ))}
    </g>
  );
}

interface RowProps {
  row: ForestRow;
  x: (ratio: number) => number;
  y: number;
  colour: string;
  width: number;
  narrow: boolean;
}

function Row({ row, x, y, colour, width, narrow }: RowProps) {
  const shade = row.established ? colour : 'var(--ghost)';
  const at = narrow ? y + 18 : y;
  const top = narrow ? y - 16 : y - 2;
  return (
    <g>
      <text className={`${styles.label} ${styles.strong}`} style={{ fontSize: 12.5 }} x={0} y={top}>
        {row.label}
      </text>
      <text className={styles.label} x={0} y={top + 14} style={{ fill: 'var(--text-3)' }}>
        {row.base}
      </text>
      {row.ratio ? (
        <>
          <path
            d={`M${x(row.ratio.low)} ${at - 4}v8M${x(row.ratio.high)} ${at - 4}v8M${x(row.ratio.low)} ${at}H${x(row.ratio.high)}`}
            stroke={shade}
            strokeWidth={1.5}
          />
          <circle cx={x(row.ratio.value)} cy={at} r={4} fill={shade} stroke="var(--canvas)" strokeWidth={1.5} />
        </>
      ) : null}
      <text
        className={row.established ? `${styles.label} ${styles.strong}` : `${styles.label} ${styles.quiet}`}
        style={{ fontSize: 12 }}
        x={width}
        y={narrow ? top : y + 4}
        textAnchor="end"
      >
        {row.text}
      </text>
    </g>
  );
}
