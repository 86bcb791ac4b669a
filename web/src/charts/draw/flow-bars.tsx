import type { ChartNote } from '../../lib/annotations.ts';
import { formatCount, formatDay, formatShort } from '@syncline/shared/format';
import { dayTicks } from '../prepare/days.ts';
import { flowAxis, type FlowPoint, runsOf } from '../prepare/flows.ts';
import { bandCentre, linear } from '@syncline/shared/scale';
import { BASELINE, DayAxis, OpenDays } from './axes.tsx';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';
import { NoteMarks, noteRows, notesRoom } from './note-marks.tsx';

interface FlowBarsProps {
  /** Accessible name: what the chart shows. */
  label: string;
  points: readonly FlowPoint[];
  /** What comes above the baseline, and what goes below it: "Follows", "Unfollows". */
  cameName: string;
  wentName: string;
  height: number;
  notes?: readonly ChartNote[];
}

const LEFT = 48;
const RIGHT = 2;
const TOP = 22;
const AXIS = 26;
const LEGEND = 30;
/** From this many days on the line is the seven-day mean. */
const MEAN_FROM = 14;

/** What came above zero and what went below it, day by day, with the difference as a line; open days hatched. */
export function FlowBars({ label, points, cameName, wentName, height, notes = [] }: FlowBarsProps) {
  const withMean = points.length >= MEAN_FROM;
  return (
    <>
      <ChartFrame
        label={label}
        height={height - LEGEND}
        count={points.length}
        insets={{ start: LEFT, end: RIGHT }}
        tip={(index) => tipOf(points[index], cameName, wentName, notes)}
      >
        {(width) => (
          <Drawing points={points} withMean={withMean} width={width} height={height - LEGEND} notes={notes} />
        )}
      </ChartFrame>
      <ul className={styles.legend} style={{ justifyContent: 'flex-start' }}>
        <li>
          <i className={styles.swatch} style={{ background: 'var(--text-2)', opacity: 0.45 }} />
          {cameName}
        </li>
        <li>
          <i className={styles.swatch} style={{ background: 'var(--negative)', opacity: 0.7 }} />
          {wentName}
        </li>
        <li>
          <i className={styles.swatch} style={{ background: 'var(--text-1)', height: 2, width: 14 }} />
          Net{withMean ? ', 7-day mean' : ''}
        </li>
      </ul>
    </>
  );
}

interface DrawingProps {
  points: readonly FlowPoint[];
  withMean: boolean;
  width: number;
  height: number;
  notes: readonly ChartNote[];
}

function Drawing({ points, withMean, width, height, notes }: DrawingProps) {
  const axis = flowAxis(points);
  const bottom = height - AXIS;
  const end = width - RIGHT;
  const top = TOP + notesRoom(notes);
  const y = linear([axis.low, axis.high], [bottom, top]);
  const x = (index: number) => bandCentre(index, points.length, LEFT, end);
  const band = (end - LEFT) / points.length;
  const size = Math.max(0.5, band * (points.length > 60 ? 0.86 : 0.8));
  const firstOpen = points.findIndex((point) => point.open);
  const runs = runsOf(points.map((point) => (withMean ? point.mean : point.net)));
  const days = points.map((point) => point.day);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g className={styles.axis} textAnchor="end">
        {axis.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${LEFT} ${y(tick)}H${end}`} stroke="var(--grid)" />
            <text x={LEFT - 6} y={y(tick) + 4}>
              {formatShort(tick)}
            </text>
          </g>
        ))}
      </g>
      {points.map(({ day, came, went, open }, index) => (
        <g key={day} opacity={open ? 0.6 : 1}>
          <rect
            x={x(index) - size / 2}
            y={y(came ?? 0)}
            width={size}
            height={y(0) - y(came ?? 0)}
            fill="var(--text-2)"
            fillOpacity={0.45}
          />
          <rect
            x={x(index) - size / 2}
            y={y(0)}
            width={size}
            height={y(-(went ?? 0)) - y(0)}
            fill="var(--negative)"
            fillOpacity={0.7}
          />
        </g>
      ))}
      <path d={`M${LEFT} ${y(0)}H${end}`} {...BASELINE} />
      {runs.map((run) => (
        <path
          key={run[0]?.index}
          d={`M${run.map(({ index, value }) => `${x(index)} ${y(value)}`).join('L')}`}
          fill="none"
          stroke="var(--text-1)"
          strokeWidth={2}
          strokeLinecap="round"
        />
      ))}
      <DayAxis ticks={dayTicks(days, end - LEFT)} count={points.length} start={LEFT} end={end} y={bottom} />
      {firstOpen >= 0 ? (
        <OpenDays
          from={firstOpen}
          to={points.findLastIndex((point) => point.open)}
          count={points.length}
          start={LEFT}
          end={end}
          top={top}
          bottom={bottom}
          label="still open"
        />
      ) : null}
      <NoteMarks notes={notes} days={days} start={LEFT} end={end} top={0} bottom={bottom} />
    </svg>
  );
}

function tipOf(point: FlowPoint | undefined, cameName: string, wentName: string, notes: readonly ChartNote[]): Tip {
  if (!point) return { title: '', rows: [] };
  const text = (value: number | null) => (value === null ? 'no data' : formatCount(value));
  const rows: Tip['rows'][number][] = [
    { label: cameName, value: text(point.came), swatch: 'var(--text-2)' },
    { label: wentName, value: text(point.went), swatch: 'var(--negative)' },
    {
      label: 'Net',
      value: point.net === null ? 'no data' : formatCount(point.net, { plus: true }),
      swatch: 'var(--text-1)',
    },
  ];
  if (point.mean !== null)
    rows.push({
      label: 'Net, 7-day mean',
      value: formatCount(Math.round(point.mean), { plus: true }),
      swatch: 'var(--text-1)',
    });
  rows.push(...noteRows(notes, point.day));
  return {
    title: formatDay(point.day, { year: true, weekday: true }),
    rows,
    note: point.open ? 'Still open: this day can grow.' : undefined,
  };
}
