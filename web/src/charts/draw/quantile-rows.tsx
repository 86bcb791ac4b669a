import { formatCount, formatShort } from '@syncline/shared/format';
import { useNarrow } from '../../lib/use-narrow.ts';
import { logScale, type RatioAxis } from '@syncline/shared/ratio-axis';
import { countAxis } from '../prepare/quantiles.ts';
import { bandCentre } from '@syncline/shared/scale';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

/** The deciles of one group. */
export interface QuantileRow {
  key: string;
  label: string;
  /** "3,214 people". */
  base: string;
  colour: string;
  /** The first to the ninth, whole numbers from 1 on; none where there is nothing to draw, and `text` says why. */
  deciles: readonly number[];
  /** At the end of the row. */
  text: string;
  tip: Tip;
}

interface QuantileRowsProps {
  label: string;
  rows: readonly QuantileRow[];
  /** What is counted, beneath the axis: "actions per person". */
  unit: string;
}

const HEAD = 6;
const FOOT = 36;
const NAMES = 148;
const TEXT = 92;
const MIDDLE = 4;

/** How high so many rows of deciles are drawn here. */
export function useQuantileHeight(rows: number): number {
  return HEAD + rows * (useNarrow() ? 58 : 44) + FOOT;
}

/** Groups of people as rows: a mark at each decile, the median as a dot, on a log axis that all have in common. */
export function QuantileRows({ label, rows, unit }: QuantileRowsProps) {
  const narrow = useNarrow();
  const height = useQuantileHeight(rows.length);
  return (
    <ChartFrame
      label={label}
      height={height}
      count={rows.length}
      insets={{ start: HEAD, end: FOOT }}
      along="y"
      tip={(index) => rows[index]?.tip ?? { title: '', rows: [] }}
    >
      {(width) => <Drawing {...{ rows, unit, narrow, width, height }} />}
    </ChartFrame>
  );
}

type DrawingProps = Omit<QuantileRowsProps, 'label'> & { narrow: boolean; width: number; height: number };

function Drawing({ rows, unit, narrow, width, height }: DrawingProps) {
  const axis = countAxis(rows.flatMap(({ deciles }) => deciles));
  const [start, end] = narrow ? [10, width - 14] : [NAMES, width - TEXT];
  const x = logScale(axis, start, end);
  const bottom = height - FOOT;
  return (
    <svg width={width} height={height} aria-hidden="true">
      <Ticks {...{ axis, x, bottom, start, unit }} />
      {rows.map((row, index) => (
        <Row key={row.key} {...{ row, x, width, narrow }} y={bandCentre(index, rows.length, HEAD, bottom)} />
      ))}
    </svg>
  );
}

interface TicksProps {
  axis: RatioAxis;
  x: (count: number) => number;
  bottom: number;
  start: number;
  unit: string;
}

function Ticks({ axis, x, bottom, start, unit }: TicksProps) {
  return (
    <g className={styles.axis}>
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${x(tick)} ${HEAD}V${bottom}`} stroke="var(--grid)" />
          <text x={x(tick)} y={bottom + 14} textAnchor="middle">
            {formatShort(tick)}
          </text>
        </g>
      ))}
      <text x={start - 4} y={bottom + 30}>
        {unit}, log scale
      </text>
    </g>
  );
}

interface RowProps {
  row: QuantileRow;
  x: (count: number) => number;
  y: number;
  width: number;
  narrow: boolean;
}

function Row({ row, x, y, width, narrow }: RowProps) {
  const at = narrow ? y + 15 : y;
  const top = narrow ? y - 13 : y - 3;
  const { deciles, colour } = row;
  const [first, middle, last] = [deciles[0], deciles[MIDDLE], deciles.at(-1)];
  return (
    <g>
      <text className={`${styles.label} ${styles.strong}`} style={{ fontSize: 12.5 }} x={0} y={top}>
        {row.label}
      </text>
      <text className={styles.label} style={{ fill: 'var(--text-2)' }} x={0} y={top + 14}>
        {row.base}
      </text>
      {first === undefined || middle === undefined || last === undefined ? null : (
        <>
          <path
            d={`M${x(first)} ${at}H${x(last)}${deciles.map((decile) => `M${x(decile)} ${at - 5}v10`).join('')}`}
            stroke={colour}
            strokeWidth={1.5}
          />
          <circle cx={x(middle)} cy={at} r={5} fill={colour} stroke="var(--canvas)" strokeWidth={1.5} />
        </>
      )}
      <text
        className={middle === undefined ? `${styles.label} ${styles.quiet}` : `${styles.label} ${styles.strong}`}
        style={{ fontSize: 12 }}
        x={width}
        y={narrow ? top : y + 4}
        textAnchor="end"
      >
        {middle === undefined ? row.text : `median ${formatCount(middle)}`}
      </text>
    </g>
  );
}
