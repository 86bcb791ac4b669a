import { formatInterval, formatPercent } from '@syncline/shared/format';
import { bandCentre, linear, zeroAxis } from '@syncline/shared/scale';
import { BASELINE, percentTicks } from './axes.tsx';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

interface IntervalRow {
  key: string;
  label: string;
  colour: string;
  value: number;
  low: number;
  high: number;
  /** "3,214 of 412,388". */
  base: string;
}

interface IntervalRowsProps {
  label: string;
  rows: readonly IntervalRow[];
  /** The rate of everybody, drawn dotted. */
  overall: number | null;
  overallName: string;
  /** Draws each share as a bar from zero, too. */
  bars?: boolean;
}

const ROW = 40;
const HEAD = 26;
const NAME = 132;
const TEXT = 66;

/** Proportions with their 95 % intervals, one row each on a common scale from zero. */
export function IntervalRows({ label, rows, overall, overallName, bars = false }: IntervalRowsProps) {
  const height = HEAD + rows.length * ROW + 22;
  return (
    <ChartFrame
      label={label}
      height={height}
      count={rows.length}
      insets={{ start: HEAD, end: 22 }}
      along="y"
      tip={(index) => tipOf(rows[index])}
    >
      {(width) => <Drawing {...{ rows, overall, overallName, bars, width, height }} />}
    </ChartFrame>
  );
}

function Drawing({
  rows,
  overall,
  overallName,
  bars = false,
  width,
  height,
}: Omit<IntervalRowsProps, 'label'> & { width: number; height: number }) {
  const axis = zeroAxis([...rows.map((row) => row.high), overall], { intervals: 3 });
  const x = linear([axis.low, axis.high], [NAME, width - TEXT]);
  const bottom = height - 22;
  const tickText = percentTicks(axis.ticks);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g className={styles.axis} textAnchor="middle">
        {axis.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${x(tick)} ${HEAD - 4}V${bottom}`} {...(tick === 0 ? BASELINE : { stroke: 'var(--grid)' })} />
            <text x={x(tick)} y={height - 6}>
              {tickText(tick)}
            </text>
          </g>
        ))}
      </g>
      {overall === null ? null : (
        <>
          <path d={`M${x(overall)} ${HEAD - 8}V${bottom}`} stroke="var(--text-2)" strokeDasharray="1.5 3" />
          <text className={`${styles.label} ${styles.quiet}`} x={x(overall)} y={12} textAnchor="middle">
            {overallName} {formatPercent(overall)}
          </text>
        </>
      )}
      {rows.map((row, index) => {
        const y = bandCentre(index, rows.length, HEAD, bottom);
        return (
          <g key={row.key}>
            <text className={`${styles.label} ${styles.strong}`} style={{ fontSize: 12.5 }} x={0} y={y - 1}>
              {row.label}
            </text>
            <text className={styles.axis} x={0} y={y + 13} style={{ fill: 'var(--text-3)' }}>
              {row.base}
            </text>
            {bars ? (
              <rect
                x={x(0)}
                y={y - 8}
                width={x(row.value) - x(0)}
                height={16}
                fill={row.colour}
                fillOpacity="var(--fill)"
              />
            ) : null}
            <path
              d={`M${x(row.low)} ${y - 4}v8M${x(row.high)} ${y - 4}v8M${x(row.low)} ${y}H${x(row.high)}`}
              stroke={bars ? 'var(--text-1)' : row.colour}
              strokeWidth={1.5}
            />
            {bars ? null : (
              <circle cx={x(row.value)} cy={y} r={4} fill={row.colour} stroke="var(--canvas)" strokeWidth={1.5} />
            )}
            <text
              className={`${styles.label} ${styles.strong}`}
              style={{ fontSize: 12.5 }}
              x={width}
              y={y + 4}
              textAnchor="end"
            >
              {formatPercent(row.value)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function tipOf(row: IntervalRow | undefined): Tip {
  if (!row) return { title: '', rows: [] };
  return {
    title: row.label,
    rows: [
      { label: 'Share', value: formatPercent(row.value), swatch: row.colour },
      { label: '95 % interval', value: formatInterval(row.low, row.high) },
      { label: 'People', value: row.base },
    ],
  };
}
