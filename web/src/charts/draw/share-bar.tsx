import { useWidth } from '../../ui/use-width.ts';
import { formatCount, formatPercent } from '@syncline/shared/format';
import { prepareShares, type SharePart } from '../prepare/share.ts';
import styles from './chart.module.css';

interface ShareBarProps {
  /** Accessible name: "Purchases by device". */
  label: string;
  /** Parts of one whole, in the order they are drawn. */
  parts: readonly SharePart[];
  valueText?: (value: number) => string;
}

const HEIGHT = 18;
const GAP = 2;

/** One stacked bar whose parts add up to the whole, each named with its share. */
export function ShareBar({ label, parts, valueText = formatCount }: ShareBarProps) {
  const { ref, width } = useWidth();
  const prepared = prepareShares(parts);
  const room = width - GAP * Math.max(0, prepared.length - 1);
  return (
    <figure ref={ref} className={styles.frame} aria-label={label}>
      <svg width={width} height={HEIGHT} aria-hidden="true">
        {prepared.map((part, index) => (
          <rect
            key={part.key}
            x={part.start * room + index * GAP}
            width={Math.max(1, part.share * room)}
            height={HEIGHT}
            fill={part.colour}
            fillOpacity="var(--fill)"
          />
        ))}
      </svg>
      <ul className={styles.legend}>
        {prepared.map((part) => (
          <li key={part.key} title={valueText(part.value)}>
            <i className={styles.swatch} style={{ background: part.colour }} />
            {part.label} <b>{formatPercent(part.share, { digits: 1 })}</b>
          </li>
        ))}
      </ul>
    </figure>
  );
}
