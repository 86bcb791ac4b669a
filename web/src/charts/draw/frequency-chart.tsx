import { Bar, BarChart, CartesianGrid, ComposedChart, LabelList, Line, XAxis, YAxis } from 'recharts';
import { formatCount, formatInterval, formatPercent, formatRatio } from '@syncline/shared/format';
import { useNarrow } from '../../lib/use-narrow.ts';
import type { FrequencyPoint, PreparedFrequency } from '../prepare/frequency.ts';
import { bandCentre, linear } from '@syncline/shared/scale';
import { AXIS_TEXT, BASELINE, GRID, percentTicks } from './axes.tsx';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';
import { FrequencyTurned } from './frequency-turned.tsx';

interface FrequencyChartProps {
  data: PreparedFrequency;
  /** Indexes of the first and last frequency the title speaks of. */
  band?: readonly [number, number] | null;
  /** Of both plots together. */
  height?: number;
}

const FREQUENCY_HEIGHT = 392;
const LEFT = 48;
const RIGHT = 4;
const CAPTION = 18;
const TOP = 14;
/** Room under the rates for the half of a dot that stands at zero. */
const DOT = 6;
const AXIS = 36;

/** Conversion by number of impressions above the people at each, on one axis; turned on its side on phones. */
export function FrequencyChart({ data, band, height = FREQUENCY_HEIGHT }: FrequencyChartProps) {
  const narrow = useNarrow();
  if (narrow) return <FrequencyTurned data={data} tip={(index) => frequencyTip(data.points[index])} />;
  return (
    <>
      <ChartFrame
        label="Buyers ÷ people, and people, by number of impressions seen"
        height={height - 28}
        count={data.points.length}
        insets={{ start: LEFT, end: RIGHT }}
        tip={(index) => frequencyTip(data.points[index])}
      >
        {(width) => <Drawing data={data} band={band ?? null} width={width} height={height - 28} />}
      </ChartFrame>
      <AtLeast data={data} />
    </>
  );
}

function AtLeast({ data }: { data: PreparedFrequency }) {
  return (
    <p className={styles.atLeast}>
      <span>Saw at least</span>
      {data.atLeast.map(({ frequency, people }) => (
        <span key={frequency}>
          {frequency}× <b>{formatCount(people)}</b>
        </span>
      ))}
    </p>
  );
}

interface DrawingProps {
  data: PreparedFrequency;
  band: readonly [number, number] | null;
  width: number;
  height: number;
}

function Drawing({ data, band, width, height }: DrawingProps) {
  const rateHeight = Math.round((height - AXIS) * 0.46);
  const shareHeight = height - AXIS - rateHeight - 2 * CAPTION;
  const step = (width - LEFT - RIGHT) / Math.max(data.points.length, 1);
  return (
    <>
      {band ? (
        <div
          style={{
            position: 'absolute',
            left: LEFT + band[0] * step,
            width: (band[1] - band[0] + 1) * step,
            top: CAPTION,
            bottom: AXIS,
            background: 'color-mix(in srgb, var(--purchases) 7%, transparent)',
          }}
        />
      ) : null}
      <p className={styles.caption}>Buyers ÷ people at that frequency, 95 % interval</p>
      <Rates data={data} width={width} height={rateHeight} />
      <p className={styles.caption}>People by number of impressions seen</p>
      <People data={data} width={width} height={shareHeight + AXIS} />
    </>
  );
}

function Rates({ data, width, height }: { data: PreparedFrequency; width: number; height: number }) {
  const { points, rateAxis, overall, labelled } = data;
  const y = linear([rateAxis.low, rateAxis.high], [height - DOT, TOP]);
  return (
    <div style={{ position: 'relative' }}>
      <ComposedChart
        width={width}
        height={height}
        data={[...points]}
        margin={{ left: 0, right: RIGHT, top: TOP, bottom: DOT }}
        accessibilityLayer={false}
      >
        <CartesianGrid {...GRID} />
        <XAxis dataKey="label" hide scale="band" />
        <YAxis
          width={LEFT}
          domain={[rateAxis.low, rateAxis.high]}
          ticks={rateAxis.ticks}
          allowDataOverflow
          tickFormatter={percentTicks(rateAxis.ticks)}
          tick={AXIS_TEXT}
          axisLine={false}
          tickLine={false}
        />
        <Line
          dataKey={(point: FrequencyPoint) => (point.open || !point.firm ? null : point.rate)}
          stroke="var(--purchases)"
          strokeWidth={1.5}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
      </ComposedChart>
      <svg
        width={width}
        height={height}
        style={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}
        aria-hidden="true"
      >
        <path d={`M${LEFT} ${y(0)}H${width - RIGHT}`} {...BASELINE} />
        {overall === null ? null : (
          <>
            <path d={`M${LEFT} ${y(overall)}H${width - RIGHT}`} stroke="var(--purchases)" strokeDasharray="1.5 3" />
            <OverallName data={data} overall={overall} width={width} y={y} />
          </>
        )}
        {points.map((point, index) => (
          <RateMark
            key={point.label}
            point={point}
            x={bandCentre(index, points.length, LEFT, width - RIGHT)}
            y={y}
            high={rateAxis.high}
          />
        ))}
        {labelled.map((index) => (
          <RateName
            key={index}
            data={data}
            index={index}
            x={bandCentre(index, points.length, LEFT, width - RIGHT)}
            y={y}
          />
        ))}
      </svg>
    </div>
  );
}

interface OverallNameProps {
  data: PreparedFrequency;
  overall: number;
  width: number;
  y: (value: number) => number;
}

/** Names the rate of everybody where the rates lie furthest from it, on the side they leave free. */
function OverallName({ data, overall, width, y }: OverallNameProps) {
  const inner = data.points.map((_, index) => index).slice(1, -1);
  const clear = inner.filter((index) => {
    const { low, high } = data.points[index] ?? { low: null, high: null };
    return data.points[index]?.firm && low !== null && high !== null && (low > overall || high < overall);
  });
  const distance = (index: number) => Math.abs((data.points[index]?.rate ?? overall) - overall);
  const index = (clear.length > 0 ? clear : inner).reduce(
    (best, candidate) => (distance(candidate) > distance(best) ? candidate : best),
    (clear.length > 0 ? clear : inner)[0] ?? 0,
  );
  const above = (data.points[index]?.rate ?? 0) < overall;
  return (
    <text
      className={`${styles.label} ${styles.quiet}`}
      x={bandCentre(index, data.points.length, LEFT, width - RIGHT)}
      y={y(overall) + (above ? -6 : 14)}
      textAnchor="middle"
    >
      all people {formatPercent(overall)}
    </text>
  );
}

interface RateMarkProps {
  point: FrequencyPoint;
  x: number;
  y: (value: number) => number;
  high: number;
}

/** A rate with its interval; hollow and grey where few people stand behind it, with an arrow where it runs past the axis. */
function RateMark({ point, x, y, high }: RateMarkProps) {
  if (point.rate === null || point.low === null || point.high === null) return null;
  const colour = point.firm ? 'var(--purchases)' : 'var(--text-3)';
  const past = point.high > high;
  const top = past ? TOP - 6 : y(point.high);
  const cap = past ? `M${x - 3.5} ${top + 4}L${x} ${top}l3.5 4` : `M${x - 3.5} ${top}h7`;
  return (
    <g stroke={colour} strokeWidth={1.5} fill="none">
      <path d={`${cap}M${x} ${top}V${y(point.low)}M${x - 3.5} ${y(point.low)}h7`} />
      {point.rate > high ? null : (
        <circle
          cx={x}
          cy={y(point.rate)}
          r={4}
          fill={point.firm ? colour : 'var(--canvas)'}
          stroke={point.firm ? 'var(--canvas)' : colour}
        />
      )}
    </g>
  );
}

function People({ data, width, height }: { data: PreparedFrequency; width: number; height: number }) {
  const { points, shareAxis } = data;
  const last = points.at(-1);
  const bottom = height - AXIS;
  return (
    <div style={{ position: 'relative' }}>
      <BarChart
        width={width}
        height={height}
        data={[...points]}
        margin={{ left: 0, right: RIGHT, top: TOP, bottom: AXIS }}
        barCategoryGap="10%"
        accessibilityLayer={false}
      >
        <CartesianGrid {...GRID} />
        <XAxis dataKey="label" hide scale="band" />
        <YAxis
          width={LEFT}
          domain={[0, shareAxis.high]}
          ticks={shareAxis.ticks}
          tickFormatter={percentTicks(shareAxis.ticks)}
          tick={AXIS_TEXT}
          axisLine={false}
          tickLine={false}
        />
        <Bar dataKey="share" isAnimationActive={false} shape={peopleBar}>
          <LabelList dataKey="count" position="top" offset={4} className={styles.label ?? ''} />
        </Bar>
      </BarChart>
      <svg
        width={width}
        height={height}
        style={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}
        aria-hidden="true"
      >
        <path d={`M${LEFT} ${bottom}H${width - RIGHT}`} {...BASELINE} />
        <g className={styles.axis} textAnchor="middle">
          {points.map((point, index) => (
            <text key={point.label} x={bandCentre(index, points.length, LEFT, width - RIGHT)} y={bottom + 15}>
              {point.label}
            </text>
          ))}
          {last?.open && last.mean !== null ? (
            <text x={width - RIGHT} y={bottom + 29} textAnchor="end">
              mean {formatRatio(last.mean, 1)}
            </text>
          ) : null}
        </g>
      </svg>
    </div>
  );
}

interface RateNameProps {
  data: PreparedFrequency;
  index: number;
  x: number;
  y: (value: number) => number;
}

/** A rate written over its interval, or beside its dot where the interval runs past the axis. */
function RateName({ data, index, x, y }: RateNameProps) {
  const point = data.points[index];
  if (!point || point.rate === null) return null;
  const top = point.high ?? point.rate;
  const past = top > data.rateAxis.high;
  const last = index === data.points.length - 1;
  return (
    <text
      className={`${styles.label} ${styles.strong}`}
      x={past ? x + (last ? -9 : 9) : x}
      y={past ? y(Math.min(point.rate, data.rateAxis.high)) + 4 : Math.max(10, y(top) - 7)}
      textAnchor={past ? (last ? 'end' : 'start') : 'middle'}
    >
      {formatPercent(point.rate)}
    </text>
  );
}

interface PeopleShape {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  payload?: FrequencyPoint;
}

function peopleBar({ x = 0, y = 0, width = 0, height = 0, payload }: PeopleShape) {
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      fill="var(--reach)"
      fillOpacity={payload?.open ? 0.72 : 'var(--fill)'}
    />
  );
}

/** What the tooltip says of one frequency. */
function frequencyTip(point: FrequencyPoint | undefined): Tip {
  if (!point) return { title: '', rows: [] };
  const rows = [
    { label: 'People', value: formatCount(point.people), swatch: 'var(--reach)' },
    { label: 'of reach', value: formatPercent(point.share) },
    { label: 'Buyers', value: formatCount(point.buyers), swatch: 'var(--purchases)' },
  ];
  if (point.rate !== null && point.low !== null && point.high !== null) {
    rows.push({ label: 'Buyers ÷ people', value: formatPercent(point.rate) });
    rows.push({ label: '95 % interval', value: formatInterval(point.low, point.high) });
  }
  const title = point.frequency === 1 ? '1 impression' : `${point.label} impressions`;
  return { title, rows };
}
