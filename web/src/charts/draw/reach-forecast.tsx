import { formatCount, formatDay, formatShort } from '@syncline/shared/format';
import { textWidth } from '../prepare/labels.ts';
import type { ForecastPoint, PreparedForecast } from '../prepare/reach-forecast.ts';
import { bandCentre, linear } from '@syncline/shared/scale';
import { BASELINE } from './axes.tsx';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

interface ReachForecastProps {
  data: PreparedForecast;
  height: number;
}

const LEFT = 48;
const RIGHT = 12;
const TOP = 20;
const AXIS = 38;
/** Pixels between two numbered days. */
const TICK_ROOM = 44;

/** Reach by day with impressions; what is foretold is dashed, in the band of its interval, up to a tenth more people. */
export function ReachForecast({ data, height }: ReachForecastProps) {
  return (
    <ChartFrame
      label="People reached by day with impressions, and the forecast of further such days"
      height={height}
      count={data.points.length}
      insets={{ start: LEFT, end: RIGHT }}
      tip={(index) => tipOf(data, index)}
    >
      {(width) => <Drawing data={data} width={width} height={height} />}
    </ChartFrame>
  );
}

function Drawing({ data, width, height }: ReachForecastProps & { width: number }) {
  const { points, last, target, met, axis } = data;
  const bottom = height - AXIS;
  const y = linear([0, axis.high], [bottom, TOP]);
  const x = (index: number) => bandCentre(index, points.length, LEFT, width - RIGHT);
  const at = (value: (point: ForecastPoint) => number, from: number, to: number) =>
    points.slice(from, to).map((point, index) => `${x(from + index)} ${y(value(point))}`);
  const seen = at(({ reach }) => reach, 0, last + 1);
  const foretold = at(({ reach }) => reach, last, points.length);
  const upper = at(({ high }) => high, last, points.length);
  const lower = at(({ low }) => low, last, points.length).reverse();
  const goal = `10 % more: ${formatCount(target)}`;
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g className={styles.axis}>
        {axis.ticks.map((tick) => (
          <g key={tick}>
            {tick > 0 ? <path d={`M${LEFT} ${y(tick)}H${width - RIGHT}`} stroke="var(--grid)" /> : null}
            <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
              {tick === 0 ? '0' : formatShort(tick)}
            </text>
          </g>
        ))}
      </g>
      <path d={`M${LEFT} ${bottom}H${width - RIGHT}`} {...BASELINE} />
      <path d={`M${seen.join('L')}V${bottom}H${x(0)}Z`} fill="var(--reach)" fillOpacity={0.08} />
      <path d={`M${[...upper, ...lower].join('L')}Z`} fill="var(--reach)" fillOpacity={0.16} />
      <path d={`M${seen.join('L')}`} stroke="var(--reach)" strokeWidth={2} fill="none" />
      <path d={`M${foretold.join('L')}`} stroke="var(--reach)" strokeWidth={2} strokeDasharray="5 4" fill="none" />
      <path d={`M${LEFT} ${y(target)}H${width - RIGHT}`} stroke="var(--text-2)" strokeDasharray="1.5 3" />
      <text className={styles.label} x={LEFT + 6} y={y(target) - 6}>
        {goal}
      </text>
      <Today x={x(last)} y={y(points[last]?.reach ?? 0)} text={formatCount(points[last]?.reach ?? 0)} />
      {met === null ? null : (
        <>
          <path d={`M${x(met)} ${y(target)}V${bottom}`} stroke="var(--text-2)" strokeDasharray="1.5 3" />
          <circle cx={x(met)} cy={y(target)} r={4} fill="var(--canvas)" stroke="var(--reach)" strokeWidth={2} />
        </>
      )}
      <g className={styles.axis} textAnchor="middle">
        {dayNumbers(points.length, width - LEFT - RIGHT).map((index) => (
          <text key={index} x={x(index)} y={bottom + 16}>
            {points[index]?.number}
          </text>
        ))}
        <text x={(LEFT + width - RIGHT) / 2} y={bottom + 33}>
          days with impressions
        </text>
      </g>
    </svg>
  );
}

function Today({ x, y, text }: { x: number; y: number; text: string }) {
  return (
    <>
      <circle cx={x} cy={y} r={4} fill="var(--reach)" stroke="var(--canvas)" strokeWidth={1.5} />
      <text
        className={`${styles.label} ${styles.strong}`}
        x={Math.max(LEFT + textWidth(text) + 4, x)}
        y={y + 20}
        textAnchor="end"
      >
        {text}
      </text>
    </>
  );
}

/** The days that are numbered: the first, and every so manieth that leaves room. */
function dayNumbers(count: number, width: number): number[] {
  const step = [1, 5, 10, 20, 50, 100, 200].find((one) => (one * width) / count >= TICK_ROOM) ?? 500;
  return Array.from({ length: count }, (_, index) => index).filter((index) => index === 0 || (index + 1) % step === 0);
}

function tipOf({ points, last }: PreparedForecast, index: number): Tip {
  const point = points[index];
  if (!point) return { title: '', rows: [] };
  const value = formatCount(Math.round(point.reach));
  if (point.day !== null) {
    return {
      title: formatDay(point.day, { year: true, weekday: true }),
      rows: [
        { label: 'Reached so far', value, swatch: 'var(--reach)' },
        { label: 'Day with impressions', value: String(point.number) },
      ],
    };
  }
  return {
    title: `After ${index - last} more ${index - last === 1 ? 'day' : 'days'}`,
    rows: [
      { label: 'Reached, forecast', value, swatch: 'var(--reach)' },
      {
        label: '95 % interval',
        value: `${formatCount(Math.round(point.low))} to ${formatCount(Math.round(point.high))}`,
      },
    ],
  };
}
