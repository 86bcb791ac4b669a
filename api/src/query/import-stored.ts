import { KINDS } from '@syncline/shared/events';
import type { ImportUndo } from '@syncline/shared/imports';
import { z } from 'zod';
import type { AnalyticsReader } from '../stores/clickhouse/port.ts';
import {
  namedAlone,
  SHARED_ORDERS,
  STORED_BY_KIND,
  STORED_DAYS,
  STORED_MONEY,
  STORED_MONTHS,
} from './sql/import-stored.ts';

const kindRow = z.object({ kind: z.enum(KINDS), events: z.int() });
const daysRow = z.object({ first: z.string(), last: z.string(), days: z.int() });
const moneyRow = z.object({ currency: z.string(), paid: z.int(), refunded: z.int() });
const monthRow = z.object({ month: z.string() });
const ordersRow = z.object({ orders: z.int(), unpaid: z.int() });
const slugRow = z.object({ slug: z.string() });

/** What the log holds of one import. */
export interface StoredByImport
  extends Pick<ImportUndo, 'kinds' | 'days' | 'money' | 'orders_elsewhere' | 'refunds_without_payment'> {
  events: number;
  /** Calendar months (YYYY-MM) in which something was paid or refunded. */
  moneyMonths: string[];
  /** What these events name and no other event does. */
  named: ImportUndo['forgets'];
}

/** Reads what an import added and is stored; `origin` is its word in the column of that name. */
export async function storedByImport(reader: AnalyticsReader, origin: string): Promise<StoredByImport> {
  const parameters = { origin };
  const slugs = async (column: Parameters<typeof namedAlone>[0]) =>
    (await reader.query(namedAlone(column), parameters, slugRow)).map(({ slug }) => slug);
  const kinds = await reader.query(STORED_BY_KIND, parameters, kindRow);
  const events = kinds.reduce((sum, kind) => sum + kind.events, 0);
  const nothing = { brands: [], campaigns: [], offers: [] };
  if (events === 0) {
    const orders = { orders_elsewhere: 0, refunds_without_payment: 0 };
    return { events, kinds, days: null, money: [], ...orders, moneyMonths: [], named: nothing };
  }
  const [[days], money, months, [orders], brands, campaigns, offers] = await Promise.all([
    reader.query(STORED_DAYS, parameters, daysRow),
    reader.query(STORED_MONEY, parameters, moneyRow),
    reader.query(STORED_MONTHS, parameters, monthRow),
    reader.query(SHARED_ORDERS, parameters, ordersRow),
    slugs('brand'),
    slugs('campaign'),
    slugs('offer'),
  ]);
  return {
    events,
    kinds,
    days: days ? { from: days.first, to: days.last, count: days.days } : null,
    money: money.map(({ currency, paid, refunded }) => ({ currency, paid_minor: paid, refunded_minor: refunded })),
    orders_elsewhere: orders?.orders ?? 0,
    refunds_without_payment: orders?.unpaid ?? 0,
    moneyMonths: months.map(({ month }) => month),
    named: { brands, campaigns, offers },
  };
}
