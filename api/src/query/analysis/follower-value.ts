import {
  type Among,
  type FollowerValueAnswer,
  type FollowerValueRequest,
  type FollowerValueRow,
  MAX_FOLLOWED_BRANDS,
  valueSentence,
} from '@syncline/shared/audience';
import type { Warning } from '@syncline/shared/query';
import { addDays } from '@syncline/shared/time';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { compileFollowerValue, type FollowerSums, followerSumsSchema } from '../sql/follower-value.ts';
import { compileOtherCurrencies, otherCurrencySchema } from '../sql/scan.ts';
import { adjustForFalseDiscoveries } from '../stats/false-discoveries.ts';
import { compareMeans, sampleOf } from '../stats/two-means.ts';
import { differenceOf, NO_ESTIMATE, ratioOf, samenessOf } from '../stats/two-proportions.ts';
import { wilson } from '../stats/wilson.ts';
import { together } from '../together.ts';
import { brandsLimited } from './standing.ts';
import { heldBack } from './suppression.ts';

/**
 * Whether those who followed a brand before the period bought from it more often, and spent more, than others in it, brand by
 * brand. Money is in minor units of the workspace currency. Errors as `answerQuery`.
 */
export async function answerFollowerValue(
  context: QueryContext,
  request: FollowerValueRequest,
  signal?: AbortSignal,
): Promise<FollowerValueAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const named = request.brands ?? null;
  const source = sourceOf(scope, [], [], NO_CELLS);
  const value = compileFollowerValue(source, { among: request.among, brands: named }, MAX_FOLLOWED_BRANDS);
  const currencies = compileOtherCurrencies(source);
  const [sums, otherCurrencies] = await together(signal, (signal) =>
    Promise.all([
      context.reader.query(value.sql, value.parameters, followerSumsSchema, { signal }),
      context.reader.query(currencies.sql, currencies.parameters, otherCurrencySchema, { signal }),
    ]),
  );
  const rows = shapeValue(sums, request);
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  const warnings = [
    ...metricWarnings(['gross_revenue'], { events: 1, otherCurrencies, open: [] }),
    ...brandsLimited(sums.length, sums[0]?.found ?? 0, 'followers'),
    ...valueWarnings(rows, request),
  ];
  return {
    rule: {
      among: request.among,
      minimum_people: request.minimum_people,
      followed_before: scope.period.from,
    },
    rows,
    meta: { ...answerMeta(context, asked, warnings), method: methodOf(request, addDays(scope.period.from, -1)) },
  };
}

type Rule = Pick<FollowerValueRequest, 'among' | 'minimum_people'>;
type Compared = Omit<FollowerValueRow, 'adjusted_p_value' | 'sentence'>;

/** The table out of the sums of each brand, in their order. */
export function shapeValue(sums: readonly FollowerSums[], { among, minimum_people: least }: Rule): FollowerValueRow[] {
  const compared = sums.map((row) => compare(row, least));
  const adjusted = adjustForFalseDiscoveries(compared.map((row) => row.p_value));
  return compared.map((row, place) => {
    const whole = { ...row, adjusted_p_value: adjusted[place] ?? null };
    return { ...whole, sentence: valueSentence(whole, row.brand, among) };
  });
}

function compare(sums: FollowerSums, least: number): Compared {
  const followers = { people: sums.followers, buyers: sums.follower_buyers };
  const others = { people: sums.people - sums.followers, buyers: sums.other_buyers };
  const counts = Object.entries({ followers, others }).map(
    ([group, { people, buyers }]) => [group, [buyers, people - buyers]] as const,
  );
  if (heldBack(new Map(counts), least).size > 0) {
    const spend = { followers: null, others: null, difference: NO_ESTIMATE, p_value: null };
    const untold = { followers: null, others: null, difference: NO_ESTIMATE, ratio: NO_ESTIMATE, p_value: null };
    return { brand: sums.brand, suppressed: true, ...untold, spend };
  }
  const [own, rest] = [wilson(followers.buyers, followers.people), wilson(others.buyers, others.people)];
  const [spent, spentByOthers] = [
    sampleOf(followers.people, BigInt(sums.follower_spend), BigInt(sums.follower_spend_squared)),
    sampleOf(others.people, BigInt(sums.other_spend), BigInt(sums.other_spend_squared)),
  ];
  return {
    brand: sums.brand,
    suppressed: false,
    followers: own,
    others: rest,
    difference: differenceOf(own, rest),
    ratio: ratioOf(own, rest),
    p_value: samenessOf(own, rest),
    spend: { followers: spent.mean, others: spentByOthers.mean, ...compareMeans(spent, spentByOthers) },
  };
}

function valueWarnings(rows: readonly FollowerValueRow[], { minimum_people: least }: Rule): Warning[] {
  if (rows.length === 0) {
    return [{ code: 'no_data', message: 'None of the people compared followed a brand before this period.' }];
  }
  const held = rows.filter((row) => row.suppressed).length;
  if (held === 0) return [];
  const what = held === rows.length ? 'Nothing is shown' : `${held} of ${rows.length} rows are held back`;
  return [{ code: 'suppressed', message: `${what}: a count of fewer than ${least} people stands in them.` }];
}

const PEOPLE: Record<Among, string> = {
  reached:
    'People compared: those whom the brand reached in the period, with an impression of it under the filters; held-out (control) records are none.',
  active:
    'People compared: those with an engagement, follow, unfollow or other activity in the period under the filters, of whatever brand; a purchase alone makes nobody one of them, as who is compared must not hang on who bought.',
};

function methodOf({ among, minimum_people: least }: FollowerValueRequest, before: string): string {
  return (
    `${PEOPLE[among]} ` +
    `Followers are those of them who followed the brand at the end of ${before}, the day before the period: they followed first and bought after. Who began to follow in the period is one of the others, as a purchase could have led to the follow. ` +
    'A person followed a brand then when the last thing they had done to it was to follow it; at the same instant an unfollow counts as the later. Of the filters those by brand, network and primary device hold for that too. ' +
    'Buyers: people with a paid order of the brand in the period under the filters. Spend: what they paid it in the workspace currency, refunds not taken off, per person, buyer or not. ' +
    'Shares with the Wilson 95 % interval, difference with Newcombe’s (1998, method 10), ratio with the log interval (Katz 1978), p-value of the z test with pooled variance, adjusted over the rows shown after Benjamini and Hochberg (1995); spend with Welch’s interval. ' +
    'A difference is told as one where its interval keeps clear of none and the adjusted p-value is under 0.05. ' +
    `A row is held back where fewer than ${least} followers or others bought, or did not. ` +
    'An association, not an effect of following: who follows a brand was fond of it before.'
  );
}
