import { DIMENSIONS, METRICS, type MetricUnit } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import {
  cellAt,
  type FigureBlock,
  type FigureColumn,
  type FigureUnit,
  plainColumn,
} from '@syncline/shared/study-figures';

const UNITS: Record<MetricUnit, FigureUnit> = {
  count: 'count',
  people: 'count',
  ratio: 'number',
  proportion: 'share',
  money: 'money',
};

/** The rows with a column for each dimension and metric, what they are compared with beside them, and the computed total. */
export function queryBlocks({ rows, totals, meta }: QueryAnswer): FigureBlock[] {
  const { dimensions, metrics } = meta.query;
  const compared = meta.comparison_period;
  const columns: FigureColumn[] = [
    ...dimensions.map((key) => plainColumn(`dimensions:${key}`, DIMENSIONS[key].label, 'text')),
    ...metrics.flatMap((key) => {
      const { label, unit } = METRICS[key];
      const now = plainColumn(`metrics.${key}`, label, UNITS[unit]);
      const before = plainColumn(`comparison.${key}`, `${label}, days compared with`, UNITS[unit]);
      return compared ? [now, before] : [now];
    }),
  ];
  const cellsOf = (row: QueryAnswer['totals'], own: Record<string, string | number>) =>
    columns.map(({ key }) => {
      const dimension = key.startsWith('dimensions:') ? key.slice('dimensions:'.length) : null;
      return dimension === null ? cellAt(row, key) : String(own[dimension] ?? '');
    });
  const detail: FigureBlock = {
    title: 'Rows',
    columns,
    rows: rows.map((row) => ({
      key: dimensions.map((key) => String(row.dimensions[key] ?? '')).join(' | '),
      cells: cellsOf(row, Object.fromEntries(dimensions.map((key) => [key, named(row.dimensions[key])]))),
      sentence: null,
    })),
  };
  const whole: FigureBlock = {
    title: dimensions.length === 0 ? 'Figures' : 'All rows together, computed and not summed',
    columns: columns.filter(({ key }) => !key.startsWith('dimensions:')),
    rows: [{ key: 'all', cells: cellsOf(totals, {}).slice(dimensions.length), sentence: null }],
  };
  return dimensions.length === 0 ? [whole] : [detail, whole];
}

function named(value: string | number | undefined): string {
  return value === undefined || value === '' ? 'none' : String(value);
}
