import type { Proportion, QueryAnswer } from '@syncline/shared/query';
import { proportionOf } from '../../lib/proportion.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import type { Group } from './device-names.ts';

/** What one group of people, or one device, saw and did. */
export interface Behaviour extends Group {
  impressions: number;
  reach: number;
  engagements: number;
  engagementRate: number | null;
  purchases: number;
  buyers: number;
  /** Buyers of the people reached. */
  conversion: Proportion;
}

type Metrics = QueryAnswer['totals']['metrics'];

/** The rows of an answer by one dimension in the fixed order of `groups`; groups without any event are left out. */
export function behavioursOf(
  answer: QueryAnswer,
  dimension: 'device' | 'primary_device',
  groups: readonly Group[],
): Behaviour[] {
  return groups.flatMap((group) => {
    const row = answer.rows.find(({ dimensions }) => dimensions[dimension] === group.key);
    return row ? [behaviourOf(group, row.metrics)] : [];
  });
}

/** Everybody, each person once. */
export function totalOf(answer: QueryAnswer): Behaviour {
  return behaviourOf({ key: 'all', name: 'All', colour: 'var(--text-2)' }, answer.totals.metrics);
}

function behaviourOf(group: Group, metrics: Metrics): Behaviour {
  const count = (key: string) => metrics[key] ?? 0;
  return {
    ...group,
    impressions: count('impressions'),
    reach: count('reach'),
    engagements: count('engagements'),
    engagementRate: metrics.engagement_rate ?? null,
    purchases: count('purchases'),
    buyers: count('buyers'),
    conversion: proportionOf(count('buyers'), count('reach')),
  };
}

/** The same numbers for export. */
export function behaviourTable(label: string, rows: readonly Behaviour[]): ValueTable {
  return {
    columns: [
      { label },
      { label: 'Impressions' },
      { label: 'Reach' },
      { label: 'Engagements' },
      { label: 'Engagements ÷ impressions' },
      { label: 'Purchases' },
      { label: 'Buyers' },
      { label: 'Buyers ÷ reach' },
      { label: 'Lower end, 95 %' },
      { label: 'Upper end, 95 %' },
    ],
    rows: rows.map((row) => [
      row.name,
      row.impressions,
      row.reach,
      row.engagements,
      row.engagementRate,
      row.purchases,
      row.buyers,
      row.conversion.value,
      row.conversion.low,
      row.conversion.high,
    ]),
  };
}
