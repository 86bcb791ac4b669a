import type { Order } from './build.ts';
import { evaluate, METRIC_EXPRESSIONS, type MeasureKey, valueOfNothing } from './metrics.ts';
import type { Part, Scan } from './plan.ts';
import type { GroupedSpend } from './spend/group.ts';
import { dimensionColumn, EVENTS_COLUMN, GROUPS_COLUMN, type ScanRow } from './sql/scan.ts';
import { measureColumn } from './sql/select.ts';

/** What one part of a scan measured. */
export interface Measured {
  sign: Part['sign'];
  rows: readonly ScanRow[];
}

interface Group {
  values: (string | number)[];
  measures: Map<MeasureKey, number | null>;
  events: number;
}

/**
 * The rows of a scan out of the groups that its parts measured: measures are added up, then metrics computed, groups without
 * an event left out, ordered and cut to the page, as the engine does for a scan of one part. Spend, where it is asked for and
 * can be told, is one part more: a group with spend alone is listed too.
 */
export function combine(scan: Scan, measured: readonly Measured[], spend: GroupedSpend | null = null): ScanRow[] {
  const parts = spend ? [...measured, { sign: 1 as const, rows: spend.rows }] : measured;
  const groups = new Map<string, Group>();
  for (const { sign, rows } of parts) {
    for (const row of rows) addTo(groupOf(groups, scan, row), scan, row, sign);
  }
  if (scan.dimensions.length === 0 && groups.size === 0) throw new Error('An ungrouped scan came without a row');
  const listed = [...groups.values()].filter(({ events }) => events > 0 || scan.dimensions.length === 0);
  const rows = listed.map((group) => shape(scan, group, { groups: listed.length, spend })).toSorted(comparison(scan));
  return scan.page ? rows.slice(scan.page.offset, scan.page.offset + scan.page.limit) : rows;
}

function groupOf(groups: Map<string, Group>, scan: Scan, row: ScanRow): Group {
  const values = scan.dimensions.map((_, index) => row[dimensionColumn(index)] ?? '');
  const key = JSON.stringify(values);
  let group = groups.get(key);
  if (!group) groups.set(key, (group = { values, measures: new Map(), events: 0 }));
  return group;
}

function addTo(group: Group, scan: Scan, row: ScanRow, sign: Part['sign']): void {
  group.events += sign * Number(row[EVENTS_COLUMN]);
  for (const measure of scan.measures) {
    const value = row[measureColumn(measure)];
    // Another part measures it.
    if (value === undefined) continue;
    group.measures.set(measure, value === null ? null : (group.measures.get(measure) ?? 0) + sign * Number(value));
  }
}

function shape(
  scan: Scan,
  { values, measures, events }: Group,
  { groups, spend }: { groups: number; spend: GroupedSpend | null },
): ScanRow {
  const row: ScanRow = { [EVENTS_COLUMN]: events };
  values.forEach((value, index) => {
    row[dimensionColumn(index)] = value;
  });
  for (const measure of scan.measures) {
    if (measures.has(measure)) continue;
    measures.set(measure, measure === 'spend' && spend ? spend.unspent(values) : valueOfNothing({ measure }));
  }
  for (const metric of scan.metrics) row[metric] = evaluate(METRIC_EXPRESSIONS[metric], measures);
  if (scan.dimensions.length > 0) row[GROUPS_COLUMN] = groups;
  return row;
}

function comparison(scan: Scan): (one: ScanRow, other: ScanRow) => number {
  const columns = scan.order.map((order: Order) => ({
    column: 'metric' in order ? order.metric : dimensionColumn(scan.dimensions.indexOf(order.dimension)),
    sign: order.direction === 'asc' ? 1 : -1,
  }));
  return (one, other) => {
    for (const { column, sign } of columns) {
      const [left, right] = [one[column] ?? null, other[column] ?? null];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      return left < right ? -sign : sign;
    }
    return 0;
  };
}
