import { formatCount, formatInterval, formatPercent } from '@syncline/shared/format';
import type { FollowMark, PreparedFollows } from '../prepare/follows.ts';
import { bandCentre, linear } from '@syncline/shared/scale';
import { BASELINE, percentTicks } from './axes.tsx';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

interface FollowBarsProps {
  /** Accessible name: what the chart shows. */
  label: string;
  data: PreparedFollows;
  height: number;
}

const LEFT = 44;
const RIGHT = 4;
/** Room above the bars for the two marks. */
const TOP = 58;
const AXIS = 40;
const LEGEND = 30;
const MARK = 20;

/** Followers by number of brands as bars, each primary device as points over them, and the shares of 5 and 11 or more above. */
export function FollowBars({ label, data, height }: FollowBarsProps) {
  const { series } = data;
  return (
    <>
      <ChartFrame
        label={label}
        height={height - LEGEND}
        count={data.bars.length}
        insets={{ start: LEFT, end: RIGHT }}
        tip={(index) => tipOf(data, index)}
      >
        {(width) => <Drawing data={data} width={width} height={height - LEGEND} />}
      </ChartFrame>
      <ul className={styles.legend} style={{ justifyContent: 'flex-start' }}>
        <li>
          <i className={styles.swatch} style={{ background: 'var(--text-2)', opacity: 0.35 }} />
          All followers
        </li>
        {series.map(({ key, name, colour }) => (
          <li key={key}>
            <i className={styles.swatch} style={{ background: colour, borderRadius: '50%' }} />
            {name}
          </li>
        ))}
      </ul>
    </>
  );
}

function Drawing({ data, width, height }: { data: PreparedFollows; width: number; height: number }) {
  const { bars, series, marks, axis } = data;
  const bottom = height - AXIS;
  const end = width - RIGHT;
  const y = linear([0, axis.high], [bottom, TOP]);
  const x = (index: number) => bandCentre(index, bars.length, LEFT, end);
  const band = (end - LEFT) / bars.length;
  const tickText = percentTicks(axis.ticks);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g className={styles.axis}>
        {axis.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${LEFT} ${y(tick)}H${end}`} {...(tick === 0 ? BASELINE : { stroke: 'var(--grid)' })} />
            <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
              {tickText(tick)}
            </text>
          </g>
        ))}
        {bars.map(({ label }, index) => (
          <text key={label} x={x(index)} y={bottom + 16} textAnchor="middle">
            {label}
          </text>
        ))}
        <text x={(LEFT + end) / 2} y={bottom + 34} textAnchor="middle">
          brands followed
        </text>
      </g>
      {bars.map(({ label, share, open }, index) => (
        <rect
          key={label}
          x={x(index) - band * 0.4}
          y={y(share)}
          width={band * 0.8}
          height={bottom - y(share)}
          fill="var(--text-2)"
          fillOpacity={open ? 0.26 : 0.35}
        />
      ))}
      {series.map(({ key, colour, bars: own }) => (
        <g key={key}>
          <path
            d={`M${own.map(({ share }, index) => `${x(index)} ${y(share)}`).join('L')}`}
            fill="none"
            stroke={colour}
            strokeWidth={1.25}
            strokeOpacity={0.7}
          />
          {own.map(({ label, share }, index) => (
            <circle
              key={label}
              cx={x(index)}
              cy={y(share)}
              r={4}
              fill={colour}
              stroke="var(--canvas)"
              strokeWidth={1.5}
            />
          ))}
        </g>
      ))}
      {marks.map((mark, place) => (
        <Mark
          key={mark.brands}
          mark={mark}
          start={LEFT + mark.from * band + 2}
          end={end - 2}
          y={12 + place * MARK}
          floor={TOP - 12}
        />
      ))}
    </svg>
  );
}

interface MarkProps {
  mark: FollowMark;
  start: number;
  end: number;
  y: number;
  /** Where the feet of the bracket end. */
  floor: number;
}

/** A bracket over the bars of "5 or more", its share written before it. */
function Mark({ mark: { brands, share }, start, end, y, floor }: MarkProps) {
  return (
    <g>
      <path d={`M${start} ${floor}V${y}H${end}V${y + 5}`} fill="none" stroke="var(--strong)" />
      <text className={styles.label} x={start - 6} y={y + 4} textAnchor="end">
        {brands}+ brands{' '}
        <tspan className={styles.strong}>{share.value === null ? '' : formatPercent(share.value)}</tspan>
      </text>
    </g>
  );
}

function tipOf({ bars, series, marks }: PreparedFollows, index: number): Tip {
  const bar = bars[index];
  if (!bar) return { title: '', rows: [] };
  const mark = marks.find(({ from }) => from === index);
  const { low, high } = mark?.share ?? { low: null, high: null };
  return {
    title: bar.brands === 1 ? '1 brand' : `${bar.label} brands`,
    rows: [
      { label: 'All followers', value: `${formatCount(bar.people)} · ${formatPercent(bar.share)}` },
      ...series.map(({ name, colour, bars: own }) => ({
        label: name,
        value: `${formatCount(own[index]?.people ?? 0)} · ${formatPercent(own[index]?.share ?? 0)}`,
        swatch: colour,
      })),
    ],
    ...(mark && mark.share.value !== null && low !== null && high !== null
      ? {
          note: `${mark.brands} or more: ${formatPercent(mark.share.value)} (${formatInterval(low, high)}), ${formatCount(mark.share.numerator)} of ${formatCount(mark.share.base)}`,
        }
      : {}),
  };
}
