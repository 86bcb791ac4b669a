import { formatPercent } from '@syncline/shared/format';
import { useNarrow } from '../../lib/use-narrow.ts';
import { fittingLabels, textWidth } from '../prepare/labels.ts';
import { bandCentre } from '@syncline/shared/scale';
import { type PreparedPart, prepareShares, type SharePart } from '../prepare/share.ts';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

/** One whole in its parts. */
export interface PartRow {
  key: string;
  label: string;
  /** "9,482 people". */
  base: string;
  parts: readonly SharePart[];
  tip: Tip;
}

interface PartBarsProps {
  /** Accessible name: what the chart shows. */
  label: string;
  rows: readonly PartRow[];
  /** What the parts are, in the order they are drawn; the same for every row. */
  legend: readonly Omit<SharePart, 'value'>[];
}

const NAMES = 132;
const BAR = 18;
const GAP = 2;
const ROW = 52;
const NARROW_ROW = 70;
const LEGEND = 30;
const NARROW_LEGEND = 54;

/** About how high bars of so many wholes are drawn here, legend included. */
export function usePartBarsHeight(rows: number): number {
  return useNarrow() ? NARROW_LEGEND + rows * NARROW_ROW : LEGEND + rows * ROW;
}

/** Wholes as bars of the same length, each cut into parts that add up to it: shares of different bases side by side. */
export function PartBars({ label, rows, legend }: PartBarsProps) {
  const narrow = useNarrow();
  const height = rows.length * (narrow ? NARROW_ROW : ROW);
  return (
    <>
      <ul className={styles.legend} style={{ justifyContent: 'flex-start', margin: '0 0 8px' }}>
        {legend.map(({ key, label: name, colour, strength }) => (
          <li key={key}>
            <i className={styles.swatch} style={{ background: colour, opacity: strength }} />
            {name}
          </li>
        ))}
      </ul>
      <ChartFrame
        label={label}
        height={height}
        count={rows.length}
        insets={{ start: 0, end: 0 }}
        along="y"
        tip={(index) => rows[index]?.tip ?? { title: '', rows: [] }}
      >
        {(width) => (
          <svg width={width} height={height} aria-hidden="true">
            {rows.map((row, index) => (
              <Row key={row.key} {...{ row, narrow, width }} y={bandCentre(index, rows.length, 0, height)} />
            ))}
          </svg>
        )}
      </ChartFrame>
    </>
  );
}

function Row({ row, narrow, width, y }: { row: PartRow; narrow: boolean; width: number; y: number }) {
  const start = narrow ? 0 : NAMES;
  const top = narrow ? y - BAR / 2 : y - BAR + 2;
  const parts = placed(prepareShares(row.parts), start, width);
  const shown = fittingLabels(
    parts.map(({ key, text, x, share }) => {
      const wide = textWidth(text);
      return { key, at: Math.min(x, width - wide) + wide / 2, width: wide, weight: share };
    }),
  );
  return (
    <g>
      <text
        className={`${styles.label} ${styles.strong}`}
        style={{ fontSize: 12.5 }}
        x={0}
        y={narrow ? top - 8 : y - 6}
      >
        {row.label}
      </text>
      <text
        className={styles.label}
        style={{ fill: 'var(--text-2)' }}
        x={narrow ? width : 0}
        y={narrow ? top - 8 : y + 9}
        textAnchor={narrow ? 'end' : 'start'}
      >
        {row.base}
      </text>
      {parts.map(({ key, x, length, colour, strength, text }) => (
        <g key={key}>
          <rect x={x} y={top} width={length} height={BAR} fill={colour} fillOpacity={strength ?? 'var(--fill)'} />
          {shown.has(key) ? (
            <text className={styles.label} x={Math.min(x, width - textWidth(text))} y={top + BAR + 14}>
              {text}
            </text>
          ) : null}
        </g>
      ))}
    </g>
  );
}

function placed(parts: readonly PreparedPart[], start: number, width: number) {
  const room = width - start - GAP * Math.max(0, parts.length - 1);
  return parts.map((part, index) => ({
    ...part,
    x: start + part.start * room + index * GAP,
    length: Math.max(1, part.share * room),
    text: `${formatPercent(part.share, { digits: 1 })}${part.note ? ` (${part.note})` : ''}`,
  }));
}
