import type { MetricKey } from '@syncline/shared/metrics';
import {
  type Expression,
  MEASURES,
  type Measure,
  type MeasureKey,
  METRIC_EXPRESSIONS,
  type RowSet,
} from '../metrics.ts';
import { bind, type Fragment, identifier, sql } from './fragment.ts';
import { belongsTo } from './rows.ts';

/** A measure as an aggregate over events, under its alias. */
export function measured(key: MeasureKey, currency: string): Fragment {
  return sql`${aggregate(MEASURES[key], currency)} AS ${measureAlias(key)}`;
}

/** A measure in two steps, over the selected events of each person and over people; `column` holds it in between. */
export function measuredOfPerson(
  key: MeasureKey,
  currency: string,
  selected: Fragment,
  column: Fragment,
): { ofPerson: Fragment; ofAll: Fragment } {
  const measure: Measure = MEASURES[key];
  if (measure.take === 'spend') return { ofPerson: sql`0 AS ${column}`, ofAll: aggregate(measure, currency) };
  const [ofPerson, ofAll] = IN_TWO_STEPS[measure.take];
  const rows = sql`${selected} AND ${belongsTo(measure.rows, currency)}`;
  return { ofPerson: sql`${ofPerson(rows)} AS ${column}`, ofAll: ofAll(column) };
}

/** A metric out of measures' aliases, under the metric's own name. */
export function metricColumn(metric: MetricKey): Fragment {
  return sql`${render(METRIC_EXPRESSIONS[metric])} AS ${identifier(metric)}`;
}

/** The rows a measure looks at; null for what is not in the log, which a statement answers with null. */
export function rowsOf(key: MeasureKey): RowSet | null {
  const measure: Measure = MEASURES[key];
  return measure.take === 'spend' ? null : measure.rows;
}

function aggregate(measure: Measure, currency: string): Fragment {
  if (measure.take === 'spend') return sql`CAST(NULL AS Nullable(Int64))`;
  return AGGREGATES[measure.take](belongsTo(measure.rows, currency));
}

const AGGREGATES = {
  quantity: (rows: Fragment) => sql`sumIf(quantity, ${rows})`,
  amount: (rows: Fragment) => sql`sumIf(amount, ${rows})`,
  people: (rows: Fragment) => sql`uniqExactIf(uid, ${rows})`,
  orders: (rows: Fragment) => sql`uniqExactIf(order_key, ${rows})`,
};

const total = (column: Fragment) => sql`sum(${column})`;

const IN_TWO_STEPS = {
  quantity: [AGGREGATES.quantity, total],
  amount: [AGGREGATES.amount, total],
  people: [(rows: Fragment) => sql`countIf(${rows}) > 0`, total],
  orders: [
    (rows: Fragment) => sql`groupUniqArrayIf(order_key, ${rows})`,
    (column: Fragment) => sql`uniqExactArray(${column})`,
  ],
} as const;

function render(expression: Expression): Fragment {
  if ('measure' in expression) return measureAlias(expression.measure);
  if ('difference' in expression) {
    const [minuend, subtrahend] = expression.difference;
    return sql`(toInt64(${render(minuend)}) - toInt64(${render(subtrahend)}))`;
  }
  if ('quotient' in expression) {
    const [numerator, denominator] = expression.quotient;
    return sql`${render(numerator)} / nullIf(${render(denominator)}, 0)`;
  }
  const [numerator, denominator] = expression.rounded;
  const scaled =
    expression.factor === 1 ? render(numerator) : sql`${render(numerator)} * ${bind('UInt32', expression.factor)}`;
  return sql`intDiv(2 * ${scaled} + ${render(denominator)}, nullIf(2 * ${render(denominator)}, 0))`;
}

/** The alias under which a scan computes a measure. */
export function measureAlias(key: MeasureKey): Fragment {
  return identifier(measureColumn(key));
}

/** The name of that alias. */
export const measureColumn = (key: MeasureKey): string => `m_${key}`;
