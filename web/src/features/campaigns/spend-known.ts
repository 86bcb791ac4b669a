import type { MetricKey } from '@syncline/shared/metrics';

/** Those that divide by spend, or spend by them: over all campaigns they take in what is known of no spend. */
const RATES: ReadonlySet<MetricKey> = new Set(['cpm', 'cpa', 'roas']);

interface Row {
  /** Empty for events of no campaign. */
  slug: string;
  metrics: Readonly<Record<string, number | null>>;
}

/** What to know of rates of spend in the row of all campaigns, where spend is known of some of them only; undefined otherwise. */
export function spendWarning(rows: readonly Row[], metrics: readonly MetricKey[]): string | undefined {
  if (!metrics.includes('spend') || !metrics.some((metric) => RATES.has(metric))) return undefined;
  const campaigns = rows.filter(({ slug }) => slug !== '');
  const known = campaigns.filter(({ metrics }) => metrics.spend !== null && metrics.spend !== undefined).length;
  if (known === 0 || known === campaigns.length) return undefined;
  return `Spend is known of ${known} of ${campaigns.length} campaigns: in the last row it stands against what all of them reached and sold.`;
}
