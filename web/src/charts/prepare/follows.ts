import type { FollowDistribution } from '@syncline/shared/audience';
import type { Proportion } from '@syncline/shared/query';
import { formatShort } from '@syncline/shared/format';
import { type Axis, zeroAxis } from '@syncline/shared/scale';

/** Followers of one number of brands. */
interface FollowBar {
  brands: number;
  /** "7", or "11+" of the open bin. */
  label: string;
  open: boolean;
  people: number;
  /** Of all followers of the group. */
  share: number;
  /** People as the bar is labelled. */
  count: string;
}

/** The followers of one primary device. */
interface FollowSeries {
  key: string;
  name: string;
  colour: string;
  followers: number;
  bars: FollowBar[];
}

/** "5 or more" of the distribution, as it is marked above the bars. */
export interface FollowMark {
  brands: number;
  /** Index of the first bar it holds. */
  from: number;
  share: Proportion;
}

export interface PreparedFollows {
  bars: FollowBar[];
  /** Groups with enough followers for their shape to be read. */
  series: FollowSeries[];
  marks: FollowMark[];
  axis: Axis;
}

/** Shares of fewer followers jump about: their group is in the table alone. */
const MIN_FOLLOWERS = 100;
const MARKED = [5, 11];

/** The distribution of brands followed, over everybody and over each of `groups`, ready to be drawn. */
export function prepareFollows(
  whole: FollowDistribution,
  groups: readonly { key: string; name: string; colour: string; distribution: FollowDistribution | undefined }[],
): PreparedFollows {
  const bars = barsOf(whole);
  const series = groups.flatMap(({ distribution, ...group }) =>
    distribution && distribution.followers >= MIN_FOLLOWERS
      ? [{ ...group, followers: distribution.followers, bars: barsOf(distribution) }]
      : [],
  );
  return {
    bars,
    series,
    marks: MARKED.flatMap((brands) => {
      const share = whole.at_least.find((one) => one.brands === brands)?.share;
      return share ? [{ brands, from: brands - 1, share }] : [];
    }),
    axis: zeroAxis(
      [bars, ...series.map((one) => one.bars)].flat().map(({ share }) => share),
      { intervals: 3 },
    ),
  };
}

function barsOf({ bins, followers }: FollowDistribution): FollowBar[] {
  return bins.map(({ brands, open, people }) => ({
    brands,
    label: open ? `${brands}+` : String(brands),
    open,
    people,
    share: followers === 0 ? 0 : people / followers,
    count: formatShort(people),
  }));
}
