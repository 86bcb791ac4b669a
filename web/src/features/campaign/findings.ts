import type { FrequencyAnswer, FunnelAnswer, ReachCurveAnswer } from '@syncline/shared/query';
import { formatCount, formatPercent } from '@syncline/shared/format';
import { differenceOf, directionOf, intervalOf, proportionOf, Z_95_OF_TEN } from '../../lib/proportion.ts';

type Bin = FrequencyAnswer['bins'][number];

/** Fewer people at a frequency do not carry a statement about it. */
const MIN_BASE = 100;
/** And fewer buyers do not make it the highest. */
const MIN_BUYERS = 30;

export interface FrequencyFinding {
  title: string;
  /** What the marked frequencies hold; absent where nothing is marked. */
  subtitle: string | null;
  /** Indexes of the first and last bin that are marked. */
  band: readonly [number, number] | null;
}

const NO_FREQUENCY_FINDING: FrequencyFinding = {
  title: 'Conversion by number of impressions',
  subtitle: null,
  band: null,
};

const strict = ({ conversion }: Bin) => proportionOf(conversion.numerator, conversion.base, Z_95_OF_TEN);

/**
 * How conversion changes with frequency. The frequency with the highest rate is picked out of about ten, so its
 * differences from the first and from the last are held to the 95 % interval of ten comparisons together.
 */
export function frequencyFinding({
  bins,
  reach,
  conversion,
}: Pick<FrequencyAnswer, 'bins' | 'reach' | 'conversion'>): FrequencyFinding {
  const solid = bins.filter((bin) => bin.conversion.base >= MIN_BASE);
  const first = solid[0];
  const last = solid.at(-1);
  if (!first || !last || solid.length < 3) return NO_FREQUENCY_FINDING;
  const measured = solid.filter((bin) => bin.conversion.numerator >= MIN_BUYERS);
  const peak = measured.reduce(
    (best, bin) => ((bin.conversion.value ?? 0) > (best.conversion.value ?? 0) ? bin : best),
    first,
  );
  const rises = directionOf(differenceOf(strict(peak), strict(first))) > 0;
  const falls = directionOf(differenceOf(strict(last), strict(peak))) < 0;
  if (!rises)
    return falls
      ? { ...NO_FREQUENCY_FINDING, title: 'Conversion falls with further impressions' }
      : NO_FREQUENCY_FINDING;
  const title =
    peak === last
      ? `Conversion climbs up to ${peak.open ? `${peak.frequency} and more` : peak.frequency} impressions`
      : `Conversion climbs to about ${numberWord(peak.frequency)} impressions, then ${falls ? 'falls' : 'levels off'}`;
  return { title, ...bandAround(bins, bins.indexOf(peak), reach, conversion.numerator) };
}

function bandAround(
  bins: readonly Bin[],
  peak: number,
  reach: number,
  buyers: number,
): Pick<FrequencyFinding, 'subtitle' | 'band'> {
  const closed = bins.filter((bin) => !bin.open).length;
  if (peak >= closed || buyers === 0) return { subtitle: null, band: null };
  const band = [Math.max(0, peak - 1), Math.min(closed - 1, peak + 1)] as const;
  const inside = bins.slice(band[0], band[1] + 1);
  const people = inside.reduce((sum, bin) => sum + bin.people, 0) / reach;
  const bought = inside.reduce((sum, bin) => sum + bin.conversion.numerator, 0) / buyers;
  const from = numberWord(bins[band[0]]?.frequency ?? 0);
  const to = numberWord(bins[band[1]]?.frequency ?? 0);
  return {
    band,
    subtitle: `${whole(people)} of people saw it ${from} to ${to} times and account for ${whole(bought)} of buyers`,
  };
}

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

function numberWord(value: number): string {
  return WORDS[value] ?? String(value);
}

function whole(share: number): string {
  return formatPercent(share, { digits: 0 });
}

/** When half of the people had been reached; reach is counted, so the day is a fact of the period. */
export function reachTitle({ days, reach }: Pick<ReachCurveAnswer, 'days' | 'reach'>): string {
  const half = days.findIndex((day) => day.cumulative_reach * 2 >= reach);
  if (reach === 0 || days.length < 7 || half < 0) return 'People reached by day';
  return half === 0
    ? 'Half the people were reached on the first day'
    : `Half the people were reached in the first ${half + 1} days`;
}

/** A share is told as "one in n" when the interval around n is narrower than this part of it, to either side. */
const NARROW = 0.15;
/** And as a percentage when its interval is narrower than this, to either side. */
const NARROW_POINTS = 0.05;

/** What share of the exposed bought, and what share of triggers came to nothing, as far as their intervals carry it. */
export function funnelTitle(stages: FunnelAnswer['stages']): string {
  const people = (name: string) => stages.find((stage) => stage.stage === name)?.people ?? 0;
  const parts = [boughtPart(people('paid'), people('exposed')), lostPart(people('triggered'), people('confirmed'))];
  const said = parts.filter((part) => part !== null).join('; ');
  return said === '' ? 'People by furthest stage' : said.charAt(0).toUpperCase() + said.slice(1);
}

function boughtPart(paid: number, exposed: number): string | null {
  const share = intervalOf(proportionOf(paid, exposed));
  if (!share || paid === 0 || share.high - share.low > 2 * NARROW * share.value) return null;
  return share.value > 0.5
    ? `${whole(share.value)} of exposed people bought`
    : `one exposed person in ${formatCount(Math.round(1 / share.value))} bought`;
}

function lostPart(triggered: number, confirmed: number): string | null {
  const share = intervalOf(proportionOf(triggered - confirmed, triggered));
  if (!share || share.high - share.low > 2 * NARROW_POINTS) return null;
  return `${whole(share.value)} of those who triggered did not confirm`;
}

/** Whether people first reached on a phone bought more or less often than those on a desktop. */
export function deviceTitle(breakdown: FunnelAnswer['breakdown']): string {
  const bought = (device: string) => {
    const stages = breakdown.find((part) => part.device === device)?.stages ?? [];
    const people = (name: string) => stages.find((stage) => stage.stage === name)?.people ?? 0;
    return proportionOf(people('paid'), people('exposed'));
  };
  const direction = directionOf(differenceOf(bought('mobile'), bought('desktop')));
  if (direction === 0) return 'Buyers by device of the first impression';
  return `People first reached on a phone bought ${direction > 0 ? 'more' : 'less'} often than on a desktop`;
}
