/** The rows that one import added. */
const ITS = 'origin = {origin:String}';
const ORDERS = `order_key IN (SELECT order_key FROM events WHERE ${ITS} AND order_key != 0)`;

export const STORED_BY_KIND = `
  SELECT kind, count() AS events FROM events WHERE ${ITS} GROUP BY kind ORDER BY kind`;

export const STORED_DAYS = `
  SELECT toString(min(day)) AS first, toString(max(day)) AS last, uniqExact(day) AS days FROM events WHERE ${ITS}`;

export const STORED_MONEY = `
  SELECT currency, sumIf(amount, stage = 'paid') AS paid, sumIf(amount, stage = 'refunded') AS refunded
  FROM events WHERE ${ITS} AND stage IN ('paid', 'refunded') GROUP BY currency ORDER BY currency`;

/** Calendar months of the workspace in which something was paid or refunded. */
export const STORED_MONTHS = `
  SELECT DISTINCT formatDateTime(day, '%Y-%m') AS month
  FROM events WHERE ${ITS} AND stage IN ('paid', 'refunded') ORDER BY month`;

/** Orders with events of the import and of others, and those of which only a refund would be left. */
export const SHARED_ORDERS = `
  SELECT count() AS orders, countIf(refunds_left > 0 AND payments_left = 0 AND payments > 0) AS unpaid
  FROM (
    SELECT order_key, countIf(NOT (${ITS})) AS left, countIf(stage = 'paid') AS payments,
      countIf(stage = 'paid' AND NOT (${ITS})) AS payments_left,
      countIf(stage = 'refunded' AND NOT (${ITS})) AS refunds_left
    FROM events WHERE ${ORDERS} GROUP BY order_key HAVING left > 0
  )`;

/** What the import names in a column and no other event does. */
export const namedAlone = (column: 'brand' | 'campaign' | 'offer'): string => `
  SELECT ${column} AS slug FROM events
  WHERE ${column} IN (SELECT DISTINCT ${column} FROM events WHERE ${ITS} AND ${column} != '')
  GROUP BY ${column} HAVING countIf(NOT (${ITS})) = 0 ORDER BY slug`;
