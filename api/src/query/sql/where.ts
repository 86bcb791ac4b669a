import type { Filter } from '@syncline/shared/query';
import type { Scope } from '../build.ts';
import { bind, type Fragment, join, sql } from './fragment.ts';
import { dimensionSql } from './group.ts';
import { inPeriod } from './time.ts';

/**
 * The events of a scope: its period, and every filter; the values of one filter are alternatives, and `is_not` leaves
 * all of them out. Slugs compare by case; `client` does not, in any operator.
 */
export function inScope(scope: Scope): Fragment {
  return join([inPeriod(scope.period), ...scope.filters.map((filter) => matches(filter, scope))], ' AND ');
}

function matches(filter: Filter, scope: Scope): Fragment {
  const { dimension, op, values } = filter;
  const { key, type } = dimensionSql(dimension);
  if (op === 'is' || op === 'is_not') {
    const listed = type === 'number' ? bind('Array(UInt8)', values.map(Number)) : listedAs(filter);
    const operand = dimension === 'client' ? sql`lowerUTF8(client)` : asText(filter, key(scope));
    return op === 'is' ? sql`${operand} IN ${listed}` : sql`${operand} NOT IN ${listed}`;
  }
  const folded = (text: Fragment) => (dimension === 'client' ? sql`lowerUTF8(${text})` : text);
  const alternatives = values.map((value) =>
    op === 'contains'
      ? sql`position(${folded(key(scope))}, ${folded(bind('String', value))}) > 0`
      : sql`startsWith(${folded(key(scope))}, ${folded(bind('String', value))})`,
  );
  return sql`(${join(alternatives, ' OR ')})`;
}

function listedAs(filter: Filter): Fragment {
  const listed = bind('Array(String)', filter.values);
  return filter.dimension === 'client' ? sql`arrayMap(value -> lowerUTF8(value), ${listed})` : listed;
}

/** Enum columns are compared as text, so that a list of texts fits them. */
function asText(filter: Filter, key: Fragment): Fragment {
  return ['device', 'action', 'arm'].includes(filter.dimension) ? sql`toString(${key})` : key;
}
