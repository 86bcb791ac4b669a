import type { RateSource } from '@syncline/shared/exchange-rates';
import type { Period } from '@syncline/shared/time';

export interface DatedRate {
  /** The day it was published for. */
  day: string;
  /** Units of its currency per euro, a decimal. */
  rate: string;
  source: RateSource;
}

/** Exchange rates as the control plane holds them. */
export interface RateReader {
  /** The rates that can hold on the days of a period, by currency and days rising. */
  series(currencies: readonly string[], period: Period): Promise<ReadonlyMap<string, readonly DatedRate[]>>;
}

export const NO_RATES: RateReader = { series: () => Promise.resolve(new Map()) };
