import { formatCount } from '@syncline/shared/format';
import styles from './stock-meter.module.css';

interface StockMeterProps {
  sold: number;
  /** Null is without limit: then there is no bar. */
  stock: number | null;
}

/** How many are sold, of how many there are: the figures, and a bar that is full when nothing is left. */
export function StockMeter({ sold, stock }: StockMeterProps) {
  if (stock === null) {
    return (
      <span className={styles.meter}>
        <span className={styles.figures}>
          {formatCount(sold)} <small>no limit</small>
        </span>
      </span>
    );
  }
  const share = stock === 0 ? 1 : Math.min(1, sold / stock);
  return (
    <span className={styles.meter}>
      <span className={styles.bar} aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span className={styles.figures}>
        {formatCount(sold)} <small>of {formatCount(stock)}</small>
      </span>
    </span>
  );
}
