import { bandCentre, linear, zeroAxis } from '@syncline/shared/scale';
import { BASELINE } from './axes.tsx';
import styles from './chart.module.css';
import { ChartFrame } from './chart-frame.tsx';
import small from './small-plots.module.css';

/** A value of a small plot; null is a gap. */
export interface SmallPoint {
  label: string;
  value: number | null;
  /** Its 95 % interval, where it has one. */
  low?: number | null;
  high?: number | null;
  /** Said in the tooltip beside the value. */
  base?: string;
  /** Too few people to set the scale by; drawn all the same, cut at the scale's end. */
  weak?: boolean;
}

interface SmallPlot {
  key: string;
  name: string;
  /** Beside the name: what it comes to. */
  total: string;
  points: readonly SmallPoint[];
}

interface SmallPlotsProps {
  /** What each shows: "People reached so far". */
  what: string;
  form: 'line' | 'bars' | 'intervals';
  plots: readonly SmallPlot[];
  colour: string;
  format: (value: number) => string;
}

const HEIGHT = 132;
const LEFT = 42;
const RIGHT = 6;
const TOP = 8;
const AXIS = 20;

/** The same drawing of each of several, side by side on one scale from zero. */
export function SmallPlots({ what, form, plots, colour, format }: SmallPlotsProps) {
  const points = plots.flatMap((plot) => plot.points.filter((point) => !point.weak));
  const axis = zeroAxis(
    points.flatMap(({ value, high }) => [value, high ?? null]),
    { intervals: 3 },
  );
  return (
    <div className={plots.length > 4 ? `${small.plots} ${small.wide}` : small.plots}>
      {plots.map((plot) => (
        <div key={plot.key}>
          <p className={small.name}>
            <b>{plot.name}</b> <span>{plot.total}</span>
          </p>
          <ChartFrame
            label={`${what}: ${plot.name}`}
            height={HEIGHT}
            count={plot.points.length}
            insets={{ start: LEFT, end: RIGHT }}
            tip={(index) => tipOf(plot.points[index], what, format)}
          >
            {(width) => <Drawing {...{ form, plot, colour, format, axis, width }} />}
          </ChartFrame>
        </div>
      ))}
    </div>
  );
}

interface DrawingProps extends Pick<SmallPlotsProps, 'form' | 'colour' | 'format'> {
  plot: SmallPlot;
  axis: ReturnType<typeof zeroAxis>;
  width: number;
}

function Drawing({ form, plot: { points }, colour, format, axis, width }: DrawingProps) {
  const bottom = HEIGHT - AXIS;
  const y = linear([0, axis.high], [bottom, TOP]);
  const x = (index: number) => bandCentre(index, points.length, LEFT, width - RIGHT);
  const band = (width - LEFT - RIGHT) / Math.max(1, points.length);
  const within = (value: number) => y(Math.min(value, axis.high));
  const known = points.flatMap(({ value, low, high }, index) =>
    value === null ? [] : [{ index, value, low: low ?? value, high: high ?? value }],
  );
  return (
    <svg width={width} height={HEIGHT} aria-hidden="true">
      <g className={styles.axis} textAnchor="end">
        {axis.ticks.map((tick) => (
          <g key={tick}>
            {tick === 0 ? null : <path d={`M${LEFT} ${y(tick)}H${width - RIGHT}`} stroke="var(--grid)" />}
            <text x={LEFT - 6} y={y(tick) + 4}>
              {format(tick)}
            </text>
          </g>
        ))}
      </g>
      {form === 'line' ? (
        <path
          d={known.map(({ index, value }, place) => `${place === 0 ? 'M' : 'L'}${x(index)} ${y(value)}`).join('')}
          fill="none"
          stroke={colour}
          strokeWidth={2}
        />
      ) : null}
      {form === 'bars'
        ? known.map(({ index, value }) => (
            <rect
              key={index}
              x={x(index) - band * 0.4}
              y={within(value)}
              width={band * 0.8}
              height={bottom - within(value)}
              fill={colour}
              fillOpacity="var(--fill)"
            />
          ))
        : null}
      {form === 'intervals'
        ? known.map(({ index, value, low, high }) => (
            <g key={index} opacity={points[index]?.weak ? 0.45 : 1}>
              <path d={`M${x(index)} ${within(low)}V${within(high)}`} stroke={colour} strokeWidth={1.5} />
              {value <= axis.high ? (
                <circle cx={x(index)} cy={y(value)} r={3.5} fill={colour} stroke="var(--canvas)" />
              ) : null}
            </g>
          ))
        : null}
      <path d={`M${LEFT} ${bottom}H${width - RIGHT}`} {...BASELINE} />
      <g className={styles.axis}>
        <text x={form === 'line' ? LEFT : x(0)} y={HEIGHT - 5} textAnchor={form === 'line' ? 'start' : 'middle'}>
          {points[0]?.label}
        </text>
        <text x={width - RIGHT} y={HEIGHT - 5} textAnchor="end">
          {points.at(-1)?.label}
        </text>
      </g>
    </svg>
  );
}

function tipOf(point: SmallPoint | undefined, what: string, format: (value: number) => string) {
  if (!point) return { title: '', rows: [] };
  const { value, low, high, base } = point;
  return {
    title: point.label,
    rows: [
      { label: what, value: value === null ? '–' : format(value) },
      ...(typeof low === 'number' && typeof high === 'number'
        ? [{ label: '95 % interval', value: `${format(low)} – ${format(high)}` }]
        : []),
    ],
    note: base,
  };
}
