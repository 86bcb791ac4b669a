import { formatCount, formatPercent, formatShort, formatWait } from '@syncline/shared/format';
import type { ConfirmPoint, PreparedConfirmTimes } from '../prepare/confirm-times.ts';
import { textWidth } from '../prepare/labels.ts';
import { linear } from '@syncline/shared/scale';
import { BASELINE, GRID } from './axes.tsx';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

interface ConfirmTimesProps {
  data: PreparedConfirmTimes;
  /** Of both plots together. */
  height: number;
}

const LEFT = 48;
/** Leaves room for what is written over the last bar. */
const RIGHT = 20;
const CAPTION = 18;
const TOP = 16;
const AXIS = 24;
const BETWEEN = 10;
/** Part of the height that the shares take. */
const SHARES = 0.42;
const GAP = 2;
const LATE_GAP = 4;
/** Minutes between the ticks. */
const TICK = 5;

/** The share confirmed by each minute above the confirmations of each minute, on one axis, against the deadline. */
export function ConfirmTimes({ data, height }: ConfirmTimesProps) {
  const plots = height - 2 * CAPTION - BETWEEN - AXIS;
  const shares = Math.round(plots * SHARES);
  return (
    <ChartFrame
      label="Confirmed orders by minutes after the trigger, and the share confirmed by then"
      height={height}
      count={data.points.length}
      insets={{ start: LEFT, end: RIGHT }}
      tip={(index) => tipOf(data.points[index], index)}
    >
      {(width) => (
        <>
          <p className={styles.caption}>Share of triggered orders confirmed by then</p>
          <Shares data={data} width={width} height={shares} />
          <p className={styles.caption} style={{ paddingTop: BETWEEN, height: CAPTION + BETWEEN }}>
            Orders confirmed in each minute after the trigger
          </p>
          <Minutes data={data} width={width} height={plots - shares + AXIS} />
        </>
      )}
    </ChartFrame>
  );
}

interface DrawingProps {
  data: PreparedConfirmTimes;
  width: number;
  height: number;
}

/** Pixel of a number of minutes after the trigger. */
function minutesTo({ points }: PreparedConfirmTimes, width: number): (minutes: number) => number {
  return linear([0, points.length], [LEFT, width - RIGHT]);
}

function Shares({ data, width, height }: DrawingProps) {
  const { points, shareAxis, deadline } = data;
  const x = minutesTo(data, width);
  const y = linear([shareAxis.low, shareAxis.high], [height - 1, TOP]);
  // A minute's share is reached at its end.
  const line = points.flatMap(({ share }, index) => (share === null ? [] : [`L${x(index + 1)} ${y(share)}`]));
  const last = points.findLast(({ share }) => share !== null)?.share ?? null;
  return (
    <svg width={width} height={height} aria-hidden="true">
      <Grid ticks={shareAxis.ticks} text={(tick) => formatPercent(tick, { digits: 0 })} y={y} width={width} />
      <path d={`M${LEFT} ${height - 1}H${width - RIGHT}`} {...BASELINE} />
      {line.length > 0 ? (
        <path d={`M${LEFT} ${y(0)}${line.join('')}`} fill="none" stroke="var(--purchases)" strokeWidth={2} />
      ) : null}
      <Deadline x={x(deadline)} height={height} />
      {last === null ? null : (
        <>
          <circle
            cx={x(deadline)}
            cy={y(last)}
            r={4}
            fill="var(--purchases)"
            stroke="var(--canvas)"
            strokeWidth={1.5}
          />
          <text
            className={`${styles.label} ${styles.strong}`}
            x={x(deadline) - 8}
            y={Math.max(11, y(last) - 8)}
            textAnchor="end"
          >
            {formatPercent(last, { digits: 1 })}
          </text>
        </>
      )}
    </svg>
  );
}

function Minutes({ data, width, height }: DrawingProps) {
  const { points, ordersAxis, median, deadline } = data;
  const bottom = height - AXIS;
  const x = minutesTo(data, width);
  const y = linear([ordersAxis.low, ordersAxis.high], [bottom, TOP]);
  const band = (width - LEFT - RIGHT) / points.length;
  const ticks = Array.from({ length: Math.floor(deadline / TICK) + 1 }, (_, index) => index * TICK);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <Grid ticks={ordersAxis.ticks} text={(tick) => (tick === 0 ? '0' : formatShort(tick))} y={y} width={width} />
      {points.map(({ label, orders, late }, index) => (
        <rect
          key={label}
          x={x(index) + GAP / 2}
          y={y(orders)}
          width={Math.max(1, band - GAP)}
          height={bottom - y(orders)}
          fill={late ? 'var(--negative)' : 'var(--purchases)'}
          fillOpacity="var(--fill)"
        />
      ))}
      <path d={`M${LEFT} ${bottom}H${width - RIGHT}`} {...BASELINE} />
      <Deadline x={x(deadline)} height={bottom} />
      {median === null ? null : <Median minutes={median} x={x(median)} bottom={bottom} most={x(deadline)} />}
      <g className={styles.axis} textAnchor="middle">
        {ticks.map((minute) => (
          <g key={minute}>
            <path d={`M${x(minute)} ${bottom}v4`} stroke="var(--strong)" />
            <text x={x(minute)} y={bottom + 16}>
              {minute === deadline ? `${minute} min` : minute}
            </text>
          </g>
        ))}
      </g>
      <LateName data={data} x={x(deadline) + LATE_GAP} y={y} />
    </svg>
  );
}

interface LateNameProps {
  data: PreparedConfirmTimes;
  x: number;
  y: (value: number) => number;
}

/** How many came after the deadline, above their bar and clear of the deadline's line. */
function LateName({ data, x, y }: LateNameProps) {
  const late = data.points.at(-1)?.orders ?? 0;
  if (late === 0) return null;
  return (
    <text className={styles.label} x={x} y={y(late) - 5}>
      {formatShort(late)} late
    </text>
  );
}

function Median({ minutes, x, bottom, most }: { minutes: number; x: number; bottom: number; most: number }) {
  const text = `median ${formatWait(minutes * 60)}`;
  const left = x + 6 + textWidth(text) > most;
  return (
    <>
      <path d={`M${x} 4V${bottom}`} stroke="var(--text-2)" strokeDasharray="1.5 3" />
      <text
        className={`${styles.label} ${styles.strong}`}
        x={left ? x - 6 : x + 6}
        y={12}
        textAnchor={left ? 'end' : 'start'}
      >
        {text}
      </text>
    </>
  );
}

function Deadline({ x, height }: { x: number; height: number }) {
  return <path d={`M${x} 0V${height}`} stroke="var(--text-1)" />;
}

interface GridProps {
  ticks: readonly number[];
  text: (tick: number) => string;
  y: (value: number) => number;
  width: number;
}

function Grid({ ticks, text, y, width }: GridProps) {
  return (
    <g className={styles.axis} textAnchor="end">
      {ticks.map((tick) => (
        <g key={tick}>
          {tick === 0 ? null : <path d={`M${LEFT} ${y(tick)}H${width - RIGHT}`} stroke={GRID.stroke} />}
          <text x={LEFT - 8} y={y(tick) + 4}>
            {text(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}

function tipOf(point: ConfirmPoint | undefined, index: number): Tip {
  if (!point) return { title: '', rows: [] };
  const swatch = point.late ? 'var(--negative)' : 'var(--purchases)';
  const rows: Tip['rows'][number][] = [{ label: 'Confirmed', value: formatCount(point.orders), swatch }];
  if (point.share !== null)
    rows.push({ label: `by ${index + 1} min`, value: formatPercent(point.share, { digits: 1 }) });
  if (point.lostAfter !== null) {
    rows.push({ label: 'not confirmed by then', value: formatPercent(point.lostAfter, { digits: 1 }) });
  }
  const title = point.late ? 'After the deadline' : `${point.label} after the trigger`;
  return { title, rows, note: point.late ? 'Not in time: these orders are not confirmed.' : undefined };
}
