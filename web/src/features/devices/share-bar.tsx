import { formatCount, formatPercent } from '@syncline/shared/format';
import type { Group } from './device-names.ts';
import styles from './share-bar.module.css';

export interface Share extends Group {
  value: number;
}

/** Parts of one whole as a bar from edge to edge, and under it each part with its count and share. */
export function ShareBar({ shares, whole }: { shares: readonly Share[]; whole: number }) {
  return (
    <div>
      <div className={styles.bar} aria-hidden="true">
        {shares
          .filter(({ value }) => value > 0)
          .map(({ key, value, colour }) => (
            <i key={key} className={styles.part} style={{ flex: `${value} 1 0`, background: colour }} />
          ))}
      </div>
      <ul className={styles.legend}>
        {shares.map(({ key, name, value, colour }) => (
          <li key={key} className={styles.row}>
            <span className={styles.name}>
              <i className={styles.swatch} style={{ background: colour }} />
              {name}
            </span>
            <span className={styles.count}>{formatCount(value)}</span>
            <span className={styles.share}>{formatPercent(value / whole, { digits: 1 })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
