import { formatCount, formatMoney, formatPercent, plural } from '@syncline/shared/format';
import { differenceAt, type Volume, volumeAxis } from '../prepare/break-even.ts';
import { fittingLabels, textWidth } from '../prepare/labels.ts';
import { linear } from '@syncline/shared/scale';
import { BASELINE } from './axes.tsx';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

interface BreakEvenLineProps {
  /** Accessible name: what the chart shows. */
  label: string;
  volume: Volume;
  /** "break-even at +1.69 %, 79 more orders". */
  note: string;
  currency: string;
  height: number;
}

const TOP = 26;
const AXIS = 30;
const RIGHT = 66;
const LEFT = 8;
const STEPS = 20;

/** What a party gains or loses against today, by added orders; the part where it loses is shaded. */
export function BreakEvenLine(props: BreakEvenLineProps) {
  const { label, volume, currency, height } = props;
  const { low, high } = volumeAxis(volume);
  return (
    <ChartFrame
      label={label}
      height={height}
      count={STEPS}
      insets={{ start: LEFT, end: RIGHT }}
      tip={(index) => tipOf(volume, low + ((index + 0.5) * (high - low)) / STEPS, currency)}
    >
      {(width) => <Drawing {...props} width={width} />}
    </ChartFrame>
  );
}

function tipOf(volume: Volume, part: number, currency: string): Tip {
  return {
    title: `${formatPercent(part, { digits: 2, plus: true })} orders`,
    rows: [
      { label: 'Orders', value: formatCount(Math.round(volume.orders * part), { plus: true }) },
      { label: 'Against today', value: formatMoney(Math.round(differenceAt(volume, part)), currency, { plus: true }) },
    ],
  };
}

function Drawing({ volume, note, currency, height, width }: BreakEvenLineProps & { width: number }) {
  const { low, high, ticks } = volumeAxis(volume);
  const x = linear([low, high], [LEFT, width - RIGHT]);
  const [first, last] = [differenceAt(volume, low), differenceAt(volume, high)];
  const bottom = height - AXIS;
  const y = linear([Math.min(first, 0), Math.max(last, 0)], [bottom - 14, TOP]);
  const even = x(volume.added_part);
  const money = (value: number) => formatMoney(Math.round(value), currency, { plus: true });
  const names = ticks.map((tick) => {
    const text =
      tick === 0
        ? 'no change'
        : formatPercent(tick, { digits: tick * 100 === Math.round(tick * 100) ? 0 : 1, plus: true });
    const at = x(tick);
    return { key: String(tick), text, at, middle: Math.max(at, LEFT + textWidth(text) / 2) };
  });
  const shown = fittingLabels(
    names.map(({ key, text, middle }) => ({ key, at: middle, width: textWidth(text), weight: key === '0' ? 2 : 1 })),
  );
  // The note stands below the line where it fits to the right of it, else above and to the left.
  const roomRight = width - even - 12;
  const toRight = roomRight >= textWidth(note, 11.5);
  const now = differenceAt(volume, 0);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {first < 0 ? (
        <path d={`M${x(low)} ${y(first)}L${even} ${y(0)}H${x(low)}Z`} fill="var(--negative)" fillOpacity={0.16} />
      ) : null}
      <path d={`M${LEFT} ${y(0)}H${width - RIGHT}`} {...BASELINE} />
      <text className={`${styles.label} ${styles.quiet}`} x={width - RIGHT + 6} y={y(0) + 4}>
        as today
      </text>
      <path d={`M${x(low)} ${y(first)}L${x(high)} ${y(last)}`} stroke="var(--revenue)" strokeWidth={2} fill="none" />
      <circle cx={even} cy={y(0)} r={4} fill="var(--revenue)" stroke="var(--canvas)" strokeWidth={1.5} />
      <text
        className={`${styles.label} ${styles.strong}`}
        x={toRight ? even + 8 : Math.max(LEFT, Math.min(even - 8, width - 4))}
        y={toRight ? y(0) + 16 : y(0) - 10}
        textAnchor={toRight ? 'start' : 'end'}
      >
        {note}
      </text>
      <text className={`${styles.label} ${styles.strong}`} x={x(0) + 6} y={now < 0 ? y(now) + 14 : y(now) - 8}>
        {now === 0 ? '' : money(now)}
      </text>
      <text className={`${styles.label} ${styles.strong}`} x={x(high)} y={y(last) - 8} textAnchor="end">
        {money(last)}
      </text>
      <g className={styles.axis} textAnchor="middle">
        {names.map(({ key, text, at, middle }) => (
          <g key={key}>
            <path d={`M${at} ${bottom}v4`} stroke="var(--strong)" />
            {shown.has(key) ? (
              <text x={middle} y={bottom + 16}>
                {text}
              </text>
            ) : null}
          </g>
        ))}
      </g>
    </svg>
  );
}

/** "break-even at +1.69 %, 79 more orders". */
export function breakEvenNote({ added_part, added_orders }: { added_part: number; added_orders: number }): string {
  const orders = plural(
    Math.abs(added_orders),
    added_orders < 0 ? 'order fewer' : 'more order',
    added_orders < 0 ? 'orders fewer' : 'more orders',
  );
  return `break-even at ${formatPercent(added_part, { digits: 2, plus: true })}, ${orders}`;
}
