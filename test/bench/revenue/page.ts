import { revenueChangeAnswerSchema } from '@syncline/shared/revenue-change';
import { type RevenueShareAnswer, revenueShareAnswerSchema } from '@syncline/shared/revenue-share';
import { queryAnswerSchema } from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';
import { firstDifference, type Row } from '../query/answer.ts';
import { type OrdersWorld, periodsOf } from './world.ts';

/** A question that the Revenue screen asks when it is opened. */
export interface PageQuestion {
  name: string;
  path: string;
  body: object;
  /** The first thing in an answer that plain SQL has otherwise, in plain words; null where they are equal. */
  difference: (answer: unknown) => string | null;
}

const METRICS = ['gross_revenue', 'refunds', 'net_revenue', 'average_order_value', 'purchases'];
const KEPT = ['gross_revenue', 'refunds', 'net_revenue', 'purchases'] as const;

/** Everything that the screen asks of the log as it opens, with no filter. */
export function pageQuestions(world: OrdersWorld): PageQuestion[] {
  const { now, before, months } = periodsOf(world.lastDay);
  const expected = { ...sumOf(world, now), purchases: world.ordersNow };
  const totals = (answer: unknown) => {
    const { metrics } = queryAnswerSchema.parse(answer).totals;
    return firstDifference([Object.fromEntries(KEPT.map((key) => [key, metrics[key] ?? null]))], [money(expected)]);
  };
  const daily = (period: Period) => (answer: unknown) => {
    const { rows } = queryAnswerSchema.parse(answer);
    const found = rows.map(
      ({ dimensions, metrics }): Row => ({
        day: String(dimensions['time:day']),
        net: metrics.net_revenue ?? null,
      }),
    );
    const days = world.days.filter(({ on_day }) => within(on_day, period));
    return firstDifference(
      found,
      days.map(({ on_day, gross, refunds }) => ({ day: on_day, net: gross - refunds })),
    );
  };
  return [
    {
      name: 'totals, compared',
      path: 'query',
      body: { period: now, compare: 'previous_period', metrics: METRICS },
      difference: totals,
    },
    {
      name: 'by day',
      path: 'query',
      body: { period: now, metrics: METRICS, dimensions: ['time:day'], limit: 200 },
      difference: daily(now),
    },
    {
      name: 'by day, before',
      path: 'query',
      body: { period: before, metrics: METRICS, dimensions: ['time:day'], limit: 200 },
      difference: daily(before),
    },
    {
      name: 'by campaign',
      path: 'query',
      body: {
        period: now,
        metrics: METRICS,
        dimensions: ['campaign'],
        order_by: [{ metric: 'net_revenue', direction: 'desc' }],
        limit: 10_000,
      },
      difference: totals,
    },
    sharesQuestion(world, 'shares of every month, and of 28 days', months, now),
    {
      name: 'what changed',
      path: 'analysis/revenue-change',
      body: { period: now, compare: before, by: 'campaign' },
      difference: (answer) => {
        const { totals: found } = revenueChangeAnswerSchema.parse(answer);
        const of = (sum: ReturnType<typeof sumOf>, orders: number) => ({
          orders,
          gross_revenue: sum.gross,
          refunds: sum.refunds,
          net_revenue: sum.gross - sum.refunds,
        });
        return firstDifference(
          [{ ...found.now }, { ...found.before }],
          [of(sumOf(world, now), world.ordersNow), of(sumOf(world, before), world.ordersBefore)],
        );
      },
    },
    {
      name: 'what platforms claim',
      path: 'analysis/platform-claims',
      body: { period: now },
      difference: () => null,
    },
  ];
}

/** Who gets which share of the days by month, and of those within them. */
export function sharesQuestion(world: OrdersWorld, name: string, period: Period, within?: Period): PageQuestion {
  return {
    name,
    path: 'analysis/revenue-share',
    body: { period, by: 'month', ...(within && { within }) },
    difference: (answer) => {
      const { groups, within: inner } = revenueShareAnswerSchema.parse(answer);
      const own = firstDifference(groups.map(rowOf), monthsOf(world, period));
      return own ?? (within ? firstDifference(inner?.groups.map(rowOf) ?? [], monthsOf(world, within)) : null);
    },
  };
}

function rowOf({ value, gross_revenue, refunds, parties }: RevenueShareAnswer['groups'][number]): Row {
  const platform = parties.find(({ party }) => party === 'platform')?.amount ?? 0;
  return { month: value, gross: gross_revenue, refunds, platform };
}

function monthsOf({ days }: OrdersWorld, period: Period): Row[] {
  const months = new Map<string, { month: string; gross: number; refunds: number; platform: number }>();
  for (const { on_day, gross, refunds, platform } of days) {
    if (!within(on_day, period)) continue;
    const month = on_day.slice(0, 7);
    const known = months.get(month) ?? { month, gross: 0, refunds: 0, platform: 0 };
    known.gross += gross;
    known.refunds += refunds;
    known.platform += platform;
    months.set(month, known);
  }
  return [...months.values()];
}

function sumOf({ days }: OrdersWorld, period: Period): { gross: number; refunds: number } {
  const own = days.filter(({ on_day }) => within(on_day, period));
  return {
    gross: own.reduce((sum, { gross }) => sum + gross, 0),
    refunds: own.reduce((sum, { refunds }) => sum + refunds, 0),
  };
}

function money({ gross, refunds, purchases }: { gross: number; refunds: number; purchases: number }): Row {
  return { gross_revenue: gross, refunds, net_revenue: gross - refunds, purchases };
}

function within(day: string, { from, to }: Period): boolean {
  return day >= from && day <= to;
}
