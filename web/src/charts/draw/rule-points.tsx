import { formatShort } from '@syncline/shared/format';
import type { Interval } from '../../lib/proportion.ts';
import { logScale, ratioAxis } from '@syncline/shared/ratio-axis';
import { bandCentre, linear, zeroAxis } from '@syncline/shared/scale';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

/** What came out under one rule. */
export interface RulePoint {
  key: string;
  /** Under the plot: "60 %". */
  label: string;
  /** Whether it is the rule that the rest of the screen goes by. */
  asked: boolean;
  /** Null where it is held back. */
  ratio: Interval | null;
  /** The groups that the rule makes, from the base line up; null people are held back. */
  groups: readonly { name: string; colour: string; people: number | null }[];
  tip: Tip;
}

interface RulePointsProps {
  label: string;
  points: readonly RulePoint[];
  colour: string;
  /** What a ratio of 1 stands for. */
  oneName: string;
}

const LEFT = 48;
const TOP = 22;
const RATIOS = 150;
const GAP = 34;
const PEOPLE = 84;
const FOOT = 24;

/** How high it is drawn. */
export const RULE_POINTS_HEIGHT = TOP + RATIOS + GAP + PEOPLE + FOOT;

/** A ratio with its 95 % interval under each of several rules, on a log scale around 1; below it the groups that the rule makes. */
export function RulePoints({ label, points, colour, oneName }: RulePointsProps) {
  return (
    <ChartFrame
      label={label}
      height={RULE_POINTS_HEIGHT}
      count={points.length}
      insets={{ start: LEFT, end: 0 }}
      tip={(index) => points[index]?.tip ?? { title: '', rows: [] }}
    >
      {(width) => (
        <svg width={width} height={RULE_POINTS_HEIGHT} aria-hidden="true">
          <Ratios {...{ points, colour, oneName, width }} />
          <Groups points={points} width={width} />
          <Labels points={points} width={width} />
        </svg>
      )}
    </ChartFrame>
  );
}

function Ratios({ points, colour, oneName, width }: Omit<RulePointsProps, 'label'> & { width: number }) {
  const axis = ratioAxis(points.map(({ ratio }) => ratio));
  const bottom = TOP + RATIOS;
  const y = logScale(axis, bottom, TOP);
  return (
    <g>
      <text className={styles.axis} x={0} y={12}>
        Ratio, 95 % interval; 1 is {oneName}
      </text>
      <g className={styles.axis} textAnchor="end">
        {axis.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${LEFT} ${y(tick)}H${width}`} stroke={tick === 1 ? 'var(--strong)' : 'var(--grid)'} />
            <text x={LEFT - 8} y={y(tick) + 4}>
              {tick}×
            </text>
          </g>
        ))}
      </g>
      {points.map(({ key, ratio, asked }, index) => {
        const x = bandCentre(index, points.length, LEFT, width);
        if (!ratio) {
          return (
            <text key={key} className={styles.axis} x={x} y={y(1) - 6} textAnchor="middle">
              –
            </text>
          );
        }
        const [low, value, high] = [y(ratio.low), y(ratio.value), y(ratio.high)];
        return (
          <g key={key}>
            <path d={`M${x} ${high}V${low}M${x - 4} ${high}h8M${x - 4} ${low}h8`} stroke={colour} strokeWidth={1.5} />
            <circle
              cx={x}
              cy={value}
              r={asked ? 5 : 4}
              fill={asked ? colour : 'var(--canvas)'}
              stroke={colour}
              strokeWidth={1.5}
            />
          </g>
        );
      })}
    </g>
  );
}

function Groups({ points, width }: { points: readonly RulePoint[]; width: number }) {
  const top = TOP + RATIOS + GAP;
  const sums = points.map(({ groups }) => groups.reduce((sum, { people }) => sum + (people ?? 0), 0));
  const axis = zeroAxis(sums, { whole: true, intervals: 2 });
  const y = linear([0, axis.high], [top + PEOPLE, top]);
  const bar = Math.min(40, ((width - LEFT) / points.length) * 0.62);
  return (
    <g>
      <text className={styles.axis} x={0} y={top - 10}>
        People: {points[0]?.groups.map(({ name }) => name.toLowerCase()).join(', ')}, from below
      </text>
      <g className={styles.axis} textAnchor="end">
        {axis.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${LEFT} ${y(tick)}H${width}`} stroke={tick === 0 ? 'var(--strong)' : 'var(--grid)'} />
            <text x={LEFT - 8} y={y(tick) + 4}>
              {formatShort(tick)}
            </text>
          </g>
        ))}
      </g>
      {points.map(({ key, groups }, index) => {
        const x = bandCentre(index, points.length, LEFT, width) - bar / 2;
        return <Stack key={key} groups={groups} x={x} width={bar} y={y} />;
      })}
    </g>
  );
}

interface StackProps {
  groups: RulePoint['groups'];
  x: number;
  width: number;
  y: (people: number) => number;
}

function Stack({ groups, x, width, y }: StackProps) {
  const parts = groups.flatMap(({ name, colour, people }, index) => {
    if (people === null || people === 0) return [];
    const below = groups.slice(0, index).reduce((sum, group) => sum + (group.people ?? 0), 0);
    return [{ name, colour, top: y(below + people), height: y(below) - y(below + people) }];
  });
  if (parts.length === 0) {
    return (
      <text className={styles.axis} x={x + width / 2} y={y(0) - 6} textAnchor="middle">
        –
      </text>
    );
  }
  return (
    <g>
      {parts.map(({ name, colour, top, height }) => (
        <rect key={name} x={x} y={top} width={width} height={height} fill={colour} fillOpacity="var(--fill)" />
      ))}
    </g>
  );
}

function Labels({ points, width }: { points: readonly RulePoint[]; width: number }) {
  return (
    <g className={styles.axis} textAnchor="middle">
      {points.map(({ key, label, asked }, index) => (
        <text
          key={key}
          className={asked ? styles.strong : undefined}
          x={bandCentre(index, points.length, LEFT, width)}
          y={RULE_POINTS_HEIGHT - 7}
        >
          {label}
        </text>
      ))}
    </g>
  );
}
