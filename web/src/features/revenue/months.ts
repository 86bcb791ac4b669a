import { minorDigits } from '@syncline/shared/money';
import type { QueryAnswer } from '@syncline/shared/query';
import { addDays, type Period, periodLength } from '@syncline/shared/time';
import type { ValueTable } from '../../lib/value-table.ts';
import { moneyCell } from './money-cell.ts';

/** A month's money in integer minor units. */
export interface MonthMoney {
  /** First day of the month. */
  month: string;
  /** Days of the month that lie in the period. */
  days: number;
  /** The month has not ended, or some of its days can still grow. */
  open: boolean;
  /** The period holds only part of the month. */
  partial: boolean;
  gross: number;
  refunds: number;
  net: number;
  purchases: number;
  /** Nothing is known of the month: its days lie before the first event or after today. */
  unknown: boolean;
}

/** Every month the period touches, months without money included. */
export function monthsOf(
  answer: QueryAnswer,
  period: Period,
  known: { today: string; first_day: string | null },
): MonthMoney[] {
  const { today, first_day } = known;
  const rows = new Map(answer.rows.map(({ dimensions, metrics }) => [String(dimensions['time:month']), metrics]));
  return monthsIn(period).map((month) => {
    const last = addDays(nextMonth(month), -1);
    const within = { from: month < period.from ? period.from : month, to: last > period.to ? period.to : last };
    const metrics = rows.get(month);
    const days = periodLength(within);
    return {
      month,
      days,
      open: last >= today || answer.meta.open_days.some((day) => day >= within.from && day <= within.to),
      partial: days < periodLength({ from: month, to: last }),
      gross: metrics?.gross_revenue ?? 0,
      refunds: metrics?.refunds ?? 0,
      net: metrics?.net_revenue ?? 0,
      purchases: metrics?.purchases ?? 0,
      unknown: first_day === null || within.to < first_day || within.from > today,
    };
  });
}

function monthsIn({ from, to }: Period): string[] {
  const months: string[] = [];
  for (let month = `${from.slice(0, 7)}-01`; month <= to; month = nextMonth(month)) months.push(month);
  return months;
}

function nextMonth(month: string): string {
  return `${addDays(month, 31).slice(0, 7)}-01`;
}

/** What is written under a month: "6 days", "23 days, open", "no data", or nothing for a whole month that is over. */
export function monthNote({ days, open, partial, unknown }: MonthMoney): string {
  if (unknown) return 'no data';
  const text = partial ? `${days} ${days === 1 ? 'day' : 'days'}` : '';
  return [text, open ? 'open' : ''].filter(Boolean).join(', ');
}

/** The same amounts: shown in full, exported as plain decimals. */
export function monthsTable(months: readonly MonthMoney[], currency: string): ValueTable {
  const size = 10 ** minorDigits(currency);
  const format = moneyCell(currency);
  return {
    columns: [
      { label: 'Month' },
      { label: 'Days in the period' },
      { label: `Gross, ${currency}`, format },
      { label: `Refunds, ${currency}`, format },
      { label: `Net, ${currency}`, format },
      { label: 'Purchases' },
      { label: 'State' },
    ],
    rows: months.map(({ month, days, gross, refunds, net, purchases, open, unknown }) =>
      unknown
        ? [month.slice(0, 7), days, null, null, null, null, 'no data']
        : [month.slice(0, 7), days, gross / size, refunds / size, net / size, purchases, open ? 'open' : 'closed'],
    ),
  };
}
