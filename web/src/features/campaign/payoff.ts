import type { FrequencyAnswer } from '@syncline/shared/query';
import { differenceOf, directionOf, type Interval } from '../../lib/proportion.ts';

/** What one more impression goes with, and what a cap there would have left out. */
export interface Payoff {
  /** The frequency, and the cap. */
  frequency: number;
  /** Buyers ÷ people at this frequency, as the API has it. */
  rate: FrequencyAnswer['bins'][number]['conversion'];
  /** Rate here − rate at one impression fewer, with its 95 % interval; null at the first, and where one of them has nobody. */
  marginal: Interval | null;
  /** Whether the interval of the difference is above or below zero; 0 where it spans it. */
  direction: -1 | 0 | 1;
  /** Impressions after the cap: of everybody who saw it more often, those above it. */
  above: number;
  /** Of all impressions. */
  aboveShare: number;
  /** What those cost at the mean cost of an impression, in minor units rounded half up; null where spend is unknown. */
  saved: number | null;
  /** People who saw it more often than the cap. */
  people: number;
  /** Buyers among them: the most that the cap could have lost, as it counts those who bought before they passed it. */
  buyers: number;
}

/** The frequencies up to the last single one, each as a cap: nothing is estimated, but for money at the mean cost. */
export function payoffs(
  { bins, at_least: atLeast, impressions }: Pick<FrequencyAnswer, 'bins' | 'at_least' | 'impressions'>,
  spend: number | null,
): Payoff[] {
  let within = 0;
  return bins.slice(0, -1).map((bin, index) => {
    within += atLeast[index]?.people ?? 0;
    const above = impressions - within;
    const before = bins[index - 1];
    const marginal = before ? differenceOf(bin.conversion, before.conversion) : null;
    const share = impressions === 0 ? 0 : above / impressions;
    return {
      frequency: bin.frequency,
      rate: bin.conversion,
      marginal,
      direction: directionOf(marginal),
      above,
      aboveShare: share,
      saved: spend === null ? null : Math.round(spend * share),
      people: atLeast[index + 1]?.people ?? 0,
      buyers: bins.slice(index + 1).reduce((sum, { conversion }) => sum + conversion.numerator, 0),
    };
  });
}
