import { DIMENSIONS, METRICS } from '@syncline/shared/metrics';
import type { AnswerMeta, Filter, QueryAnswer } from '@syncline/shared/query';
import type { Period } from '@syncline/shared/time';
import { percentWords } from '@syncline/shared/words';

/** The part of an answer that says how its figures come about. */
type Meta = AnswerMeta & Partial<Pick<QueryAnswer['meta'], 'metrics' | 'query' | 'rows_total'>> & { method?: string };

interface Asked {
  request: { filters: readonly Filter[]; primary_device_threshold: number };
}

const OPERATORS: Record<Filter['op'], string> = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  matches_any_prefix: 'begins with',
};

/** One paragraph on how the figures of a table come about: whose events of which days, and what the answer says of its own method. */
export function methodText(asked: Asked, meta: Meta): string {
  const { method, metrics, query } = meta;
  const uses = query && [...query.dimensions, ...query.filters.map(({ dimension }) => dimension)];
  const byDevice = method === undefined && (uses ?? []).includes('primary_device');
  return [
    countedText(asked.request, meta),
    metrics && metricsText(metrics, meta.currency),
    byDevice && primaryDeviceText(asked.request.primary_device_threshold),
    query && query.dimensions.length > 0 && rowsText(query, meta.rows_total ?? 0),
  ]
    .filter(Boolean)
    .join(' ');
}

/** What was counted, and by which method of its own, without the formulas of its metrics. */
export function countedText(
  { filters }: Pick<Asked['request'], 'filters'>,
  { period, comparison_period: compared, timezone, method }: AnswerMeta & { method?: string },
): string {
  return [
    `Counted from every event of ${daysText(period)} (whole days of ${timezone}), none sampled and none estimated.`,
    compared && `Compared with ${daysText(compared)}.`,
    filters.length === 0 ? 'No filter.' : `Only events whose ${filters.map(filterText).join('; whose ')}.`,
    method,
  ]
    .filter(Boolean)
    .join(' ');
}

function daysText({ from, to }: Period): string {
  return from === to ? from : `${from} to ${to}`;
}

function filterText({ dimension, op, values }: Filter): string {
  const named = values.map((value) => (value === '' ? 'none' : `“${value}”`));
  const last = named.at(-1) ?? '';
  const listed = named.length > 1 ? `${named.slice(0, -1).join(', ')} or ${last}` : last;
  return `${DIMENSIONS[dimension].label.toLowerCase()} ${OPERATORS[op]} ${listed}`;
}

/** Formulas first, then what is counted once and in which window, said once for all that have it in common. */
function metricsText(metrics: QueryAnswer['meta']['metrics'], currency: string): string {
  const formulas = Object.values(metrics).map(({ label, formula }) => `${label}: ${formula}.`);
  const alike = new Map<string, string[]>();
  for (const { label, deduplication, window } of Object.values(metrics)) {
    const how = `${deduplication}; window: ${window}`;
    alike.set(how, [...(alike.get(how) ?? []), label]);
  }
  const counted = [...alike].map(([how, labels]) => `${labels.join(', ')}: ${how}.`);
  const money = Object.values(metrics).some(({ unit }) => unit === 'money') ? [`Money in ${currency}.`] : [];
  return [...formulas, 'How it is counted.', ...counted, ...money].join(' ');
}

function primaryDeviceText(threshold: number): string {
  return (
    `Primary mobile: at least ${percentWords(threshold)} of a person’s own actions on known devices in the period, whatever the filters, are on phone or tablet; ` +
    'desktop likewise, else mixed; unknown without an action on a known device.'
  );
}

function rowsText({ dimensions, order_by: order, limit }: QueryAnswer['meta']['query'], total: number): string {
  const by = dimensions.map((key) => DIMENSIONS[key].label.toLowerCase()).join(' and ');
  if (total <= limit) return `One row for each ${by} with an event.`;
  const first = order[0];
  const least =
    first && ('metric' in first ? METRICS[first.metric].label : DIMENSIONS[first.dimension].label).toLowerCase();
  return `The first ${limit} of ${total} rows, one for each ${by}, in order of ${least ?? 'their names'}.`;
}
