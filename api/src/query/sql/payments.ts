import type { Scope, Windows } from '../build.ts';
import type { NewerRows, PaymentSelection } from '../payments.ts';
import type { PAYMENT_COLUMNS } from '../../stores/clickhouse/payments-table.ts';
import { bind, compile, type Fragment, identifier, join, type Statement, sql } from './fragment.ts';
import { isNewer, upTo } from './payment-source.ts';
import { belongsTo } from './rows.ts';
import { inPeriodOrBefore } from './time.ts';
import { inScope } from './where.ts';

/** What a payment is credited by. */
const CREDITED = [
  'uid',
  'order_key',
  'at',
  'id_hash',
  'campaign',
  'amount',
  'currency',
  'engaged_at',
  'engaged_with',
  'viewed_at',
  'viewed_with',
] as const satisfies readonly (keyof typeof PAYMENT_COLUMNS)[];
const COLUMNS = join(CREDITED.map(identifier), ', ');
const KEPT = sql`FROM payments WHERE entry = 'payment'`;
/** People with rows that the kept payments lack, in statements that begin with `newerPeople`. */
const NEWER = sql`(SELECT arrayJoin(newer_people))`;

/** WITH clause of statements with `paymentRows`. */
export function newerPeople({ period }: Scope, { clickDays }: Windows, { open }: PaymentSelection): Fragment {
  if (!open) return sql``;
  return sql`WITH (SELECT groupUniqArray(uid) FROM events
    WHERE ${inPeriodOrBefore(period, clickDays)} AND ${isNewer(open)}) AS newer_people `;
}

/**
 * SELECT: every paid row of the scope with the last touches before it, `n` times: one that was taken away again can still
 * stand there with 1 and with -1. Rows that the kept payments lack change only those of their people, who are taken from the log.
 */
export function paymentRows(scope: Scope, windows: Windows, { open }: PaymentSelection): Fragment {
  const others = open ? sql` AND uid NOT IN ${NEWER}` : sql``;
  const kept = sql`SELECT ${COLUMNS}, n ${KEPT} AND stage = 'paid' AND ${inScope(scope)}${others}`;
  return open ? sql`${kept} UNION ALL ${inLog(scope, windows, open)}` : kept;
}

function inLog(scope: Scope, windows: Windows, open: NewerRows): Fragment {
  const paid = sql`${inScope(scope)} AND ${belongsTo('paid', scope.currency)} AND ${upTo(open)}`;
  const buyers = sql`(SELECT uid FROM events WHERE ${paid} AND uid IN ${NEWER})`;
  const touches = (name: 'engaged' | 'viewed', rows: Fragment) => sql`
    SELECT uid, at AS ${identifier(`${name}_at`)}, min(campaign) AS ${identifier(`${name}_with`)} FROM events
    WHERE ${inPeriodOrBefore(scope.period, windows.clickDays)} AND campaign != '' AND ${rows} AND ${upTo(open)} AND uid IN ${buyers}
    GROUP BY uid, at`;
  const columns = CREDITED.map((name) =>
    name.endsWith('_at') || name.endsWith('_with')
      ? identifier(name)
      : sql`paid.${identifier(name)} AS ${identifier(name)}`,
  );
  return sql`SELECT ${join(columns, ', ')}, toInt64(1) AS n
    FROM (SELECT uid, order_key, at, id_hash, campaign, amount, currency FROM events WHERE ${paid} AND uid IN ${NEWER}) AS paid
    ASOF LEFT JOIN (${touches('engaged', belongsTo('engagements', scope.currency))}) AS engaged
      ON paid.uid = engaged.uid AND paid.at >= engaged.engaged_at
    ASOF LEFT JOIN (${touches('viewed', belongsTo('impressions', scope.currency))}) AS viewed
      ON paid.uid = viewed.uid AND paid.at >= viewed.viewed_at`;
}

/** Paid and refunded amounts in other currencies than the workspace's, as `compileOtherCurrencies`. */
export function compileOtherCurrencyPayments(scope: Scope, windows: Windows, selection: PaymentSelection): Statement {
  const { open } = selection;
  const amounts = sql`${inScope(scope)} AND currency NOT IN ('', ${bind('String', scope.currency)})`;
  const kept = sql`SELECT currency, stage, amount, n ${KEPT} AND ${amounts}`;
  const rows = open
    ? sql`${kept} AND uid NOT IN ${NEWER} UNION ALL SELECT currency, stage, amount, toInt64(1) AS n FROM events
        WHERE ${amounts} AND kind = 'purchase' AND stage IN ('paid', 'refunded') AND ${upTo(open)} AND uid IN ${NEWER}`
    : kept;
  return compile(sql`${newerPeople(scope, windows, selection)}SELECT currency, sumIf(amount * n, stage = 'paid') AS paid,
      sumIf(amount * n, stage = 'refunded') AS refunded
    FROM (${rows}) GROUP BY currency HAVING paid != 0 OR refunded != 0 ORDER BY currency`);
}
