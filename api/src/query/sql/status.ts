const instant = (column: string) => `formatDateTime(${column}, '%Y-%m-%dT%H:%i:%S.000Z', 'UTC')`;

export const EXTENT = `
  SELECT count() AS events, toString(min(day)) AS first_day, toString(max(day)) AS last_day FROM events`;

export const EXTENT_BY_KIND = `
  SELECT kind, count() AS events, ${instant('min(at)')} AS first_at, ${instant('max(at)')} AS last_at
  FROM events GROUP BY kind ORDER BY kind`;

export const EXTENT_BY_SOURCE = `
  SELECT if(startsWith(origin, 'import:'), 'import', origin) AS source, count() AS events, ${instant('max(at)')} AS last_at
  FROM events GROUP BY source ORDER BY source`;

export const OFFER_USE = `
  SELECT count() AS events, uniqExactIf(order_key, stage = 'paid') AS sold FROM events WHERE offer = {offer:String}`;
