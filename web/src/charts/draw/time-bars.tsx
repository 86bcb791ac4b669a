import { Bar, CartesianGrid, ComposedChart, Line, XAxis, YAxis } from 'recharts';
import type { ChartNote } from '../../lib/annotations.ts';
import type { ChartLevel } from '../../lib/levels.ts';
import { formatDay } from '@syncline/shared/format';
import { type DayPoint, dayTicks, widestGap } from '../prepare/days.ts';
import { bandCentre, linear, zeroAxis } from '@syncline/shared/scale';
import { BASELINE, AXIS_TEXT, DayAxis, GRID, OpenDays } from './axes.tsx';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';
import { NoteMarks, noteRows, notesRoom } from './note-marks.tsx';

interface TimeBarsProps {
  /** Accessible name: "Net revenue by day". */
  label: string;
  points: readonly DayPoint[];
  /** What the bars are: "Net revenue". */
  name: string;
  colour: string;
  /** What the ghost is: "90 days before". */
  ghostName: string;
  height: number;
  axisText: (value: number) => string;
  valueText: (value: number) => string;
  whole?: boolean;
  /** What is drawn over the days; listed by whoever draws the chart. */
  notes?: readonly ChartNote[];
  /** Drawn across the days, with their names. */
  levels?: readonly ChartLevel[];
}

const PLOT = { left: 48, right: 2, top: 22, bottom: 26 };
/** From this many days on bars recede and the mean carries the shape. */
const MEAN_FROM = 14;

/** Bars by day, with the seven-day mean, the compared days as a ghost, and open days hatched. */
export function TimeBars(props: TimeBarsProps) {
  const { label, points, height } = props;
  return (
    <ChartFrame
      label={label}
      height={height}
      count={points.length}
      insets={{ start: PLOT.left, end: PLOT.right }}
      tip={(index) => tipOf(props, points[index])}
    >
      {(width) => <Drawing {...props} width={width} />}
    </ChartFrame>
  );
}

function Drawing({
  points,
  colour,
  ghostName,
  height,
  axisText,
  whole = false,
  notes = [],
  levels = [],
  width,
}: TimeBarsProps & { width: number }) {
  const withMean = points.length >= MEAN_FROM;
  const ghost = withMean ? 'beforeMean' : 'before';
  const shown = points.flatMap((point) => [point.value, point[ghost]]);
  const axis = zeroAxis([...shown, ...levels.map(({ value }) => value)], { whole });
  const end = width - PLOT.right;
  const bottom = height - PLOT.bottom;
  const top = PLOT.top + notesRoom(notes);
  const firstOpen = points.findIndex((point) => point.open);
  const lastOpen = points.findLastIndex((point) => point.open);
  const data = [...points];
  return (
    <>
      <ComposedChart
        width={width}
        height={height}
        data={data}
        margin={{ left: 0, right: PLOT.right, top, bottom: PLOT.bottom }}
        barCategoryGap={points.length > 60 ? '14%' : '20%'}
        accessibilityLayer={false}
      >
        <CartesianGrid {...GRID} />
        <XAxis dataKey="day" hide scale="band" />
        <YAxis
          width={PLOT.left}
          domain={[axis.low, axis.high]}
          ticks={axis.ticks}
          tickFormatter={axisText}
          tick={AXIS_TEXT}
          axisLine={false}
          tickLine={false}
        />
        <Bar
          dataKey="value"
          fill={colour}
          fillOpacity={withMean ? 0.28 : 0.85}
          isAnimationActive={false}
          shape={dayBar}
        />
        <Line
          dataKey={ghost}
          stroke="var(--ghost)"
          strokeWidth={1.5}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
        {withMean ? (
          <Line
            dataKey="mean"
            stroke={colour}
            strokeWidth={2}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
        ) : null}
      </ComposedChart>
      <svg
        width={width}
        height={height}
        style={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}
        aria-hidden="true"
      >
        <path d={`M${PLOT.left} ${linear([axis.low, axis.high], [bottom, top])(0)}H${end}`} {...BASELINE} />
        <DayAxis
          ticks={dayTicks(
            points.map((point) => point.day),
            end - PLOT.left,
          )}
          count={points.length}
          start={PLOT.left}
          end={end}
          y={bottom}
        />
        {firstOpen >= 0 ? (
          <OpenDays
            from={firstOpen}
            to={lastOpen}
            count={points.length}
            start={PLOT.left}
            end={end}
            top={top}
            bottom={bottom}
            label="still open"
          />
        ) : null}
        {withMean ? (
          <LineNames
            points={points}
            ghostName={ghostName}
            domain={[axis.low, axis.high]}
            width={width}
            top={top}
            bottom={bottom}
          />
        ) : null}
        <Levels levels={levels} from={PLOT.left} to={end} y={linear([axis.low, axis.high], [bottom, top])} />
        <NoteMarks
          notes={notes}
          days={points.map((point) => point.day)}
          start={PLOT.left}
          end={end}
          top={0}
          bottom={bottom}
        />
      </svg>
    </>
  );
}

interface LevelsProps {
  levels: readonly ChartLevel[];
  from: number;
  to: number;
  y: (value: number) => number;
}

/** Each level as a dashed line, its name above the line at the left, where days are over. */
function Levels({ levels, from, to, y }: LevelsProps) {
  return levels.map(({ key, name, value }) => (
    <g key={key}>
      <path d={`M${from} ${y(value)}H${to}`} stroke="var(--text-2)" strokeDasharray="5 3" fill="none" />
      <text className={styles.label} x={from + 4} y={y(value) - 5}>
        {name}
      </text>
    </g>
  ));
}

interface BarShape {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  fill?: string | undefined;
  fillOpacity?: number | string | undefined;
  payload?: DayPoint;
}

function dayBar({ x = 0, y = 0, width = 0, height = 0, fill, fillOpacity, payload }: BarShape) {
  const opacity = payload?.open ? Number(fillOpacity) * 0.6 : fillOpacity;
  const top = Math.min(y, y + height);
  return (
    <rect x={x} y={top} width={Math.max(width, 0.5)} height={Math.abs(height)} fill={fill} fillOpacity={opacity} />
  );
}

interface LineNamesProps {
  points: readonly DayPoint[];
  ghostName: string;
  domain: [number, number];
  width: number;
  top: number;
  bottom: number;
}

/** The names of the mean and of the ghost, written where the two lie furthest apart, outside of the space between them. */
function LineNames({ points, ghostName, domain, width, top, bottom }: LineNamesProps) {
  const means = points.map((point) => point.mean);
  const before = points.map((point) => point.beforeMean);
  const zeros = means.map(() => 0);
  const spot = widestGap(means, before) ?? widestGap(means, zeros) ?? means.findLastIndex((mean) => mean !== null);
  const mean = means[spot] ?? null;
  const ghost = before[spot] ?? null;
  if (mean === null) return null;
  const x = bandCentre(spot, points.length, PLOT.left, width - PLOT.right);
  const y = linear(domain, [bottom, top]);
  const above = ghost === null || mean >= ghost;
  const at = (value: number, over: boolean) => Math.min(bottom - 6, Math.max(top + 10, y(value) + (over ? -8 : 19)));
  return (
    <g textAnchor="middle">
      <text className={`${styles.label} ${styles.strong}`} x={x} y={at(mean, above)}>
        7-day mean
      </text>
      {ghost === null ? null : (
        <text className={`${styles.label} ${styles.quiet}`} x={x} y={at(ghost, !above)}>
          {ghostName}
        </text>
      )}
    </g>
  );
}

function tipOf({ name, colour, valueText, ghostName, notes = [] }: TimeBarsProps, point: DayPoint | undefined): Tip {
  if (!point) return { title: '', rows: [] };
  const text = (value: number | null) => (value === null ? 'no data' : valueText(value));
  const rows: Tip['rows'][number][] = [{ label: name, value: text(point.value), swatch: colour }];
  if (point.mean !== null) rows.push({ label: '7-day mean', value: valueText(point.mean), swatch: colour });
  if (point.beforeDay !== null) {
    rows.push({
      label: formatDay(point.beforeDay, { weekday: true }),
      value: text(point.before),
      swatch: 'var(--ghost)',
    });
  }
  const note = point.open ? 'Still open: this day can grow.' : undefined;
  rows.push(...noteRows(notes, point.day));
  return {
    title: formatDay(point.day, { year: true, weekday: true }),
    rows,
    ...(note ? { note } : { note: point.beforeDay ? ghostName : undefined }),
  };
}
