import type { MetricDefinition } from '@syncline/shared/metrics';
import type { ReactNode } from 'react';
import { type Change, type Figure, formatChange, UNDEFINED } from '@syncline/shared/format';
import { Defined, type Definition } from './definition.tsx';
import styles from './kpi.module.css';

/** A row of figures with hairlines between them; in threes below 1200. */
export function KpiStrip({ children }: { children: ReactNode }) {
  return (
    <div className={styles.strip} data-figures>
      {children}
    </div>
  );
}

interface KpiProps {
  label: string;
  definition: Definition;
  /** `undefined` while loading: the place is kept. */
  figure: Figure | undefined;
  /** A line under the figure: a Delta, an interval, a base, or why the figure is not defined. */
  note?: ReactNode;
  /** A sparkline under the note; pass `null` while loading so that its place is kept. */
  chart?: ReactNode;
  /** Colour token of the series the figure belongs to, such as "var(--mobile)". */
  swatch?: string;
}

/** One figure of a KpiStrip: label (opens the definition), value, note, sparkline. */
export function Kpi({ label, definition, figure, note, chart, swatch }: KpiProps) {
  return (
    <div className={styles.kpi}>
      <Defined definition={definition} className={styles.label ?? ''} name={`${label}: definition`}>
        {swatch ? <i className={styles.swatch} style={{ background: swatch }} /> : null}
        <span>{label}</span>
      </Defined>
      <div className={styles.value}>
        {figure ? (
          <>
            {figure.main}
            {figure.minor ? <span className={styles.minor}>{figure.minor}</span> : null}
          </>
        ) : (
          <span className={styles.bar} style={{ width: '60%', height: 22, marginTop: 5 }} />
        )}
      </div>
      <div className={styles.note}>{figure ? note : null}</div>
      {chart === undefined ? null : <div className={styles.chart}>{chart}</div>}
    </div>
  );
}

interface DeltaProps {
  change: Change | null;
  /** Which direction is good; colour says good or bad, the arrow says direction. */
  better: MetricDefinition['better'];
  /** What it is against: "vs prev. 90 days". */
  against?: string;
}

/** Smaller changes are written 0.0 and have no direction. */
const SHOWN = 0.0005;

/** A change with its arrow. A change that is not defined is a dash. */
export function Delta({ change, better, against = '' }: DeltaProps) {
  if (!change) return <>{against ? `${UNDEFINED} ${against}` : UNDEFINED}</>;
  const direction = Math.abs(change.value) < SHOWN ? 0 : Math.sign(change.value);
  const good = better === 'neither' || direction === 0 ? null : direction > 0 === (better === 'up');
  const tone = good === null ? styles.even : good ? styles.good : styles.bad;
  const text = formatChange(change);
  return (
    <>
      <span className={`${styles.change} ${tone}`}>
        {direction === 0 ? null : (
          <i aria-hidden="true" className={direction > 0 ? styles.arrow : `${styles.arrow} ${styles.down}`} />
        )}
        <span className="sr-only">{direction > 0 ? 'up ' : direction < 0 ? 'down ' : ''}</span>
        {text}
      </span>
      {against ? <span className={styles.against}> {against}</span> : null}
    </>
  );
}
