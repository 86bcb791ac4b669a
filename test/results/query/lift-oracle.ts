import type { LiftRequest } from '@syncline/shared/lift';
import type { Oracle, Stored } from './oracle.ts';
import { condition, GROUPINGS, type PlainQuestion, plainPeriod } from './plain-sql.ts';
import { CURRENCY } from './world.ts';

export interface ArmFigures {
  people: number;
  buyers: number;
  purchases: number;
  gross_revenue: number;
}

interface Joined {
  side: 'exposed' | 'control' | 'both';
  day: string;
  orders: number;
  money: number;
}

/** Everybody with a record of an arm: which, the day of the first, and what they paid from it on; person by person. */
export function joinedPeople(oracle: Oracle, request: LiftRequest): Joined[] {
  const histories = new Map<number, Stored[]>();
  for (const event of oracle.scope(request, request.period).events) {
    histories.set(event.uid, [...(histories.get(event.uid) ?? []), event]);
  }
  return [...histories.values()].flatMap((events) => {
    const marked = events.filter((event) => event.arm !== '').toSorted((a, b) => a.ms - b.ms);
    const [first] = marked;
    if (!first) return [];
    const paid = events.filter((event) => event.stage === 'paid' && event.ms >= first.ms);
    return {
      side: marked.some((event) => event.arm !== first.arm) ? 'both' : (first.arm as 'exposed' | 'control'),
      day: first.day,
      orders: new Set(paid.map((event) => event.order)).size,
      money: paid.filter((event) => event.currency === CURRENCY).reduce((sum, event) => sum + event.amount, 0),
    };
  });
}

/** The figures of an arm out of its people. */
export function armFigures(people: readonly Joined[]): ArmFigures {
  return {
    people: people.length,
    buyers: people.filter(({ orders }) => orders > 0).length,
    purchases: people.reduce((sum, { orders }) => sum + orders, 0),
    gross_revenue: people.reduce((sum, { money }) => sum + money, 0),
  };
}

/** The figures by arm and day as a plain statement with values in the text: arms first, payments joined to them. */
export function liftSql({ period, filters }: Pick<PlainQuestion, 'period' | 'filters'>): string {
  const conditions = [plainPeriod(period), ...filters.map(condition)].map((text) => `(${text})`).join(' AND ');
  return `
    WITH scoped AS (SELECT * FROM events WHERE ${conditions}),
      joined AS (
        SELECT uid, MIN(at) AS since, MIN(CAST(arm AS String)) AS one, MAX(CAST(arm AS String)) AS other
        FROM scoped WHERE CAST(arm AS String) <> '' GROUP BY uid
      ),
      spent AS (
        SELECT p.uid AS uid, COUNT(DISTINCT p.order_key) AS orders,
          SUM(CASE WHEN p.currency = '${CURRENCY}' THEN p.amount ELSE 0 END) AS money
        FROM scoped AS p INNER JOIN joined AS j ON p.uid = j.uid WHERE p.stage = 'paid' AND p.at >= j.since GROUP BY uid
      )
    SELECT CASE WHEN one = other THEN one ELSE 'both' END AS side, ${GROUPINGS['time:day'].replace('(at,', '(since,')} AS day,
      toInt64(COUNT(*)) AS people, toInt64(COUNT(CASE WHEN orders > 0 THEN 1 END)) AS buyers,
      toInt64(SUM(orders)) AS purchases, toInt64(SUM(money)) AS gross_revenue
    FROM joined LEFT JOIN spent USING (uid) GROUP BY side, day ORDER BY side, day`;
}
