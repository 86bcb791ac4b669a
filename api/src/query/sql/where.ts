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

/** Events that all of the filters hold of, in the zone of the scope, whatever its period. */
export function matching(filters: readonly Filter[], scope: Scope): Fragment {
  return filters.length === 0
    ? sql`1`
    : join(
        filters.map((filter) => matches(filter, scope)),
        ' AND ',
      );
}

function matches({ dimension, op, values }: Filter, scope: Scope): Fragment {
  const { key, type } = dimensionSql(dimension);
  const folded = (text: Fragment) => (dimension === 'client' ? sql`lowerUTF8(${text})` : text);
  const operand = folded(key(scope));
  if (op === 'is' || op === 'is_not') {
    const listed = type === 'number' ? bind('Array(UInt8)', values.map(Number)) : bind('Array(String)', values);
    const wanted = dimension === 'client' ? sql`arrayMap(value -> lowerUTF8(value), ${listed})` : listed;
    return op === 'is' ? sql`${operand} IN ${wanted}` : sql`${operand} NOT IN ${wanted}`;
  }
  const alternatives = values.map((value) => {
    const wanted = folded(bind('String', value));
    return op === 'contains' ? sql`position(${operand}, ${wanted}) > 0` : sql`startsWith(${operand}, ${wanted})`;
  });
  return sql`(${join(alternatives, ' OR ')})`;
}
