import { formatPercent } from '@syncline/shared/format';
import type { PreparedFrequency } from '../prepare/frequency.ts';
import { bandCentre, linear } from '@syncline/shared/scale';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

interface FrequencyTurnedProps {
  data: PreparedFrequency;
  tip: (index: number) => Tip;
}

const ROW = 26;
const HEAD = 34;
const FOOT = 20;
const NAME = 34;
const RATE_TEXT = 52;
const COUNT_TEXT = 42;

/** The frequency chart for phones: one row a frequency, people to the left, conversion to the right. */
export function FrequencyTurned({ data, tip }: FrequencyTurnedProps) {
  const height = HEAD + data.points.length * ROW + FOOT;
  return (
    <ChartFrame
      label="People, and buyers ÷ people, by number of impressions seen"
      height={height}
      count={data.points.length}
      insets={{ start: HEAD, end: FOOT }}
      along="y"
      tip={tip}
    >
      {(width) => <Drawing data={data} width={width} height={height} />}
    </ChartFrame>
  );
}

function Drawing({ data, width, height }: { data: PreparedFrequency; width: number; height: number }) {
  const middle = Math.round(width * 0.55);
  const people = linear(
    [0, Math.max(...data.points.map((point) => point.people), 1)],
    [0, middle - NAME - COUNT_TEXT - 8],
  );
  const rate = linear([data.rateAxis.low, data.rateAxis.high], [middle + 6, width - RATE_TEXT]);
  return (
    <svg width={width} height={height} aria-hidden="true">
      <g className={styles.axis}>
        <text x={NAME} y={12}>
          People
        </text>
        <text x={width} y={12} textAnchor="end">
          Buyers ÷ people, 95 % interval
        </text>
        {data.rateAxis.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${rate(tick)} ${HEAD}V${height - FOOT}`} stroke={tick === 0 ? 'var(--strong)' : 'var(--grid)'} />
            <text x={rate(tick)} y={28} textAnchor="middle">
              {tick === 0 ? '0' : (tick * 100).toFixed(1)}
            </text>
          </g>
        ))}
      </g>
      {data.overall === null ? null : (
        <>
          <path
            d={`M${rate(data.overall)} ${HEAD - 4}V${height - FOOT + 4}`}
            stroke="var(--purchases)"
            strokeDasharray="1.5 3"
          />
          <text className={`${styles.label} ${styles.quiet}`} x={rate(data.overall)} y={height - 4} textAnchor="middle">
            all people {formatPercent(data.overall)}
          </text>
        </>
      )}
      {data.points.map((point, index) => {
        const y = bandCentre(index, data.points.length, HEAD, height - FOOT);
        const bar = people(point.people);
        const bold = data.labelled.includes(index) ? `${styles.label} ${styles.strong}` : styles.label;
        return (
          <g key={point.label}>
            <text className={`${styles.label} ${styles.strong}`} x={NAME - 10} y={y + 4} textAnchor="end">
              {point.label}
            </text>
            <rect
              x={NAME}
              y={y - 9}
              width={bar}
              height={18}
              fill="var(--reach)"
              fillOpacity={point.open ? 0.72 : 'var(--fill)'}
            />
            <text className={styles.label} x={NAME + bar + 5} y={y + 4}>
              {point.count}
            </text>
            {point.rate === null || point.low === null || point.high === null ? null : (
              <>
                <path
                  d={`M${rate(point.low)} ${y}H${Math.min(rate(point.high), width - RATE_TEXT + 6)}`}
                  stroke={point.firm ? 'var(--purchases)' : 'var(--text-3)'}
                  strokeWidth={point.firm ? 2 : 1.5}
                />
                <circle
                  cx={Math.min(rate(point.rate), width - RATE_TEXT + 6)}
                  cy={y}
                  r={4.5}
                  fill={point.firm ? 'var(--purchases)' : 'var(--canvas)'}
                  stroke={point.firm ? 'var(--canvas)' : 'var(--text-3)'}
                  strokeWidth={1.5}
                />
                <text className={bold} x={width} y={y + 4} textAnchor="end">
                  {formatPercent(point.rate)}
                </text>
              </>
            )}
          </g>
        );
      })}
    </svg>
  );
}
