import { type ReactNode, useId } from 'react';
import { Bar, BarChart, CartesianGrid, XAxis, YAxis } from 'recharts';
import { AXIS_TEXT, BASELINE, GRID, Hatch } from '../../charts/draw/axes.tsx';
import { ChartFrame, type Tip } from '../../charts/draw/chart-frame.tsx';
import { fittingLabels, textWidth } from '../../charts/prepare/labels.ts';
import { bandCentre, linear, zeroAxis } from '../../charts/prepare/scale.ts';
import { formatMoney, formatMoneyShort, formatMonth, plural } from '../../lib/format.ts';
import { type MonthMoney, monthNote } from './months.ts';
import styles from './months-chart.module.css';

interface MonthsChartProps {
  months: readonly MonthMoney[];
  currency: string;
  height: number;
}

const PLOT = { left: 52, right: 4, top: 24, bottom: 40 };
const WIDEST_BAR = 72;

/** Net revenue by month as bars from zero inside the outline of gross; months still open are hatched. */
export function MonthsChart(props: MonthsChartProps) {
  const { months, currency, height } = props;
  return (
    <ChartFrame
      label="Gross and net revenue by month"
      height={height}
      count={months.length}
      insets={{ start: PLOT.left, end: PLOT.right }}
      tip={(index) => tipOf(months[index], currency)}
    >
      {(width) => <Drawing {...props} width={width} />}
    </ChartFrame>
  );
}

function Drawing({ months, currency, height, width }: MonthsChartProps & { width: number }) {
  const axis = zeroAxis(months.flatMap(({ gross, net }) => [gross, net]));
  const bottom = height - PLOT.bottom;
  const y = linear([axis.low, axis.high], [bottom, PLOT.top]);
  const hatch = useId();
  return (
    <>
      <BarChart
        width={width}
        height={height}
        data={[...months]}
        margin={{ left: 0, right: PLOT.right, top: PLOT.top, bottom: PLOT.bottom }}
        barCategoryGap="26%"
        accessibilityLayer={false}
      >
        <CartesianGrid {...GRID} syncWithTicks />
        <XAxis dataKey="month" hide />
        <YAxis
          width={PLOT.left}
          domain={[axis.low, axis.high]}
          ticks={axis.ticks}
          tickFormatter={(value: number) => formatMoneyShort(value, currency)}
          tick={AXIS_TEXT}
          axisLine={false}
          tickLine={false}
        />
        <Bar dataKey="gross" isAnimationActive={false} shape={(bar: BarShape) => monthBar(bar, y, hatch)} />
      </BarChart>
      <svg
        width={width}
        height={height}
        style={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}
        aria-hidden="true"
      >
        <Hatch id={hatch} colour="var(--canvas)" />
        <path d={`M${PLOT.left} ${y(0)}H${width - PLOT.right}`} {...BASELINE} />
        <MonthLabels months={months} currency={currency} width={width} bottom={bottom} scale={y} />
      </svg>
    </>
  );
}

interface BarShape {
  x?: number;
  width?: number;
  payload?: MonthMoney;
}

function monthBar({ x = 0, width = 0, payload }: BarShape, scale: (value: number) => number, hatch: string): ReactNode {
  if (!payload) return null;
  const size = Math.min(width, WIDEST_BAR);
  const left = x + (width - size) / 2;
  const box = (value: number) => {
    const [top, bottom] = [Math.min(scale(0), scale(value)), Math.max(scale(0), scale(value))];
    return { x: left, y: top, width: size, height: bottom - top };
  };
  return (
    <g>
      <rect {...box(payload.gross)} fill="var(--revenue)" fillOpacity={0.16} stroke="var(--revenue)" strokeWidth={1} />
      <rect {...box(payload.net)} fill={payload.net < 0 ? 'var(--negative)' : 'var(--revenue)'} opacity="var(--fill)" />
      {payload.open ? <rect {...box(payload.net)} fill={`url(#${hatch})`} opacity={0.5} /> : null}
    </g>
  );
}

interface MonthLabelsProps {
  months: readonly MonthMoney[];
  currency: string;
  width: number;
  bottom: number;
  scale: (value: number) => number;
}

function MonthLabels({ months, currency, width, bottom, scale }: MonthLabelsProps) {
  const labels = months.map((month, index) => ({
    month,
    x: bandCentre(index, months.length, PLOT.left, width - PLOT.right),
    value: formatMoneyShort(month.net, currency),
    name: formatMonth(month.month),
    note: monthNote(month),
  }));
  const named = fittingLabels(
    labels.map(({ month, x, name, note }, index) => ({
      key: month.month,
      at: x,
      width: Math.max(textWidth(name), textWidth(note)),
      weight: index % 3 === 0 ? 2 : 1,
    })),
  );
  const valued = fittingLabels(
    labels.map(({ month, x, value }) => ({
      key: month.month,
      at: x,
      width: textWidth(value, 12),
      weight: Math.abs(month.net),
    })),
  );
  return (
    <g textAnchor="middle">
      {labels.map(({ month, x, value, name, note }) => (
        <g key={month.month}>
          {valued.has(month.month) && !month.unknown ? (
            <text className={styles.label} x={x} y={scale(Math.max(month.gross, month.net, 0)) - 7}>
              {value}
            </text>
          ) : null}
          {named.has(month.month) ? (
            <text className={styles.axis} x={x} y={bottom + 16}>
              {name}
              <tspan className={styles.note} x={x} dy={14}>
                {note}
              </tspan>
            </text>
          ) : null}
        </g>
      ))}
    </g>
  );
}

function tipOf(month: MonthMoney | undefined, currency: string): Tip {
  if (!month) return { title: '', rows: [] };
  const note = monthNote(month);
  if (month.unknown) return { title: formatMonth(month.month), rows: [], note: 'No data of this month is stored.' };
  return {
    title: formatMonth(month.month),
    rows: [
      { label: 'Gross', value: formatMoney(month.gross, currency) },
      { label: 'Refunds', value: formatMoney(-month.refunds, currency), swatch: 'var(--negative)' },
      { label: 'Net', value: formatMoney(month.net, currency), swatch: 'var(--revenue)' },
      { label: 'Orders paid', value: plural(month.purchases, 'order') },
    ],
    ...(note ? { note: month.open ? `${note}: can still grow.` : `${note} of this month lie in the period.` } : {}),
  };
}
