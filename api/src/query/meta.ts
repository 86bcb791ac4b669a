import { CONFIRMATION_WINDOW_SECONDS, type DimensionKey, METRICS, type MetricKey } from '@syncline/shared/metrics';
import { formatAmount, minorDigits } from '@syncline/shared/money';
import type { AnswerMeta, QueryAnswer, Tier, Warning } from '@syncline/shared/query';
import { daysOf, type Period } from '@syncline/shared/time';
import { dayIn } from '../lib/zone.ts';
import type { Scope } from './build.ts';
import type { QueryContext } from './context.ts';
import { usesConfirmationWindow, usesMoney, usesSpend } from './metrics.ts';
import { spendWarnings } from './spend/group.ts';
import type { OtherCurrency } from './sql/scan.ts';

interface Asked {
  scope: Scope;
  comparison: Period | null;
  now: number;
  /** Value of `performance.now()` when the question arrived. */
  started: number;
  /** Whether a figure looks for confirmations after the trigger. */
  confirmationWindow: boolean;
  /** Where the figures were read. */
  tier: Tier;
}

/** What every answer says about itself, with the warnings that concern any question: open days, demo data, backlog. */
export function answerMeta(context: QueryContext, asked: Asked, warnings: readonly Warning[]): AnswerMeta {
  const open = openDays(asked);
  return {
    exact: true,
    as_of: new Date(asked.now).toISOString(),
    timezone: context.timezone,
    currency: context.currency,
    period: asked.scope.period,
    comparison_period: asked.comparison,
    open_days: open,
    tier: asked.tier,
    cached: false,
    elapsed_ms: elapsedMs(asked.started),
    warnings: [...warnings, ...commonWarnings(context, open), ...backlogWarning(context)],
  };
}

/** Days of the period that have not ended or, where confirmations are waited for, whose last triggers can still be confirmed. */
export function openDays(asked: Pick<Asked, 'scope' | 'now' | 'confirmationWindow'>): string[] {
  const waited = asked.confirmationWindow ? CONFIRMATION_WINDOW_SECONDS * 1000 : 0;
  const firstOpen = dayIn(asked.scope.timezone, asked.now - waited);
  const { from, to } = asked.scope.period;
  return to < firstOpen ? [] : daysOf({ from: from > firstOpen ? from : firstOpen, to });
}

/** The warning of an analysis of people reached where there are none. */
export function noData(reach: number): Warning[] {
  if (reach > 0) return [];
  return [{ code: 'no_data', message: 'No impression in this period under these filters.' }];
}

function commonWarnings(context: QueryContext, open: string[]): Warning[] {
  const warnings: Warning[] = [];
  if (open.length > 0) {
    warnings.push({ code: 'open_days', message: `${span(open)} not complete yet; figures still grow.`, days: open });
  }
  if (context.demo()) {
    warnings.push({ code: 'demo_data', message: 'The figures include the demo data.' });
  }
  return warnings;
}

/** The warning of events that no answer can count yet, as of now. */
export function backlogWarning(context: Pick<QueryContext, 'backlogEvents'>): Warning[] {
  const backlog = context.backlogEvents();
  if (backlog === 0) return [];
  return [{ code: 'backlog', message: `${backlog} acknowledged events are not counted yet.` }];
}

/** Milliseconds since `started`, a value of `performance.now()`. */
export function elapsedMs(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10;
}

function span(days: readonly string[]): string {
  const first = days[0] ?? '';
  return days.length === 1 ? `${first} is` : `${first} to ${days.at(-1) ?? first} are`;
}

interface Found {
  /** Events in scope that count towards any of the metrics. */
  events: number;
  otherCurrencies: readonly OtherCurrency[];
  open: readonly string[];
  /** By what of the question spend is not known, and whether any is known in its scope; left out where no metric needs it. */
  spend?: { gaps: readonly DimensionKey[]; isKnown: boolean };
}

/** The warnings that depend on which metrics were asked for. */
export function metricWarnings(metrics: readonly MetricKey[], found: Found): Warning[] {
  const warnings: Warning[] = [];
  const windowed = metrics.filter(usesConfirmationWindow);
  if (windowed.length > 0 && found.open.length > 0) {
    warnings.push({
      code: 'open_confirmation_window',
      message: `Orders triggered on ${span(found.open).replace(/ (is|are)$/, '')} can still be confirmed.`,
      metrics: windowed,
      days: [...found.open],
    });
  }
  const money = metrics.filter(usesMoney);
  if (found.otherCurrencies.length > 0) {
    warnings.push({ code: 'other_currencies', message: leftOut(found.otherCurrencies), metrics: money });
  }
  if (found.spend) warnings.push(...spendWarnings(metrics, found.spend));
  if (found.events === 0 && !metrics.every(usesSpend)) {
    warnings.push({ code: 'no_data', message: 'No event counts towards these metrics in this period and filter.' });
  }
  return warnings;
}

function leftOut(amounts: readonly OtherCurrency[]): string {
  const parts = amounts.flatMap(({ currency, paid, refunded }) => [
    `${formatAmount(paid, currency)} ${currency} paid`,
    ...(refunded > 0 ? [`${formatAmount(refunded, currency)} ${currency} refunded`] : []),
  ]);
  return `Left out, not in the workspace currency: ${parts.join(', ')}.`;
}

/** Name, unit, formula, window, de-duplication and source of each metric of an answer. */
export function metricMeta(metrics: readonly MetricKey[], currency: string): QueryAnswer['meta']['metrics'] {
  return Object.fromEntries(
    metrics.map((key) => {
      const { label, unit, formula, deduplication, additive, source } = METRICS[key];
      const money = unit === 'money' ? { currency, minor_digits: minorDigits(currency) } : {};
      const window = usesConfirmationWindow(key)
        ? 'triggers of the period; confirmations up to 15 minutes after the trigger, also past the period’s end'
        : 'the period';
      return [key, { label, unit, formula, deduplication, window, additive, source, ...money }];
    }),
  );
}
