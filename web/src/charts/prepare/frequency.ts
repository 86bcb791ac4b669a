import type { FrequencyAnswer } from '@syncline/shared/query';
import { formatShort } from '@syncline/shared/format';
import { type Axis, zeroAxis } from '@syncline/shared/scale';

export interface FrequencyPoint {
  frequency: number;
  /** "7", or "11+" of the open bin. */
  label: string;
  open: boolean;
  people: number;
  share: number;
  /** People as the bar is labelled. */
  count: string;
  /** Buyers ÷ people at this frequency; null where nobody was. */
  rate: number | null;
  /** Whether enough people stand behind the rate for it to be read as more than a trace. */
  firm: boolean;
  low: number | null;
  high: number | null;
  buyers: number;
  /** Mean frequency inside of the bin. */
  mean: number | null;
}

export interface PreparedFrequency {
  points: FrequencyPoint[];
  rateAxis: Axis;
  shareAxis: Axis;
  /** Buyers ÷ reach of the whole. */
  overall: number | null;
  /** Indexes of the points whose rate is written out: first, highest, last. */
  labelled: number[];
  /** "Saw at least": the k+ reach to print. */
  atLeast: { frequency: number; people: number }[];
}

const AT_LEAST = [1, 2, 3, 5, 8, 11];
/** A rate of fewer people says too little to set the axis by, or to be written out. */
const MIN_BASE = 100;
/** Fewer buyers do not make a rate the highest. */
const MIN_BUYERS = 30;
/** Intervals of bins that hold less of the reach may run past the axis, so that the rest can be read. */
const MIN_SHARE = 0.02;

/** The frequency distribution with conversion, ready to be drawn: shares, error bars, axes and which labels are written. */
export function prepareFrequency(
  answer: Pick<FrequencyAnswer, 'bins' | 'reach' | 'conversion' | 'at_least'>,
): PreparedFrequency {
  const points = answer.bins.map((bin): FrequencyPoint => {
    const { value, low, high, numerator } = bin.conversion;
    return {
      frequency: bin.frequency,
      label: bin.open ? `${bin.frequency}+` : String(bin.frequency),
      open: bin.open,
      people: bin.people,
      share: answer.reach === 0 ? 0 : bin.people / answer.reach,
      count: formatShort(bin.people),
      rate: value,
      firm: bin.people >= MIN_BASE,
      low,
      high,
      buyers: numerator,
      mean: bin.people === 0 ? null : bin.impressions / bin.people,
    };
  });
  const measured = points.filter((point) => point.firm);
  const broad = measured.filter((point) => point.share >= MIN_SHARE);
  const rates = [...measured.map((point) => point.rate), ...broad.map((point) => point.high), answer.conversion.value];
  return {
    points,
    rateAxis: zeroAxis(rates, { intervals: 3 }),
    shareAxis: zeroAxis(
      points.map((point) => point.share),
      { intervals: 3 },
    ),
    overall: answer.conversion.value,
    labelled: labelledRates(points),
    atLeast: answer.at_least.filter(({ frequency, people }) => AT_LEAST.includes(frequency) && people > 0),
  };
}

function labelledRates(points: readonly FrequencyPoint[]): number[] {
  const known = points.flatMap((point, index) => (point.rate !== null && point.firm ? [index] : []));
  const rate = (index: number) => points[index]?.rate ?? 0;
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return [];
  const carried = known.filter((index) => (points[index]?.buyers ?? 0) >= MIN_BUYERS);
  const highest = carried.reduce((best, index) => (rate(index) > rate(best) ? index : best), carried[0] ?? first);
  const apart = [first, last].filter((index) => Math.abs(index - highest) > 1);
  return [...new Set([highest, ...apart])].sort((a, b) => a - b);
}
