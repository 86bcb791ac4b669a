import { METRIC_KEYS, type MetricKey } from '@syncline/shared/metrics';

/** Columns under a name. */
export interface ColumnSet {
  name: string;
  metrics: readonly MetricKey[];
}

/** The sets that everybody has, beside the usual columns. */
export const COLUMN_SETS: readonly ColumnSet[] = [
  {
    name: 'Reach',
    metrics: ['impressions', 'viewable_impressions', 'reach', 'frequency', 'engaged_users', 'engagement_rate', 'cpm'],
  },
  {
    name: 'Conversion',
    metrics: ['reach', 'triggers', 'confirmations', 'confirm_rate', 'buyers', 'purchases', 'conversion_per_reach'],
  },
  {
    name: 'Revenue',
    metrics: ['purchases', 'average_order_value', 'gross_revenue', 'refunds', 'net_revenue', 'spend', 'cpa', 'roas'],
  },
];

/** What the browser keeps of own sets, as far as it can still be read; unknown metrics are left out. */
export function readSets(stored: string): ColumnSet[] {
  const known = new Set<string>(METRIC_KEYS);
  return parsed(stored).flatMap((entry): ColumnSet[] => {
    if (typeof entry !== 'object' || entry === null || !('name' in entry) || !('metrics' in entry)) return [];
    const { name, metrics } = entry;
    if (typeof name !== 'string' || !Array.isArray(metrics)) return [];
    const kept = metrics.filter((metric): metric is MetricKey => known.has(String(metric)));
    return kept.length > 0 ? [{ name, metrics: kept }] : [];
  });
}

function parsed(stored: string): unknown[] {
  try {
    const value: unknown = JSON.parse(stored);
    return Array.isArray(value) ? value : [];
  } catch {
    // Whatever else stands there was not written by this app: no sets.
    return [];
  }
}

/** The sets with one more, in the place of one of the same name; by name. */
export function withSet(sets: readonly ColumnSet[], added: ColumnSet): ColumnSet[] {
  return [...sets.filter(({ name }) => name !== added.name), added].toSorted((a, b) => a.name.localeCompare(b.name));
}

/** The name of the set that has these columns, in whatever order; undefined where none has. */
export function nameOfSet(sets: readonly ColumnSet[], metrics: readonly MetricKey[]): string | undefined {
  const wanted = [...metrics].sort().join();
  return sets.find((set) => [...set.metrics].sort().join() === wanted)?.name;
}
