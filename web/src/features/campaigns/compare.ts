import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { OverlapAnswer } from '@syncline/shared/query';

/** Said in place of plots and tables that hold nobody. */
export const NOBODY_REACHED = {
  sentence: 'None of these campaigns reached anybody in these days under these filters.',
};

/** The figures side by side, in their order; those of spend where any is known. */
export const COMPARED: readonly MetricKey[] = [
  'impressions',
  'reach',
  'frequency',
  'engagement_rate',
  'net_follows',
  'confirm_rate',
  'buyers',
  'purchases',
  'conversion_per_reach',
  'gross_revenue',
  'refunds',
  'net_revenue',
  'average_order_value',
  'spend',
  'cpm',
  'cpa',
  'roas',
];

/**
 * Which of several values of a metric are the best: the highest, or the lowest where less is better. None where neither
 * is better, where fewer than two are defined, or where all are the same.
 */
export function bestOf(metric: MetricKey, values: readonly (number | null)[]): boolean[] {
  const known = values.filter((value) => value !== null);
  const { better } = METRICS[metric];
  const best = better === 'down' ? Math.min(...known) : Math.max(...known);
  const told = better !== 'neither' && known.length > 1 && known.some((value) => value !== best);
  return values.map((value) => told && value === best);
}

type Intersections = NonNullable<OverlapAnswer['intersections']>;

/** How a campaign's people stand to those of the others. */
export interface Standing {
  campaign: string;
  reach: number;
  /** Reached by it and no other. */
  exclusive: number;
  shared: number;
  /** Reached by it and none of those before it in the order. */
  incremental: number;
  /** Reached by it or one of those before it. */
  together: number;
}

/** The campaigns in the order given, with what each adds to those before it: incremental people add up to the union. */
export function standings(order: readonly string[], intersections: Intersections): Standing[] {
  const people = (holds: (campaigns: readonly string[]) => boolean) =>
    intersections.filter(({ campaigns }) => holds(campaigns)).reduce((sum, each) => sum + each.people, 0);
  return order.map((campaign, index) => {
    const before = order.slice(0, index);
    const reach = people((all) => all.includes(campaign));
    const exclusive = people((all) => all.length === 1 && all[0] === campaign);
    return {
      campaign,
      reach,
      exclusive,
      shared: reach - exclusive,
      incremental: people((all) => all.includes(campaign) && !all.some((other) => before.includes(other))),
      together: people((all) => all.some((other) => other === campaign || before.includes(other))),
    };
  });
}
