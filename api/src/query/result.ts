import type { DimensionKey, MetricKey } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';
import { alignmentKey } from './align.ts';
import type { BuiltQuery } from './build.ts';
import { METRIC_EXPRESSIONS, valueOfNothing } from './metrics.ts';
import type { GroupedSpend } from './spend/group.ts';
import { dimensionColumn, type ScanRow } from './sql/scan.ts';

/** What the statements of a plan brought back. */
export interface Figures {
  /** Null for a question without dimensions. */
  rows: readonly ScanRow[] | null;
  rowsTotal: number;
  totals: ScanRow;
  comparison: { rows: readonly ScanRow[] | null; totals: ScanRow } | null;
}

type MetricValues = Record<string, number | null>;

/**
 * Rows and totals of an answer. Totals are the answer to the same question without dimensions, not the sum of the rows.
 * Rows are those of the period; a group that the compared days do not have is compared with nothing (0, or null where
 * there is no denominator, or no spend is known: `unspent`), and a group that only the compared days have is not listed.
 */
export function shapeResult(
  query: BuiltQuery,
  figures: Figures,
  unspent: GroupedSpend['unspent'] = () => null,
): Pick<QueryAnswer, 'rows' | 'totals'> {
  const pick = (row: ScanRow): MetricValues =>
    Object.fromEntries(query.metrics.map((metric) => [metric, numeric(row[metric])]));
  const { comparison } = figures;
  const totals = {
    metrics: pick(figures.totals),
    ...(comparison ? { comparison: pick(comparison.totals) } : {}),
  };
  if (figures.rows === null) return { rows: [{ dimensions: {}, ...totals }], totals };
  const compared = comparedRows(query, comparison?.rows ?? []);
  const rows = figures.rows.map((row) => {
    const values = groupValues(row, query.dimensions);
    const match = compared.get(alignmentKey(values, query.dimensions, query.scope.period));
    return {
      dimensions: Object.fromEntries(values),
      metrics: pick(row),
      ...(comparison
        ? { comparison: match ? pick(match) : nothing(query.metrics, unspent([...values.values()])) }
        : {}),
    };
  });
  return { rows, totals };
}

/** The values of a group, dimension by dimension. */
export function groupValues(row: ScanRow, dimensions: readonly DimensionKey[]): Map<DimensionKey, string | number> {
  return new Map(dimensions.map((dimension, index) => [dimension, row[dimensionColumn(index)] ?? '']));
}

function comparedRows(query: BuiltQuery, rows: readonly ScanRow[]): Map<string, ScanRow> {
  const period: Period = query.comparison ?? query.scope.period;
  return new Map(rows.map((row) => [alignmentKey(groupValues(row, query.dimensions), query.dimensions, period), row]));
}

function nothing(metrics: readonly MetricKey[], spend: number | null): MetricValues {
  return Object.fromEntries(
    metrics.map((metric) => [metric, metric === 'spend' ? spend : valueOfNothing(METRIC_EXPRESSIONS[metric])]),
  );
}

function numeric(value: string | number | null | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
