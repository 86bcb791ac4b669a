import { THRESHOLDS_TRIED } from '@syncline/shared/sensitivity';
import { formatPercent } from '@syncline/shared/format';
import styles from './threshold-choice.module.css';

const OFFERED = THRESHOLDS_TRIED.map((threshold) => Math.round(threshold * 100));

interface ThresholdProps {
  /** 0.6 for 60 %. */
  value: number;
  onChange: (value: number) => void;
}

/** The threshold of the primary device, as a figure in the sentence that states the rule. */
export function ThresholdChoice({ value, onChange }: ThresholdProps) {
  const percent = Math.round(value * 100);
  const choices = [...new Set([...OFFERED, percent])].sort((a, b) => a - b);
  return (
    <select
      className={styles.select}
      aria-label="Share of actions that makes a device the primary one"
      value={percent}
      onChange={(event) => onChange(Number(event.currentTarget.value) / 100)}
    >
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {formatPercent(choice / 100, { digits: 0 })}
        </option>
      ))}
    </select>
  );
}
