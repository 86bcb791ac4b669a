import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import { changeOf } from '@syncline/shared/format';
import type { TableSort } from '../../ui/data-table.tsx';

/** A campaign with its figures; an empty slug stands for events of no campaign. */
export interface CampaignRow {
  slug: string;
  name: string;
  brand: string;
  metrics: Record<string, number | null>;
  before: Record<string, number | null> | undefined;
}

interface Named {
  slug: string;
  name: string;
}

/** The rows of an answer by campaign, under the names of the catalogue. */
export function campaignRows(
  answer: Pick<QueryAnswer, 'rows'> | undefined,
  campaigns: readonly (Named & { brand: string | null })[] = [],
  brands: readonly Named[] = [],
): CampaignRow[] {
  const known = new Map(campaigns.map((campaign) => [campaign.slug, campaign]));
  const names = new Map(brands.map((brand) => [brand.slug, brand.name]));
  return (answer?.rows ?? []).map((row) => {
    const slug = String(row.dimensions.campaign);
    const campaign = known.get(slug);
    const brand = campaign?.brand ?? '';
    return {
      slug,
      name: campaign?.name ?? (slug === '' ? 'No campaign' : slug),
      brand: names.get(brand) ?? brand,
      metrics: row.metrics,
      before: row.comparison,
    };
  });
}

/** The change of one metric against the period compared with: relative, or in points; null where it is not defined. */
export function changeIn(metric: MetricKey, row: Pick<CampaignRow, 'metrics' | 'before'>) {
  return changeOf(METRICS[metric].unit, row.metrics[metric], row.before?.[metric]);
}

/** Rows in an order: by name, by the change of `focus`, or by a metric; what is not defined stands last. */
export function sortRows(rows: readonly CampaignRow[], sort: TableSort, focus: MetricKey): CampaignRow[] {
  const sign = sort.descending ? -1 : 1;
  if (sort.key === 'name') {
    const { compare } = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
    return rows.toSorted((a, b) => sign * compare(a.name, b.name));
  }
  const valueOf = (row: CampaignRow) =>
    sort.key === 'change' ? (changeIn(focus, row)?.value ?? null) : (row.metrics[sort.key] ?? null);
  const valued = rows.map((row) => ({ row, value: valueOf(row) }));
  return valued
    .toSorted((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return sign * (a.value - b.value);
    })
    .map(({ row }) => row);
}

/** The rows whose name, brand or slug holds every word of `find`. */
export function findRows(rows: readonly CampaignRow[], find: string): readonly CampaignRow[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ name, brand, slug }) => {
    const text = `${name} ${brand} ${slug}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** A metric by campaign and day, in the order of `days`; a day without a row is `0` where the metric adds up, else not defined. */
export function seriesByCampaign(
  answer: Pick<QueryAnswer, 'rows'> | undefined,
  metric: MetricKey,
  days: readonly string[],
): Map<string, (number | null)[]> {
  const place = new Map(days.map((day, index) => [day, index]));
  const nothing = METRICS[metric].additive || METRICS[metric].unit === 'people' ? 0 : null;
  const series = new Map<string, (number | null)[]>();
  for (const row of answer?.rows ?? []) {
    const slug = String(row.dimensions.campaign);
    const values = series.get(slug) ?? days.map(() => nothing);
    const at = place.get(String(row.dimensions['time:day']));
    if (at !== undefined) values[at] = row.metrics[metric] ?? nothing;
    series.set(slug, values);
  }
  return series;
}
