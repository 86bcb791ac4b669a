import type { Alert, AlertFinding } from '@syncline/shared/alerts';
import { formatMetric, formatPercent, formatPeriod } from '@syncline/shared/format';
import { METRICS } from '@syncline/shared/metrics';

interface Told {
  alert: Alert;
  finding: AlertFinding;
  state: Alert['state'];
  /** What the alert is about, in words. */
  about: string;
  currency: string;
}

/** What is mailed of an alert that fired or cleared: the figure, what it was held against, and where to look. */
export function alertLetter({ alert, finding, state, about, currency }: Told): { subject: string; text: string } {
  const { name, metric, kind } = alert;
  const verb = state === 'clear' ? 'cleared' : kind === 'goal' ? 'is reached' : 'fired';
  const { label, formula } = METRICS[metric];
  const period = formatPeriod(finding.period);
  return {
    subject: `${name} ${verb}: ${label} ${figureText(alert, finding, currency)}, ${period}`,
    text: [
      `${name} ${verb}.`,
      `${label} of ${about}, ${period}: ${figureText(alert, finding, currency)}`,
      `Level: ${levelText(alert, alert.fire_at, currency)} ${alert.when === 'above' ? 'or more' : 'or less'}`,
      `${label} is ${formula}. Alerts and what they found are on the Alerts page of Syncline.`,
    ].join('\n\n'),
  };
}

function figureText(alert: Alert, { value, before, measured }: AlertFinding, currency: string): string {
  const figure = formatMetric(alert.metric, value, currency);
  if (alert.measure !== 'change' || measured === null) return figure;
  return `${figure} (${levelText(alert, measured, currency)} against ${formatMetric(alert.metric, before, currency)})`;
}

function levelText({ metric, measure }: Alert, level: number, currency: string): string {
  return measure === 'change'
    ? formatPercent(level / 100, { plus: true, digits: 1 })
    : formatMetric(metric, level, currency);
}
