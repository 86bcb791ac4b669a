import { type Mean, type MeanOfGroup, type MeanRow, MEANS } from '@syncline/shared/means';
import type { IndexRequest } from '@syncline/shared/research';
import { type Segment, SEGMENTS } from '@syncline/shared/segments';
import type { SegmentRow } from '../sql/research.ts';
import { compareMeans, ratioOfMeans, type Sample, sampleOf } from '../stats/two-means.ts';
import { NO_ESTIMATE } from '../stats/two-proportions.ts';
import { differenceFromWhole, ratioToWhole } from '../stats/whole.ts';
import { heldBack } from './suppression.ts';

type Asked = Pick<IndexRequest, 'segment' | 'against' | 'means' | 'minimum_people'>;
type Compared = Omit<MeanRow, 'adjusted_p_value' | 'sentence'>;

/**
 * Each mean asked for, of the segment and those it is compared with. A row is held back where fewer than the least of a
 * group have any of it, or where such a group could be had by subtraction; `held` are groups whose people are held back.
 */
export function meansOf(
  rows: readonly SegmentRow[],
  request: Asked,
  held: ReadonlySet<Segment>,
  currency: string,
): Compared[] {
  return request.means.map((mean, place) => compare(rows, mean, place, request, held, currency));
}

function compare(
  rows: readonly SegmentRow[],
  mean: Mean,
  place: number,
  { segment, against, minimum_people: least }: Asked,
  held: ReadonlySet<Segment>,
  currency: string,
): Compared {
  const { unit } = MEANS[mean];
  const named = { mean, unit, currency: unit === 'money' ? currency : null };
  const groups = new Map(SEGMENTS.map((device) => [device, groupOf(rows, [device], place)]));
  const having = new Map([...groups].map(([device, group]) => [device, [group.having, group.people]]));
  const own = groupOf(rows, [segment], place);
  if (heldBack(having, least, held).has(segment) || own.people === 0) {
    const nothing = { segment: null, comparison: null, difference: NO_ESTIMATE, ratio: NO_ESTIMATE, p_value: null };
    return { ...named, suppressed: true, ...nothing };
  }
  const others = SEGMENTS.filter((device) => device !== segment);
  const rest = groupOf(rows, others, place);
  const [first, second] = [sampleOfGroup(own), sampleOfGroup(rest)];
  const { difference, p_value } = compareMeans(first, second);
  // The interval of a ratio leaves what it promises where a few large amounts make up most of a mean, as they do of money.
  const ratio = unit === 'money' ? NO_ESTIMATE : ratioOfMeans(first, second);
  const told = { ...named, suppressed: false, segment: meanOf(own), p_value };
  if (against === 'everyone_else') return { ...told, comparison: meanOf(rest), difference, ratio };
  const within = own.people / (own.people + rest.people);
  const overNone = second.mean === 0 && (first.mean ?? 0) > 0;
  return {
    ...told,
    comparison: meanOf(groupOf(rows, SEGMENTS, place)),
    difference: differenceFromWhole(difference, within),
    ratio: ratioToWhole(ratio, within, overNone),
  };
}

interface Group {
  people: number;
  having: number;
  sum: bigint;
  squares: bigint;
}

function groupOf(rows: readonly SegmentRow[], devices: readonly Segment[], place: number): Group {
  const found = rows.filter(({ device }) => devices.some((one) => one === device));
  const total = (figure: 'sums' | 'squares') => found.reduce((sum, row) => sum + BigInt(row[figure][place] ?? 0), 0n);
  return {
    people: found.reduce((sum, { people }) => sum + people, 0),
    having: found.reduce((sum, { having }) => sum + (having[place] ?? 0), 0),
    sum: total('sums'),
    squares: total('squares'),
  };
}

function sampleOfGroup({ people, sum, squares }: Group): Sample {
  return sampleOf(people, sum, squares);
}

function meanOf({ people, sum }: Group): MeanOfGroup {
  return { value: people === 0 ? null : Number(sum) / people, total: Number(sum), base: people };
}
