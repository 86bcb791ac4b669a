import type { Alert, AlertDraft, AlertFinding, AlertNews } from '@syncline/shared/alerts';
import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import { formatMetric, formatPercent, formatPeriod } from '@syncline/shared/format';

type Terms = Pick<Alert, 'metric' | 'measure' | 'when' | 'fire_at' | 'clear_at' | 'kind'>;

export const EVERY_NAMES = { day: 'day', week: 'week, Monday to Sunday', month: 'calendar month' } as const;

/** A level as it is read: "$1,000.00", or "-20 %" of a change. */
export function levelText(
  { metric, measure }: Pick<Terms, 'metric' | 'measure'>,
  level: number,
  currency: string,
): string {
  if (measure === 'change') return formatPercent(level / 100, { plus: true, digits: Number.isInteger(level) ? 0 : 1 });
  return formatMetric(metric, level, currency);
}

/** When it fires and clears, in words. */
export function termsText(terms: Terms, currency: string): string {
  const side = terms.when === 'above' ? 'or more' : 'or less';
  const fires = `${levelText(terms, terms.fire_at, currency)} ${side}`;
  if (terms.clear_at === terms.fire_at) return fires;
  const back = terms.when === 'above' ? 'below' : 'above';
  return `${fires}, until ${back} ${levelText(terms, terms.clear_at, currency)}`;
}

/** Where it stands, in one word. */
export function stateText({ kind, state, judged }: Pick<Alert, 'kind' | 'state' | 'judged'>): string {
  if (judged === null) return 'not judged yet';
  if (kind === 'goal') return state === 'firing' ? 'reached' : 'not reached';
  return state === 'firing' ? 'firing' : 'quiet';
}

/** What was found of a period: "$1,204.00, 20.4 % more than before". */
export function findingText(terms: Pick<Terms, 'metric' | 'measure'>, finding: AlertFinding, currency: string): string {
  const value = formatMetric(terms.metric, finding.value, currency);
  if (terms.measure !== 'change') return value;
  if (finding.measured === null) return `${value}, nothing to compare it with`;
  return `${value}, ${levelText(terms, Math.round(finding.measured * 10) / 10, currency)} against ${formatMetric(terms.metric, finding.before, currency)}`;
}

/** A piece of news in one line, from what was asked then, whatever the alert says today. */
export function newsText({ finding, question }: AlertNews, currency: string): string {
  const metric = metricOf(question);
  const measure = 'compare' in question ? 'change' : 'value';
  return `${METRICS[metric].label} ${formatPeriod(finding.period)}: ${findingText({ metric, measure }, finding, currency)}`;
}

function metricOf(question: AlertNews['question']): MetricKey {
  const [metric] = question.metrics as MetricKey[];
  if (metric === undefined) throw new Error('A question asks for a metric.');
  return metric;
}

/** How many of what is written in the form make one of what is kept: cents of a dollar, hundredths of a percent sign. */
export function unitsPer({ metric, measure }: Pick<AlertDraft, 'metric' | 'measure'>, minorDigits: number): number {
  if (measure === 'change') return 1;
  const { unit } = METRICS[metric];
  if (unit === 'money') return 10 ** minorDigits;
  return unit === 'proportion' ? 1 / 100 : 1;
}

/** What is written behind the field of a level. */
export function unitText({ metric, measure }: Pick<AlertDraft, 'metric' | 'measure'>, currency: string): string {
  if (measure === 'change') return '% against the period before';
  const { unit } = METRICS[metric];
  if (unit === 'money') return currency;
  return unit === 'proportion' ? '%' : unit === 'people' ? 'people' : '';
}
