import { useId } from 'react';
import { BASELINE, Hatch } from '../../charts/draw/axes.tsx';
import { ChartFrame, type Tip } from '../../charts/draw/chart-frame.tsx';
import { fittingLabels, textWidth } from '../../charts/prepare/labels.ts';
import { bandCentre, linear, zeroAxis } from '@syncline/shared/scale';
import { formatMoney, formatMoneyShort, formatMonth, formatPercent, moneyFigure } from '@syncline/shared/format';
import { useNarrow } from '../../lib/use-narrow.ts';
import { type MonthShares, monthNote, type SharesByMonth, type TermsChange } from './months.ts';
import { shareFill } from './share-fill.ts';
import styles from './shares-chart.module.css';
import { type StackPart, stackOf } from './stack.ts';
import { LABEL_HEIGHT, ROWS, TermsRules } from './terms-rules.tsx';

interface SharesChartProps {
  shares: SharesByMonth;
  changes: readonly TermsChange[];
  currency: string;
  height: number;
}

type Scale = (value: number) => number;

const WIDEST_BAR = 72;
/** The list of parties under a narrow chart. */
const LEGEND = 44;

/** Net revenue by month as bars of parties from zero; the days on which terms change are ruled, open months are hatched. */
export function SharesChart(props: SharesChartProps) {
  const { shares, currency, height } = props;
  const isNarrow = useNarrow();
  const stacks = shares.months.map(({ amounts }) => stackOf(shares.lines, amounts));
  const labels = isNarrow ? [] : endLabels(shares, stacks.at(-1) ?? []);
  // Labels stand beside the last bar.
  const room = Math.max(0, ...labels.map(({ text }) => textWidth(text) + 10));
  const insets = { start: 52, end: 8 + room };
  return (
    <ChartFrame
      label="Net revenue by month and party"
      height={height}
      count={shares.months.length}
      insets={insets}
      tip={(index) => tipOf(shares, index, currency)}
    >
      {(width) => <Drawing {...props} {...{ stacks, labels, insets, isNarrow, width }} />}
    </ChartFrame>
  );
}

interface DrawingProps extends SharesChartProps {
  stacks: StackPart[][];
  labels: EndLabel[];
  insets: { start: number; end: number };
  isNarrow: boolean;
  width: number;
}

function Drawing({ shares, changes, currency, height, stacks, labels, insets, isNarrow, width }: DrawingProps) {
  const { lines, months } = shares;
  const axis = zeroAxis(stacks.flatMap((parts) => parts.flatMap(({ from, to }) => [from, to])));
  const plot = {
    left: insets.start,
    right: width - insets.end,
    end: width,
    top: 30 + LABEL_HEIGHT * Math.min(ROWS, changes.length),
    bottom: height - 40 - (isNarrow ? LEGEND : 0),
  };
  const y = linear([axis.low, axis.high], [plot.bottom, plot.top]);
  const hatch = useId();
  const last = months.length - 1;
  const size = Math.max(1, Math.min(WIDEST_BAR, ((plot.right - plot.left) / Math.max(1, months.length)) * 0.74));
  const x = (index: number) => bandCentre(index, months.length, plot.left, plot.right);
  return (
    <>
      <svg className={styles.plot} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <Hatch id={hatch} colour="var(--canvas)" />
        {axis.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${plot.left} ${y(tick)}H${plot.right}`} stroke="var(--grid)" />
            <text className={styles.axis} x={plot.left - 8} y={y(tick) + 4} textAnchor="end">
              {formatMoneyShort(tick, currency)}
            </text>
          </g>
        ))}
        {months.map((month, index) => (
          <g key={month.month}>
            {(stacks[index] ?? []).map((part) => {
              const [top, bottom] = [y(Math.max(part.from, part.to)), y(Math.min(part.from, part.to))];
              const box = { x: x(index) - size / 2, y: top, width: size, height: Math.max(0.5, bottom - top) };
              return (
                <g key={part.line.key}>
                  <rect
                    {...box}
                    style={{ fill: shareFill(part.line).fill }}
                    stroke={shareFill(part.line).outlined ? 'var(--revenue)' : 'var(--canvas)'}
                    strokeWidth={1}
                    opacity="var(--fill)"
                  />
                  {month.open ? <rect {...box} fill={`url(#${hatch})`} opacity={0.5} /> : null}
                </g>
              );
            })}
          </g>
        ))}
        <path d={`M${plot.left} ${y(0)}H${plot.right}`} {...BASELINE} />
        <MonthNames
          months={months}
          currency={currency}
          x={x}
          bottom={plot.bottom}
          top={(month) => y(topOf(stacks[months.indexOf(month)]))}
        />
        <TermsRules months={months} changes={changes} plot={plot} />
        {spread(labels, y).map(({ key, text, at }) => (
          <text key={key} className={styles.part} x={x(last) + size / 2 + 7} y={at + 4}>
            {text}
          </text>
        ))}
      </svg>
      {isNarrow ? <Legend lines={lines} /> : null}
    </>
  );
}

function topOf(parts: readonly StackPart[] = []): number {
  return Math.max(0, ...parts.map(({ from, to }) => Math.max(from, to)));
}

function Legend({ lines }: Pick<SharesByMonth, 'lines'>) {
  return (
    <ul className={styles.legend} style={{ height: LEGEND }}>
      {lines.map((line) => (
        <li key={line.key}>
          <i
            className={shareFill(line).outlined ? styles.outlined : undefined}
            style={{ background: shareFill(line).fill }}
          />
          {line.name}
        </li>
      ))}
    </ul>
  );
}

interface EndLabel {
  key: string;
  text: string;
  /** The amount that it stands beside. */
  middle: number;
}

/** What stands beside the last bar: each part with its share. */
function endLabels({ months, lines }: SharesByMonth, parts: readonly StackPart[]): EndLabel[] {
  const last = months.at(-1);
  const net = last?.net ?? 0;
  return parts.map(({ line, from, to }) => {
    const amount = last?.amounts[lines.indexOf(line)] ?? 0;
    const share = net > 0 ? ` ${formatPercent(amount / net, { digits: 1 })}` : '';
    return { key: line.key, text: `${line.name}${share}`, middle: (from + to) / 2 };
  });
}

/** Where labels stand: beside their parts, moved up where these are thin. */
function spread(labels: readonly EndLabel[], y: Scale): { key: string; text: string; at: number }[] {
  let above = Number.POSITIVE_INFINITY;
  return labels
    .toSorted((one, other) => one.middle - other.middle)
    .map(({ key, text, middle }) => {
      above = Math.min(y(middle), above - LABEL_HEIGHT);
      return { key, text, at: above };
    });
}

interface MonthNamesProps {
  months: readonly MonthShares[];
  currency: string;
  x: (index: number) => number;
  bottom: number;
  top: (month: MonthShares) => number;
}

function MonthNames({ months, currency, x, bottom, top }: MonthNamesProps) {
  const band = months.length > 1 ? x(1) - x(0) : Number.POSITIVE_INFINITY;
  const widest = Math.max(0, ...months.map(({ net }) => textWidth(moneyFigure(net, currency).main, 12)));
  const figures = widest + 8 <= band ? 'whole' : 'short';
  const labels = months.map((month, index) => ({
    month,
    at: x(index),
    value: figures === 'whole' ? moneyFigure(month.net, currency).main : formatMoneyShort(month.net, currency),
    name: figures === 'whole' ? formatMonth(month.month) : formatMonth(month.month).slice(0, 3),
    note: monthNote(month),
  }));
  const named = fittingLabels(
    labels.map(({ month, at, name }, index) => ({
      key: month.month,
      at,
      width: textWidth(name),
      weight: index % 3 === 0 ? 2 : 1,
    })),
  );
  const noted = fittingLabels(
    labels.map(({ month, at, note }, index) => ({ key: month.month, at, width: textWidth(note), weight: index })),
  );
  const valued = fittingLabels(
    labels.map(({ month, at, value }) => ({
      key: month.month,
      at,
      width: textWidth(value, 12),
      weight: Math.abs(month.net),
    })),
  );
  return (
    <g textAnchor="middle">
      {labels.map(({ month, at, value, name, note }) => (
        <g key={month.month}>
          {valued.has(month.month) && !month.unknown ? (
            <text className={styles.value} x={at} y={top(month) - 7}>
              {value}
            </text>
          ) : null}
          {named.has(month.month) ? (
            <text className={styles.axis} x={at} y={bottom + 16}>
              {name}
              <tspan className={styles.note} x={at} dy={14}>
                {noted.has(month.month) ? note : ''}
              </tspan>
            </text>
          ) : null}
        </g>
      ))}
    </g>
  );
}

function tipOf({ lines, months }: SharesByMonth, index: number, currency: string): Tip {
  const month = months[index];
  if (!month) return { title: '', rows: [] };
  const title = formatMonth(month.month);
  if (month.unknown) return { title, rows: [], note: 'No data of this month is stored.' };
  const note = monthNote(month);
  return {
    title,
    rows: [
      { label: 'Net revenue', value: formatMoney(month.net, currency) },
      ...lines.map((line, place) => ({
        label: line.name,
        value: formatMoney(month.amounts[place] ?? 0, currency),
        swatch: shareFill(line).fill,
      })),
    ],
    ...(note ? { note: month.open ? `${note}: can still grow.` : `${note} of this month lie in the period.` } : {}),
  };
}
