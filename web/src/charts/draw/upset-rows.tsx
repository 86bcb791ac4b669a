import { formatCount, formatPercent } from '@syncline/shared/format';
import { bandCentre, linear } from '@syncline/shared/scale';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

/** Everybody who is in exactly these sets. */
interface Combination {
  /** For each set in its order whether it is one of them. */
  holds: readonly boolean[];
  people: number;
}

interface UpsetRowsProps {
  label: string;
  /** Names of the sets, which the heads number from 1. */
  sets: readonly string[];
  combinations: readonly Combination[];
  /** People of all combinations, those not drawn included. */
  total: number;
  /** The colour of the people. */
  colour: string;
}

const ROW = 28;
const HEAD = 26;
const DOT = 5.5;
const TEXT = 112;

/** An UpSet plot turned on its side: a row for each combination of sets, dots for those it is of, a bar for its people. */
export function UpsetRows({ label, sets, combinations, total, colour }: UpsetRowsProps) {
  const height = HEAD + combinations.length * ROW;
  return (
    <ChartFrame
      label={label}
      height={height}
      count={combinations.length}
      insets={{ start: HEAD, end: 0 }}
      along="y"
      tip={(index) => tipOf(combinations[index], sets, total)}
    >
      {(width) => <Drawing {...{ sets, combinations, total, colour, width, height }} />}
    </ChartFrame>
  );
}

type DrawingProps = Omit<UpsetRowsProps, 'label'> & { width: number; height: number };

function Drawing({ sets, combinations, total, colour, width, height }: DrawingProps) {
  const step = width < 480 ? 20 : 26;
  const left = sets.length * step + 14;
  const most = Math.max(1, ...combinations.map(({ people }) => people));
  const length = linear([0, most], [0, Math.max(1, width - left - TEXT)]);
  const x = (set: number) => (set + 0.5) * step;
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g className={styles.axis} textAnchor="middle">
        {sets.map((name, set) => (
          <text key={name} x={x(set)} y={14}>
            {set + 1}
          </text>
        ))}
      </g>
      <text className={styles.axis} x={left} y={14}>
        People reached by exactly these
      </text>
      {combinations.map(({ holds, people }, index) => {
        const y = bandCentre(index, combinations.length, HEAD, height);
        const first = holds.indexOf(true);
        const last = holds.lastIndexOf(true);
        return (
          <g key={holds.join()}>
            <path d={`M0 ${y + ROW / 2}H${width}`} stroke="var(--grid)" />
            <path d={`M${x(first)} ${y}H${x(last)}`} stroke={colour} strokeWidth={2} />
            {holds.map((holding, set) => (
              <circle
                key={sets[set]}
                cx={x(set)}
                cy={y}
                r={holding ? DOT : DOT - 1.5}
                fill={holding ? colour : 'var(--rule)'}
              />
            ))}
            <rect x={left} y={y - 7} width={length(people)} height={14} fill={colour} fillOpacity="var(--fill)" />
            <text className={styles.label} x={left + length(people) + 6} y={y + 4}>
              <tspan className={styles.strong}>{formatCount(people)}</tspan>
              <tspan dx={6}>{formatPercent(people / Math.max(1, total), { digits: 1 })}</tspan>
            </text>
          </g>
        );
      })}
      <path d={`M${left} ${HEAD}V${height}`} stroke="var(--strong)" />
    </svg>
  );
}

function tipOf(combination: Combination | undefined, sets: readonly string[], total: number): Tip {
  if (!combination) return { title: '', rows: [] };
  const names = sets.filter((_, set) => combination.holds[set]);
  const rows = [
    { label: 'People', value: formatCount(combination.people) },
    { label: 'of all reached', value: formatPercent(combination.people / Math.max(1, total)) },
  ];
  return { title: names.length === 1 ? `${names[0]} only` : names.join(' and '), rows };
}
