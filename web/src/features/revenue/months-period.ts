import { addDays, type Period } from '@syncline/shared/time';

/** Months shown of a shorter period, so that there is something to see over time. */
const LEAST_MONTHS = 6;

/** The days of which months are shown: those of the period, and of a short one the months before it that the store holds. */
export function monthsPeriod(period: Period, first_day: string | null): Period {
  let from = `${period.to.slice(0, 7)}-01`;
  for (let month = 1; month < LEAST_MONTHS; month += 1) from = `${addDays(from, -1).slice(0, 7)}-01`;
  if (first_day === null || from < first_day) from = first_day ?? period.from;
  return { from: from < period.from ? from : period.from, to: period.to };
}
