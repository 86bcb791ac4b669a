import type { ReactNode } from 'react';
import { formatMoney, UNDEFINED } from '@syncline/shared/format';
import type { Ledger } from './ledger.ts';
import styles from './ledger-lines.module.css';

interface LedgerLinesProps {
  ledger: Ledger;
  currency: string;
  /** The least height, so that nothing moves when there are fewer lines. */
  height: number;
  /** Whether changes are written with a plus. */
  plus?: boolean;
  /** Leads on from an amount, given as it is written. */
  link?: (key: string, text: string) => ReactNode;
}

/** A waterfall as a ledger: exact amounts beside bars from zero, each beginning where the one before ended. */
export function LedgerLines({ ledger, currency, height, plus = false, link }: LedgerLinesProps) {
  const size = ledger.high - ledger.low || 1;
  const at = (minor: number) => `${((minor - ledger.low) / size) * 100}%`;
  return (
    <div className={styles.ledger} style={{ minHeight: height }}>
      {ledger.lines.map((line, index) => {
        const { from, to } = line;
        const text =
          line.kind === 'unknown'
            ? UNDEFINED
            : formatMoney(line.amount, currency, { plus: plus && line.kind === 'change' });
        return (
          <div key={line.key} className={line.strong ? `${styles.line} ${styles.total}` : styles.line}>
            <span className={styles.name}>{line.name}</span>
            <span className={styles.note}>{line.note}</span>
            <span className={styles.amount}>{link?.(line.key, text) ?? text}</span>
            <span className={styles.track} aria-hidden="true">
              <i className={styles.zero} style={{ left: at(0) }} />
              {line.kind === 'unknown' ? null : (
                <i
                  className={line.outlined ? `${styles.bar} ${styles.outlined}` : styles.bar}
                  style={{
                    left: at(Math.min(from, to)),
                    width: `${(Math.abs(to - from) / size) * 100}%`,
                    background: line.fill,
                  }}
                />
              )}
              {index < ledger.lines.length - 1 ? (
                <i
                  className={line.kind === 'unknown' ? `${styles.step} ${styles.through}` : styles.step}
                  style={{ left: `calc(${at(to)} - 0.5px)` }}
                />
              ) : null}
            </span>
          </div>
        );
      })}
    </div>
  );
}
