import {
  PAID_ROW_COLUMN_NAMES,
  PAYMENT_COLUMN_NAMES,
  PAYMENT_TABLE_COLUMNS,
} from '../stores/clickhouse/payments-table.ts';
import type { Parameters } from '../stores/clickhouse/port.ts';
import type { AsOf, Change, PeopleRange } from './log.ts';

/** A statement that selects payments in the columns of their table. */
export interface PaymentStatement {
  sql: string;
  parameters: Parameters;
}

/** The payments of one day. */
export function paymentsOf(day: string, { sequence }: AsOf): PaymentStatement {
  return {
    sql: payments('day = {through:Date}', '1'),
    parameters: { through: day, moments: [sequence], newest: sequence },
  };
}

/** The payments of some people on days up to `through`. */
export function paymentsBy({ from, to }: PeopleRange, through: string, { sequence }: AsOf): PaymentStatement {
  return {
    sql: payments('day <= {through:Date}', 'uid BETWEEN {from_uid:UInt32} AND {to_uid:UInt32}'),
    parameters: { from_uid: from, to_uid: to, through, moments: [sequence], newest: sequence },
  };
}

/**
 * What became otherwise `since` an earlier moment, on days up to `through`: payments as they were with -1, as they are now
 * with 1, only of people of whom something was stored or removed.
 */
export function paymentsChanged(since: Change, { sequence }: AsOf, through: string): PaymentStatement {
  const { days } = since;
  return {
    sql: payments('day <= {through:Date}', changedPeople(days === null ? '1' : 'day IN {changed_days:Array(Date)}')),
    parameters: {
      through,
      since: since.sequence,
      ...(days && { changed_days: days }),
      moments: [since.sequence, sequence],
      newest: sequence,
    },
  };
}

const PAID_ROW = PAID_ROW_COLUMN_NAMES.join(', ');
const PAID_OR_REFUNDED = "kind = 'purchase' AND stage IN ('paid', 'refunded')";
const OF_BUYERS = 'uid IN (SELECT arrayJoin(buyers))';

/**
 * Paid and refunded rows on `days` of the people `whose`, at each of the moments, with their last touches; what is the same
 * at both is left out. An earlier instant can lie on the day after where clocks go back over midnight, so touches are looked
 * for one day longer.
 */
function payments(days: string, whose: string): string {
  const paid = `${PAID_OR_REFUNDED} AND ${days}`;
  return `WITH (SELECT groupUniqArray(uid) FROM (
      SELECT uid FROM events WHERE ${paid} AND ${whose}
      UNION ALL SELECT uid FROM removed_events WHERE ${paid} AND ${whose})) AS buyers
    SELECT CAST('payment' AS ${PAYMENT_TABLE_COLUMNS.entry}) AS entry, day, toInt64(sum(sign)) AS n, ${PAYMENT_COLUMN_NAMES.join(', ')}
    FROM (
      SELECT day, ${PAID_ROW_COLUMN_NAMES.map((name) => `paid.${name} AS ${name}`).join(', ')},
        engaged_at, engaged_with, viewed_at, viewed_with, if(paid.moment = {newest:UInt64}, 1, -1) AS sign
      FROM (${standing(`day, ${PAID_ROW}`, `${paid} AND ${OF_BUYERS}`)}) AS paid
      ASOF LEFT JOIN (${touches('engaged', "kind = 'engagement'")}) AS engaged
        ON paid.uid = engaged.uid AND paid.moment = engaged.moment AND paid.at >= engaged.engaged_at
      ASOF LEFT JOIN (${touches('viewed', "kind = 'impression' AND arm != 'control'")}) AS viewed
        ON paid.uid = viewed.uid AND paid.moment = viewed.moment AND paid.at >= viewed.viewed_at)
    GROUP BY day, ${PAYMENT_COLUMN_NAMES.join(', ')} HAVING n != 0`;
}

/** Of several touches at the same instant the smallest campaign counts. */
function touches(name: 'engaged' | 'viewed', kind: string): string {
  const condition = `campaign != '' AND ${kind} AND day <= {through:Date} + 1 AND ${OF_BUYERS}`;
  return `SELECT uid, moment, at AS ${name}_at, min(campaign) AS ${name}_with
    FROM (${standing('uid, at, campaign', condition)}) GROUP BY uid, moment, at`;
}

/** Rows of the log, once for each of the moments at which they stood there: stored, and not removed yet. */
function standing(columns: string, condition: string): string {
  return `SELECT ${columns}, moment FROM (
      SELECT ${columns}, seq, toUInt64(-1) AS removed_at FROM events WHERE ${condition}
      UNION ALL
      SELECT ${columns}, seq, min(removed_seq) AS removed_at FROM removed_events WHERE ${condition}
      GROUP BY ${columns}, seq, row)
    ARRAY JOIN {moments:Array(UInt64)} AS moment
    WHERE seq <= moment AND removed_at > moment`;
}

function changedPeople(onDays: string): string {
  const condition = `day <= {through:Date} + 1 AND ${onDays}`;
  return `uid IN (
    SELECT uid FROM events WHERE seq > {since:UInt64} AND ${condition}
    UNION ALL SELECT uid FROM removed_events WHERE removed_seq > {since:UInt64} AND ${condition})`;
}
