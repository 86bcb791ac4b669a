import { useId } from 'react';
import { formatPercent } from '@syncline/shared/format';
import type { DayTick } from '../prepare/days.ts';
import { bandCentre } from '@syncline/shared/scale';
import styles from './chart.module.css';

/** Styles of axis labels in Recharts. */
export const AXIS_TEXT = { fontSize: 11, fill: 'var(--text-2)' } as const;
export const BASELINE = { stroke: 'var(--strong)' } as const;
export const GRID = { stroke: 'var(--grid)', vertical: false } as const;

/** Writes the ticks of a share axis, all with as many decimals as the finest of them needs. */
export function percentTicks(ticks: readonly number[]): (value: number) => string {
  const decimals = (tick: number) => (String(Number((tick * 100).toPrecision(6))).split('.')[1] ?? '').length;
  const digits = Math.max(0, ...ticks.map(decimals));
  return (value) => (value === 0 ? '0' : formatPercent(value, { digits }));
}

interface DayAxisProps {
  ticks: readonly DayTick[];
  count: number;
  start: number;
  end: number;
  y: number;
}

/** Names of days under a plot, with short ticks. */
export function DayAxis({ ticks, count, start, end, y }: DayAxisProps) {
  return (
    <g className={styles.axis} textAnchor="middle">
      {ticks.map(({ index, label }) => {
        const x = bandCentre(index, count, start, end);
        return (
          <g key={index}>
            <path d={`M${x} ${y}v4`} stroke="var(--strong)" />
            <text x={x} y={y + 16}>
              {label}
            </text>
          </g>
        );
      })}
    </g>
  );
}

interface OpenDaysProps {
  /** Index of the first open day; the hatch runs from there to the end. */
  from: number;
  to: number;
  count: number;
  start: number;
  end: number;
  top: number;
  bottom: number;
  /** Written above, where there is room for it. */
  label?: string;
}

/** A 45° hatch over days that can still grow. */
export function OpenDays({ from, to, count, start, end, top, bottom, label }: OpenDaysProps) {
  const id = useId();
  const band = (end - start) / count;
  const x = start + from * band;
  const right = start + (to + 1) * band;
  return (
    <g>
      <Hatch id={id} colour="var(--strong)" />
      <rect x={x} y={top} width={right - x} height={bottom - top} fill={`url(#${id})`} opacity={0.55} />
      {label ? (
        <text className={`${styles.label} ${styles.quiet}`} x={right} y={top - 5} textAnchor="end">
          {label}
        </text>
      ) : null}
    </g>
  );
}

/** A pattern of 45° lines, to be used as `url(#id)`. */
export function Hatch({ id, colour }: { id: string; colour: string }) {
  return (
    <defs>
      <pattern id={id} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0v4" stroke={colour} strokeWidth="1.2" />
      </pattern>
    </defs>
  );
}
