import type { Axis } from '@syncline/shared/scale';
import { formatPercent } from '@syncline/shared/format';
import type { Interval } from '../../lib/proportion.ts';
import styles from './interval-track.module.css';

interface TrackProps {
  interval: Interval | null;
  axis: Axis;
  colour: string;
}

/** A share as a dot with its interval as whiskers, on an axis from zero that all rows have in common. */
export function IntervalTrack({ interval, axis, colour }: TrackProps) {
  const at = (value: number) => `${((value / axis.high) * 100).toFixed(2)}%`;
  return (
    <span className={styles.track} aria-hidden="true">
      {axis.ticks.map((tick) => (
        <i
          key={tick}
          className={tick === 0 ? `${styles.grid} ${styles.zero}` : styles.grid}
          style={{ left: at(tick) }}
        />
      ))}
      {interval ? (
        <>
          <i
            className={styles.whisker}
            style={{ left: at(interval.low), width: at(interval.high - interval.low), background: colour }}
          />
          <i className={styles.dot} style={{ left: at(interval.value), background: colour }} />
        </>
      ) : null}
    </span>
  );
}

/** The axis of the tracks above it. */
export function IntervalAxis({ axis: { ticks, high } }: { axis: Axis }) {
  const shown = ticks.length > 4 ? ticks.filter((_, index) => index % 2 === 0) : ticks;
  return (
    <span className={styles.track} aria-hidden="true">
      {shown.map((tick) => (
        <span key={tick} className={styles.tick} style={{ left: `${(tick / high) * 100}%` }}>
          {tick === 0 ? '0' : formatPercent(tick, { digits: axisDigits(shown) })}
        </span>
      ))}
    </span>
  );
}

function axisDigits(ticks: readonly number[]): number {
  const step = ((ticks[1] ?? 1) - (ticks[0] ?? 0)) * 100;
  return [0, 1, 2, 3].find((digits) => Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) < 1e-6) ?? 3;
}
