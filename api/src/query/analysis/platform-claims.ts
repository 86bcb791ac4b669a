import {
  CLAIMED,
  type Claimed,
  type ClaimsAnswer,
  type ClaimsRequest,
  type ComparedClaim,
} from '@syncline/shared/claims';
import { type Query, querySchema } from '@syncline/shared/query';
import type { PlatformDay } from '@syncline/shared/spend';
import { periodLength } from '@syncline/shared/time';
import { ApiError } from '../../lib/errors.ts';
import { groupBy } from '../../lib/group-by.ts';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { answerMeta } from '../meta.ts';
import { answerQuery } from '../run.ts';
import { isLeft, spendGaps } from '../spend/group.ts';

const METHOD =
  'Claimed: what platforms report of a campaign and day, as it was imported, added up over platforms. ' +
  'Counted: what was sent to Syncline of the campaign on the same days, and nothing else: impressions without held-out (control) records, engagements with the action click, and orders on the days they were paid, beside the conversions that a platform claims. ' +
  'Difference = claimed − counted; ratio = claimed ÷ counted. ' +
  'Platforms credit conversions by windows of their own, several of them can claim the same order, and their days are those of the ad account, so that the two need not agree.';

const FIGURES = Object.keys(CLAIMED) as Claimed[];
/** The most rows of one answer. */
const MOST_ROWS = 10_000;

/**
 * What platforms claim of each campaign beside the own counts of the same days. Errors as `answerQuery`; filters other than
 * campaign and brand, by which no platform tells, are a `forbidden_combination`.
 */
export async function answerPlatformClaims(
  context: QueryContext,
  request: ClaimsRequest,
  signal?: AbortSignal,
): Promise<ClaimsAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  refuseOtherFilters(request);
  const all = await context.spend.claims(request.period);
  const claims = all.filter(({ campaign, brand }) => isLeft(request.filters, campaign, brand));
  const counts = await countsOf(context, request, [...new Set(claims.map(({ campaign }) => campaign))], signal);
  const campaigns = [...groupBy(claims, ({ campaign }) => campaign)]
    .map(([campaign, days]) => ({
      campaign,
      spend: sumOf(days, 'spend'),
      ...compared(days, counts.byDay),
      platforms: platformsOf(days),
    }))
    .toSorted((one, other) => (other.spend ?? -1) - (one.spend ?? -1) || (one.campaign < other.campaign ? -1 : 1));
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: counts.tier };
  const nothing = {
    code: 'no_data',
    message: 'No platform reported anything of these campaigns in this period.',
  } as const;
  return {
    campaigns,
    totals: { spend: sumOf(claims, 'spend'), ...compared(claims, counts.byDay) },
    meta: { ...answerMeta(context, asked, claims.length === 0 ? [nothing] : []), method: METHOD },
  };
}

function refuseOtherFilters({ filters }: ClaimsRequest): void {
  filters.forEach((filter, index) => {
    if (spendGaps([], [filter]).length === 0) return;
    const path = `filters[${index}]`;
    throw new ApiError('forbidden_combination', `${path}: what platforms claim is not known by it`, {
      path,
      hint: 'campaign or brand, with is or is_not',
    });
  });
}

interface Counts {
  /** Own counts by campaign and day. */
  byDay: ReadonlyMap<string, Record<string, number | null>>;
  tier: ClaimsAnswer['meta']['tier'];
}

/** The own counts of the campaigns by day, in as many questions as their rows need. */
async function countsOf(
  context: QueryContext,
  { period, tier, primary_device_threshold }: ClaimsRequest,
  campaigns: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Counts> {
  const size = Math.min(200, Math.max(1, Math.floor(MOST_ROWS / periodLength(period))));
  const byDay = new Map<string, Record<string, number | null>>();
  const tiers = new Set<Counts['tier']>();
  for (let from = 0; from < campaigns.length; from += size) {
    const question: Query = querySchema.parse({
      period,
      tier,
      primary_device_threshold,
      metrics: Object.values(CLAIMED),
      dimensions: ['campaign', 'time:day'],
      filters: [{ dimension: 'campaign', op: 'is', values: campaigns.slice(from, from + size) }],
      limit: MOST_ROWS,
    });
    const { rows, meta } = await answerQuery(context, question, signal);
    tiers.add(meta.tier);
    for (const { dimensions, metrics } of rows) {
      byDay.set(keyOf(String(dimensions.campaign), String(dimensions['time:day'])), metrics);
    }
  }
  const [only, ...others] = tiers;
  return { byDay, tier: others.length > 0 ? 'mixed' : (only ?? 'raw') };
}

function compared(days: readonly PlatformDay[], byDay: Counts['byDay']): Record<Claimed, ComparedClaim> {
  return Object.fromEntries(FIGURES.map((figure) => [figure, comparedBy(days, figure, byDay)])) as Record<
    Claimed,
    ComparedClaim
  >;
}

function comparedBy(days: readonly PlatformDay[], figure: Claimed, byDay: Counts['byDay']): ComparedClaim {
  const claimed = sumOf(days, figure);
  // Several platforms may tell of one day; it is counted once.
  const keys = new Set(days.filter((day) => day[figure] !== null).map(({ campaign, day }) => keyOf(campaign, day)));
  if (claimed === null) return { claimed, counted: null, difference: null, ratio: null, days: 0 };
  const counted = [...keys].reduce((sum, key) => sum + (byDay.get(key)?.[CLAIMED[figure]] ?? 0), 0);
  return {
    claimed,
    counted,
    difference: toHundredth(claimed - counted),
    ratio: counted === 0 ? null : claimed / counted,
    days: keys.size,
  };
}

function platformsOf(days: readonly PlatformDay[]): ClaimsAnswer['campaigns'][number]['platforms'] {
  return [...groupBy(days, ({ platform }) => platform)]
    .map(([platform, own]) => ({
      platform,
      spend: sumOf(own, 'spend'),
      impressions: sumOf(own, 'impressions'),
      clicks: sumOf(own, 'clicks'),
      conversions: sumOf(own, 'conversions'),
    }))
    .toSorted((one, other) => (one.platform < other.platform ? -1 : 1));
}

/** Null where no day tells it. */
function sumOf(days: readonly PlatformDay[], figure: Claimed | 'spend'): number | null {
  const told = days.flatMap((day) => day[figure] ?? []);
  return told.length === 0 ? null : toHundredth(told.reduce((sum, value) => sum + value, 0));
}

/** Conversions are told to a hundredth; adding them up in floating point must not add digits. */
function toHundredth(value: number): number {
  return Number.isInteger(value) ? value : Math.round(value * 100) / 100;
}

function keyOf(campaign: string, day: string): string {
  return `${campaign} ${day}`;
}
