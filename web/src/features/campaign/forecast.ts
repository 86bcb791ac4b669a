import type { ForecastGap, ReachForecastAnswer } from '@syncline/shared/reach-forecast';
import { formatCount, plural } from '@syncline/shared/format';

type Forecast = Omit<ReachForecastAnswer, 'meta'>;

/** When a tenth more people will be reached, or that it cannot be said. */
export function forecastTitle({ days_to_target: { value }, gap }: Forecast): string {
  if (value !== null) return `10 % more people after about ${plural(value, 'more day')} like these`;
  if (gap === 'past_unseen' || gap === 'past_horizon') return '10 % more people are further off than can be foretold';
  return 'When 10 % more people will be reached cannot be said yet';
}

/** The interval of the title in words, or what stands against a forecast. */
export function forecastWords(forecast: Forecast): string {
  const { days_to_target: needed, gap, target, unseen, delivery_days: days } = forecast;
  if (gap !== null) return GAPS[gap](forecast);
  const most = needed.high === null ? `more than ${days.length}` : formatCount(needed.high);
  return (
    `95 % interval ${formatCount(needed.low ?? 0)} to ${most} days, for ${formatCount(target)} more people. ` +
    `About ${formatCount(Math.round(unseen ?? 0))} people could be reached that way and were not yet.`
  );
}

const GAPS: Record<ForecastGap, (forecast: Forecast) => string> = {
  nobody: () => 'Nobody was reached on a day of the period that has ended.',
  too_few_days: ({ delivery_days: days }) =>
    `It takes seven days with impressions that have ended; there ${days.length === 1 ? 'is 1' : `are ${days.length}`}.`,
  nobody_once: () => 'Everybody was reached on two days or more, so nothing tells of people not reached yet.',
  past_unseen: ({ unseen, target }) =>
    `About ${formatCount(Math.round(unseen ?? 0))} people could still be reached that way, fewer than the ${formatCount(target)} that make 10 %.`,
  past_horizon: ({ delivery_days: days, target }) =>
    `${formatCount(target)} more people take more than ${plural(days.length, 'further day')}; a forecast holds for as many days again as there were.`,
};
