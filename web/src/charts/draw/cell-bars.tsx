import { linear } from '@syncline/shared/scale';
import styles from './chart.module.css';

interface DeltaBarProps {
  value: number;
  /** The largest size of a change in the column, so that all bars share one scale. */
  largest: number;
  text: string;
  width?: number;
}

const TEXT = 54;

/** A change as a bar from a common zero, its amount beside it: positive to the right, negative to the left. */
export function DeltaBar({ value, largest, text, width = 210 }: DeltaBarProps) {
  const zero = width / 2;
  const reach = linear([0, Math.max(largest, 1)], [0, width / 2 - TEXT]);
  const length = reach(Math.abs(value));
  const up = value >= 0;
  return (
    <svg width={width} height={18} aria-hidden="true" style={{ verticalAlign: 'middle' }}>
      <rect
        x={up ? zero : zero - length}
        y={3}
        width={length}
        height={12}
        fill={up ? 'var(--positive)' : 'var(--negative)'}
        fillOpacity={0.85}
      />
      <path d={`M${zero} 0v18`} stroke="var(--strong)" />
      <text
        className={`${styles.label} ${styles.quiet}`}
        x={up ? zero + length + 5 : zero - length - 5}
        y={13}
        textAnchor={up ? 'start' : 'end'}
      >
        {text}
      </text>
    </svg>
  );
}

interface ShareCellProps {
  /** 0 to 1. */
  share: number;
  text: string;
  colour: string;
}

const BAR = 42;

/** A share in a table, with a small bar of it behind the number. */
export function ShareCell({ share, text, colour }: ShareCellProps) {
  return (
    <span className={styles.cell}>
      {text}
      <svg width={BAR} height={9} aria-hidden="true">
        <rect width={BAR} height={9} fill="var(--text-1)" fillOpacity={0.08} />
        <rect width={BAR * Math.min(1, Math.max(0, share))} height={9} fill={colour} fillOpacity="var(--fill)" />
      </svg>
    </span>
  );
}
