import { formatCount, formatInterval, formatPercent, formatShort } from '@syncline/shared/format';
import { useNarrow } from '../../lib/use-narrow.ts';
import { type FunnelColumn, shortFunnel } from '../prepare/funnel.ts';
import styles from './chart.module.css';
import { ChartFrame, type Tip } from './chart-frame.tsx';

interface FunnelProps {
  columns: readonly FunnelColumn[];
  height?: number;
}

const FUNNEL_HEIGHT = 272;
const GAP = 22;
const HEAD = 44;
const FOOT = 42;

/** Columns of the stages, each the one before as 100 % and filled by those who went on; five of them on phones. */
export function Funnel({ columns, height = FUNNEL_HEIGHT }: FunnelProps) {
  const narrow = useNarrow();
  if (narrow) {
    return <FunnelFrame columns={shortFunnel(columns)} height={96} narrow />;
  }
  return <FunnelFrame columns={columns} height={height} narrow={false} />;
}

interface FrameProps {
  columns: readonly FunnelColumn[];
  height: number;
  narrow: boolean;
}

function FunnelFrame({ columns, height, narrow }: FrameProps) {
  return (
    <ChartFrame
      label="People by furthest stage"
      height={height}
      count={columns.length}
      insets={{ start: 0, end: 0 }}
      tip={(index) => tipOf(columns[index], columns)}
    >
      {(width) => (
        <svg width={width} height={height} aria-hidden="true">
          {columns.map((column, index) => (
            <Column
              key={column.stage}
              column={column}
              x={(index * width) / columns.length}
              band={width / columns.length}
              height={height}
              narrow={narrow}
              first={index === 0}
            />
          ))}
        </svg>
      )}
    </ChartFrame>
  );
}

interface ColumnProps {
  column: FunnelColumn;
  x: number;
  band: number;
  height: number;
  narrow: boolean;
  first: boolean;
}

function Column({ column, x, band, height, narrow, first }: ColumnProps) {
  const head = narrow ? 40 : HEAD;
  const foot = narrow ? 20 : FOOT;
  const width = band - (narrow ? 14 : GAP);
  const full = height - head - foot;
  const share = first ? 1 : (column.rate ?? 0);
  const fill = full * share;
  const lost = column.stage === 'kept' && column.rate !== null;
  return (
    <g>
      <text x={x} y={12} className={`${styles.label} ${styles.quiet}`}>
        {narrow && column.stage === 'kept' ? 'Kept' : column.label}
      </text>
      <text x={x} y={30} className={`${styles.label} ${styles.strong}`} style={{ fontSize: narrow ? 12 : 14 }}>
        {narrow ? formatShort(column.people) : formatCount(column.people)}
      </text>
      <rect
        x={x}
        y={head}
        width={width}
        height={lost ? full - fill : full}
        fill={lost ? 'var(--negative)' : 'var(--text-1)'}
        fillOpacity={lost ? 0.55 : 0.08}
      />
      <rect
        x={x}
        y={head + full - fill}
        width={width}
        height={fill}
        fill={column.colour}
        fillOpacity={column.colour === 'var(--engagement)' ? 0.82 : 'var(--fill)'}
      />
      {narrow ? null : <path d={`M${x} ${height - foot}h${width}`} stroke="var(--strong)" />}
      <Foot column={column} x={x} y={height - foot} width={width} narrow={narrow} first={first} />
    </g>
  );
}

interface FootProps {
  column: FunnelColumn;
  x: number;
  y: number;
  width: number;
  narrow: boolean;
  first: boolean;
}

function Foot({ column, x, y, narrow, first }: FootProps) {
  if (narrow) {
    return (
      <text x={x} y={y + 15} className={`${styles.label} ${styles.quiet}`}>
        {first ? 'people' : column.rate === null ? '–' : formatPercent(column.rate, { digits: 1 })}
      </text>
    );
  }
  if (first) {
    return (
      <g className={styles.axis}>
        <text x={x} y={y + 16}>
          went on
        </text>
        <text x={x} y={y + 31} fill="var(--text-3)">
          95 % interval
        </text>
      </g>
    );
  }
  if (column.rate === null || column.low === null || column.high === null) {
    return (
      <text x={x} y={y + 16} className={`${styles.label} ${styles.quiet}`}>
        – nobody before
      </text>
    );
  }
  return (
    <g>
      <path d={`M${x - 17} ${y + 12}h9m-3-3 3 3-3 3`} fill="none" stroke="var(--text-3)" />
      <text x={x} y={y + 16} className={`${styles.label} ${styles.strong}`}>
        {formatPercent(column.rate, { digits: 1 })}
      </text>
      <text x={x} y={y + 31} className={`${styles.label} ${styles.quiet}`}>
        {formatInterval(column.low, column.high).replace(/\s*%$/u, '')}
      </text>
    </g>
  );
}

function tipOf(column: FunnelColumn | undefined, whole: readonly FunnelColumn[]): Tip {
  if (!column) return { title: '', rows: [] };
  const exposed = whole[0]?.people ?? 0;
  const before = whole[whole.indexOf(column) - 1];
  const rows: Tip['rows'][number][] = [{ label: 'People', value: formatCount(column.people), swatch: column.colour }];
  if (before && column.rate !== null && column.low !== null && column.high !== null) {
    rows.push({ label: `of ${before.label.toLowerCase()}`, value: formatPercent(column.rate, { digits: 1 }) });
    rows.push({ label: '95 % interval', value: formatInterval(column.low, column.high) });
    rows.push({ label: 'did not go on', value: formatCount(before.people - column.people) });
  }
  if (exposed > 0 && before) rows.push({ label: 'of exposed', value: formatPercent(column.people / exposed) });
  return { title: column.label, rows };
}
