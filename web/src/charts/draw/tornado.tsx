import { formatMoney, formatMoneyShort } from '@syncline/shared/format';
import { useNarrow } from '../../lib/use-narrow.ts';
import { fitted, textWidth } from '../prepare/labels.ts';
import { bandCentre, linear } from '@syncline/shared/scale';
import { BASELINE } from './axes.tsx';
import styles from './chart.module.css';
import { ChartFrame } from './chart-frame.tsx';

/** One part with what it leads to at its ends; differences are minor units. */
export interface TornadoRow {
  key: string;
  label: string;
  /** As it is. */
  now: string;
  ends: readonly { text: string; difference: number }[];
}

interface TornadoProps {
  /** Accessible name: what the chart shows. */
  label: string;
  rows: readonly TornadoRow[];
  currency: string;
}

const NAMES = 262;
const ROW = 34;
const NARROW_ROW = 54;
const BAR = 16;
const TOP = 8;
const BESIDE = 6;

export function useTornadoHeight(rows: number): number {
  return TOP + rows * (useNarrow() ? NARROW_ROW : ROW);
}

/** Bars from one zero to either side, with what they come to and what was changed at their ends. */
export function Tornado({ label, rows, currency }: TornadoProps) {
  const narrow = useNarrow();
  const height = useTornadoHeight(rows.length);
  return (
    <ChartFrame
      label={label}
      height={height}
      count={rows.length}
      insets={{ start: TOP, end: 0 }}
      along="y"
      tip={(index) => {
        const row = rows[index];
        if (!row) return { title: '', rows: [] };
        const ends = row.ends.map(({ text, difference }) => ({
          label: text,
          value: formatMoney(difference, currency, { plus: true }),
        }));
        return { title: row.label, rows: [{ label: row.now, value: 'as supposed' }, ...ends] };
      }}
    >
      {(width) => <Drawing {...{ rows, currency, width, height, narrow }} />}
    </ChartFrame>
  );
}

interface DrawingProps extends Omit<TornadoProps, 'label'> {
  width: number;
  height: number;
  narrow: boolean;
}

function Drawing({ rows, currency, width, height, narrow }: DrawingProps) {
  const texts = (row: TornadoRow) => sidesOf(row).map((side) => side && endText(side, currency));
  const room = (place: 0 | 1) => BESIDE * 2 + Math.max(0, ...rows.map((row) => textWidth(texts(row)[place] ?? '')));
  const [left, right] = [(narrow ? 0 : NAMES) + room(0), width - room(1)];
  const all = rows.flatMap(({ ends }) => ends.map(({ difference }) => difference));
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const x = linear(low === high ? [-1, 1] : [low, high], [Math.min(left, right - 40), right]);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {rows.map((row, index) => (
        <Bars
          key={row.key}
          row={row}
          texts={texts(row)}
          x={x}
          y={bandCentre(index, rows.length, TOP, height) + (narrow ? 9 : 0)}
          narrow={narrow}
          width={width}
        />
      ))}
      <path d={`M${x(0)} ${TOP - 4}V${height}`} {...BASELINE} />
    </svg>
  );
}

interface BarsProps {
  row: TornadoRow;
  texts: readonly (string | null)[];
  x: (value: number) => number;
  y: number;
  narrow: boolean;
  width: number;
}

function Bars({ row, texts, x, y, narrow, width }: BarsProps) {
  const [below, above] = sidesOf(row);
  const [belowText, aboveText] = texts;
  const name = `${row.label}  ${row.now}`;
  return (
    <g>
      <text className={styles.label} x={0} y={narrow ? y - 15 : y + 4}>
        {fitted(name, narrow ? width : NAMES - 8, 11.5)}
      </text>
      {[below, above].map((side) =>
        side ? (
          <rect
            key={side.difference < 0 ? 'below' : 'above'}
            x={Math.min(x(0), x(side.difference))}
            y={y - BAR / 2}
            width={Math.max(1, Math.abs(x(side.difference) - x(0)))}
            height={BAR}
            fill={side.difference < 0 ? 'var(--negative)' : 'var(--revenue)'}
            fillOpacity="var(--fill)"
          />
        ) : null,
      )}
      {belowText ? (
        <text className={styles.label} x={x(below?.difference ?? 0) - BESIDE} y={y + 4} textAnchor="end">
          {belowText}
        </text>
      ) : null}
      {aboveText ? (
        <text className={styles.label} x={x(above?.difference ?? 0) + BESIDE} y={y + 4}>
          {aboveText}
        </text>
      ) : null}
    </g>
  );
}

type End = TornadoRow['ends'][number];

/** The least of what lies below 0 and the greatest of what lies above; null where nothing does. */
function sidesOf({ ends }: TornadoRow): [End | null, End | null] {
  const sorted = ends.toSorted((one, other) => one.difference - other.difference);
  const [first, last] = [sorted[0], sorted.at(-1)];
  return [first && first.difference < 0 ? first : null, last && last.difference > 0 ? last : null];
}

function endText({ text, difference }: End, currency: string): string {
  return `${formatMoneyShort(difference, currency, { plus: true })} ${text}`;
}
