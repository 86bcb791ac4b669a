import { changeOf, formatChange, formatMetric, plural } from '@syncline/shared/format';
import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { RowText } from '../../documents/layout.ts';
import type { Questions } from '../questions.ts';
import { type Section, type SectionWords, sectionOf, tableHead } from '../section.ts';

const METRICS_OF_ROW: MetricKey[] = ['reach', 'frequency', 'purchases', 'conversion_per_reach', 'net_revenue'];
/** A document of more rows is read by nobody. */
const MOST_ROWS = 500;

const COLUMNS = [
  { width: 135 },
  { width: 54, right: true },
  { width: 76, right: true },
  { width: 50, right: true },
  { width: 62, right: true },
  { width: 72, right: true },
  { width: 50, right: true },
];

/** Every campaign with an event, by reach, and what all of them come to, computed and not summed. */
export async function campaignsSection(questions: Questions, { nameOf, currency }: SectionWords): Promise<Section> {
  const { rows, totals, meta } = await questions.query({
    metrics: METRICS_OF_ROW,
    dimensions: ['campaign'],
    order_by: [{ metric: 'reach', direction: 'desc' }],
    limit: MOST_ROWS,
  });
  const isCompared = meta.comparison_period !== null;
  const row = (name: string, metrics: Figures, before: Figures | undefined): RowText => ({
    cells: [
      name,
      ...METRICS_OF_ROW.map((metric) => formatMetric(metric, metrics[metric] ?? null, currency)),
      isCompared ? changeText(metrics, before) : '',
    ],
    columns: COLUMNS,
    rule: true,
  });
  const heads = [
    'Campaign',
    'Reach',
    'Average frequency',
    'Purchases',
    'Buyers ÷ reach',
    `Net revenue`,
    isCompared ? 'Change' : '',
  ];
  const named = rows.map(({ dimensions, metrics, comparison }) => {
    const slug = String(dimensions.campaign ?? '');
    return row(slug === '' ? 'No campaign' : nameOf(slug), metrics, comparison);
  });
  const shown =
    meta.rows_total > rows.length
      ? `The first ${rows.length} of ${meta.rows_total} campaigns`
      : plural(rows.length, 'campaign');
  return sectionOf({
    title: 'Campaigns',
    subtitle: `${shown} by reach${isCompared ? '; change is that of net revenue' : ''}. Somebody reached by several counts in each, and once in the last line.`,
    meta,
    request: questions.request,
    metrics: METRICS_OF_ROW,
    blocks: [
      {
        head: [tableHead(heads, COLUMNS)],
        rows: [...named, { ...row('All, each person once', totals.metrics, totals.comparison), strong: true }],
      },
    ],
  });
}

type Figures = Record<string, number | null>;

function changeText(metrics: Figures, before: Figures | undefined): string {
  const change = changeOf(METRICS.net_revenue.unit, metrics.net_revenue, before?.net_revenue);
  if (change === null) return '–';
  return `${change.value < 0 ? '−' : change.value > 0 ? '+' : ''}${formatChange(change)}`;
}
