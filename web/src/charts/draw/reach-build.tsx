import { Area, Bar, BarChart, CartesianGrid, ComposedChart, Line, XAxis, YAxis } from 'recharts';
import type { ChartNote } from '../../lib/annotations.ts';
import { formatCount, formatDay, formatPercent, formatShort } from '@syncline/shared/format';
import { dayTicks } from '../prepare/days.ts';
import { textWidth } from '../prepare/labels.ts';
import type { PreparedReach, ReachPoint } from '../prepare/reach.ts';
import { bandCentre, linear } from '@syncline/shared/scale';
import { AXIS_TEXT, BASELINE, DayAxis, GRID, OpenDays } from './axes.tsx';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';
import { NoteMarks, noteRows, notesRoom } from './note-marks.tsx';

interface ReachBuildProps {
  data: PreparedReach;
  reach: number;
  /** What the ghost is, with its total: "90 days before, 370,854"; absent without a comparison. */
  ghostName?: string | undefined;
  height?: number;
  notes?: readonly ChartNote[];
}

const REACH_HEIGHT = 364;
const LEFT = 48;
const RIGHT = 10;
const TOP = 20;
const CAPTION = 18;
const AXIS = 24;
const BETWEEN = 10;
const NEWLY = 86;
const NEWLY_TOP = 10;

/** People reached since the period began, over the people newly reached each day: the days add up to the curve. */
export function ReachBuild({ data, reach, ghostName, height = REACH_HEIGHT, notes = [] }: ReachBuildProps) {
  return (
    <ChartFrame
      label="People reached since the period began, and newly reached each day"
      height={height}
      count={data.points.length}
      insets={{ start: LEFT, end: RIGHT }}
      tip={(index) => tipOf(data.points[index], reach, notes)}
    >
      {(width) => (
        <>
          <p className={styles.caption}>People reached since {formatDay(data.points[0]?.day ?? '')}</p>
          <Build
            data={data}
            reach={reach}
            ghostName={ghostName}
            width={width}
            height={height - 2 * CAPTION - BETWEEN - NEWLY - AXIS}
            notes={notes}
          />
          <p className={styles.caption} style={{ paddingTop: BETWEEN, height: CAPTION + BETWEEN }}>
            Newly reached each day
          </p>
          <Newly data={data} width={width} height={NEWLY + AXIS} />
        </>
      )}
    </ChartFrame>
  );
}

interface DrawingProps {
  data: PreparedReach;
  width: number;
  height: number;
}

function openSpan(points: readonly ReachPoint[]): { from: number; to: number } | null {
  const from = points.findIndex((point) => point.open);
  return from < 0 ? null : { from, to: points.findLastIndex((point) => point.open) };
}

function Build({
  data,
  reach,
  ghostName,
  width,
  height,
  notes,
}: DrawingProps & { reach: number; ghostName: string | undefined; notes: readonly ChartNote[] }) {
  const top = TOP + notesRoom(notes);
  const { points, cumulativeAxis: axis, half, last } = data;
  const y = linear([0, axis.high], [height - 1, top]);
  const x = (index: number) => bandCentre(index, points.length, LEFT, width - RIGHT);
  const open = openSpan(points);
  const total = formatCount(reach);
  return (
    <div style={{ position: 'relative' }}>
      <ComposedChart
        width={width}
        height={height}
        data={[...points]}
        margin={{ left: 0, right: RIGHT, top, bottom: 1 }}
        accessibilityLayer={false}
      >
        <CartesianGrid {...GRID} />
        <XAxis dataKey="day" hide scale="band" />
        <YAxis
          width={LEFT}
          domain={[0, axis.high]}
          ticks={axis.ticks}
          tickFormatter={formatTick}
          tick={AXIS_TEXT}
          axisLine={false}
          tickLine={false}
        />
        <Area
          dataKey="cumulative"
          stroke="var(--reach)"
          strokeWidth={2}
          fill="var(--reach)"
          fillOpacity={0.08}
          activeDot={false}
          isAnimationActive={false}
        />
        <Line
          dataKey="before"
          stroke="var(--ghost)"
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
        <path d={`M${LEFT} ${height - 1}H${width - RIGHT}`} {...BASELINE} />
        {open ? (
          <OpenDays {...open} count={points.length} start={LEFT} end={width - RIGHT} top={top} bottom={height - 1} />
        ) : null}
        {half !== null && half < last ? (
          <HalfMark x={x(half)} y={y(points[half]?.cumulative ?? 0)} base={height - 1} day={points[half]?.day ?? ''} />
        ) : null}
        {ghostName ? <GhostName text={ghostName} points={points} x={x} y={y} width={width} /> : null}
        {last >= 0 ? (
          <>
            <circle cx={x(last)} cy={y(reach)} r={4} fill="var(--reach)" stroke="var(--canvas)" strokeWidth={1.5} />
            <text
              className={`${styles.label} ${styles.strong}`}
              x={Math.max(LEFT + textWidth(total) + 4, x(last) - 8)}
              y={Math.max(10, y(reach) - 8)}
              textAnchor="end"
            >
              {total}
            </text>
          </>
        ) : null}
        <NoteMarks
          notes={notes}
          days={points.map((point) => point.day)}
          start={LEFT}
          end={width - RIGHT}
          top={0}
          bottom={height - 1}
        />
      </svg>
    </div>
  );
}

function HalfMark({ x, y, base, day }: { x: number; y: number; base: number; day: string }) {
  return (
    <>
      <path d={`M${x} ${y}V${base}`} stroke="var(--text-2)" strokeDasharray="1.5 3" />
      <circle cx={x} cy={y} r={3} fill="var(--reach)" stroke="var(--canvas)" />
      <text className={styles.label} x={x + 6} y={base - 8}>
        half of them by {formatDay(day)}
      </text>
    </>
  );
}

interface GhostNameProps {
  text: string;
  points: readonly ReachPoint[];
  x: (index: number) => number;
  y: (value: number) => number;
  width: number;
}

/** Names the ghost at its right end: clear of the line on the side where the curve is not. */
function GhostName({ text, points, x, y, width }: GhostNameProps) {
  const right = width - RIGHT - 12;
  const left = right - textWidth(text);
  const beneath = points.filter((point, index) => point.before !== null && x(index) >= left && x(index) <= right);
  const heights = beneath.map((point) => y(point.before ?? 0));
  const last = beneath.at(-1);
  if (!last) return null;
  const above = last.cumulative !== null && last.before !== null && last.cumulative < last.before;
  return (
    <text
      className={`${styles.label} ${styles.quiet}`}
      x={right}
      y={above ? Math.min(...heights) - 7 : Math.max(...heights) + 15}
      textAnchor="end"
    >
      {text}
    </text>
  );
}

function Newly({ data, width, height }: DrawingProps) {
  const { points, newlyAxis: axis } = data;
  const bottom = height - AXIS;
  const open = openSpan(points);
  return (
    <div style={{ position: 'relative' }}>
      <BarChart
        width={width}
        height={height}
        data={[...points]}
        margin={{ left: 0, right: RIGHT, top: NEWLY_TOP, bottom: AXIS }}
        barCategoryGap="20%"
        accessibilityLayer={false}
      >
        <CartesianGrid {...GRID} />
        <XAxis dataKey="day" hide />
        <YAxis
          width={LEFT}
          domain={[0, axis.high]}
          ticks={axis.ticks}
          tickFormatter={formatTick}
          tick={AXIS_TEXT}
          axisLine={false}
          tickLine={false}
        />
        <Bar dataKey="newly" isAnimationActive={false} shape={newlyBar} />
      </BarChart>
      <svg
        width={width}
        height={height}
        style={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}
        aria-hidden="true"
      >
        <path d={`M${LEFT} ${bottom}H${width - RIGHT}`} {...BASELINE} />
        {open ? (
          <OpenDays {...open} count={points.length} start={LEFT} end={width - RIGHT} top={NEWLY_TOP} bottom={bottom} />
        ) : null}
        <DayAxis
          ticks={dayTicks(
            points.map((point) => point.day),
            width - LEFT - RIGHT,
          )}
          count={points.length}
          start={LEFT}
          end={width - RIGHT}
          y={bottom}
        />
      </svg>
    </div>
  );
}

interface NewlyShape {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  payload?: ReachPoint;
}

function newlyBar({ x = 0, y = 0, width = 0, height = 0, payload }: NewlyShape) {
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      fill="var(--reach)"
      fillOpacity={payload?.open ? 0.5 : 'var(--fill)'}
    />
  );
}

function formatTick(value: number): string {
  return value === 0 ? '0' : formatShort(value);
}

function tipOf(point: ReachPoint | undefined, reach: number, notes: readonly ChartNote[]): Tip {
  if (!point) return { title: '', rows: [] };
  const rows: Tip['rows'][number][] = [];
  if (point.cumulative !== null && point.newly !== null) {
    rows.push({ label: 'Reached so far', value: formatCount(point.cumulative), swatch: 'var(--reach)' });
    if (reach > 0) rows.push({ label: 'of the period', value: formatPercent(point.cumulative / reach) });
    rows.push({ label: 'Newly reached', value: formatCount(point.newly) });
  }
  if (point.before !== null && point.beforeDay !== null) {
    rows.push({ label: `by ${formatDay(point.beforeDay)}`, value: formatCount(point.before), swatch: 'var(--ghost)' });
  }
  rows.push(...noteRows(notes, point.day));
  const title = formatDay(point.day, { year: true, weekday: true });
  return { title, rows, note: point.open ? 'Still open: this day can grow.' : undefined };
}
