import {
  frequencyAnswerSchema,
  funnelAnswerSchema,
  type QueryInput,
  queryAnswerSchema,
  reachCurveAnswerSchema,
} from '@syncline/shared/query';
import { z } from 'zod';
import { CAMPAIGN_LIST } from '../world/market.ts';
import type { Row } from './answer.ts';
import { type Case, CLICK_DAYS, filtersOf, type QuestionKey, VIEW_DAYS } from './cases.ts';

/** How a question is put to the HTTP API, and what its answer says in rows. */
interface Asking {
  path: string;
  body: (one: Case) => Record<string, unknown>;
  rows: (answer: unknown) => Row[];
}

/** An answer of the API, with the time until its text was there and parsed. */
export interface SynclineAnswer {
  milliseconds: number;
  rows: Row[];
  tier: string;
}

const ALL_ROWS = 10_000;
const TOP = 11;
/** Makes the API compute an answer that it would otherwise still remember. */
const COMPUTE_ANEW = { 'X-Syncline-Bypass-Cache': '1' };
const FIGURES: QueryInput['metrics'] = [
  'impressions',
  'viewable_impressions',
  'reach',
  'frequency',
  'engagements',
  'clicks',
  'follows',
  'purchases',
  'buyers',
  'gross_revenue',
  'net_revenue',
  'conversion_per_reach',
];

const scopeOf = (one: Case) => ({ period: one.period, filters: filtersOf(one) });
const tierSchema = z.object({ meta: z.object({ tier: z.string() }) });

/** A metric query grouped by dimensions, each under the column it has in the rivals' answers, with its total as '*'. */
function grouped(metrics: QueryInput['metrics'], dimensions: Readonly<Record<string, string>>): Asking {
  const columns = Object.keys(dimensions);
  return {
    path: 'query',
    body: (one) => ({ ...scopeOf(one), metrics, dimensions: Object.values(dimensions), limit: ALL_ROWS }),
    rows(answer) {
      const { rows, totals } = queryAnswerSchema.parse(answer);
      const total = { ...Object.fromEntries(columns.map((column) => [column, '*'])), ...totals.metrics };
      if (columns.length === 0) return [total];
      const groups = rows.map((row) => {
        const keys = Object.entries(dimensions).map(([column, key]) => [column, row.dimensions[key] ?? null]);
        return { ...Object.fromEntries(keys), ...row.metrics };
      });
      return [...groups, total];
    },
  };
}

const overlapSchema = z.object({
  campaigns: z.array(z.object({ campaign: z.string(), reach: z.int(), exclusive: z.int() })),
  pairs: z.array(z.object({ a: z.string(), b: z.string(), people: z.int() })),
  union_reach: z.int(),
});

const soldSchema = z.object({ purchases: z.int(), gross_revenue: z.int() });
type Sold = z.infer<typeof soldSchema>;
const soldToSchema = soldSchema.extend({ buyers: z.int() });
const attributionSchema = z.object({
  campaigns: z.array(soldToSchema.extend({ campaign: z.string(), by_engagement: soldSchema })),
  unattributed: soldToSchema,
  totals: soldToSchema,
});

const PLACES = new Map(CAMPAIGN_LIST.map(({ slug }, index) => [slug, index]));

const ASKING: Readonly<Record<QuestionKey, Asking>> = {
  totals: grouped(FIGURES, {}),
  campaigns: grouped(FIGURES, { name: 'campaign' }),
  frequency: {
    path: 'analysis/frequency',
    body: (one) => ({ ...scopeOf(one), top: TOP }),
    rows: (answer) =>
      frequencyAnswerSchema
        .parse(answer)
        .bins.filter(({ people }) => people > 0)
        .map(({ frequency, people, impressions, conversion }) => {
          return { bin: frequency, people, impressions, converted: conversion.numerator };
        }),
  },
  'daily-devices': grouped(['impressions', 'reach'], { date: 'time:day', used: 'device' }),
  'reach-curve': {
    path: 'analysis/reach-curve',
    body: scopeOf,
    rows: (answer) =>
      reachCurveAnswerSchema
        .parse(answer)
        .days.filter(({ impressions }) => impressions > 0)
        .map(({ day, ...figures }) => ({ date: day, ...figures })),
  },
  overlap: {
    path: 'analysis/overlap',
    body: (one) => ({ ...scopeOf(one), campaigns: CAMPAIGN_LIST.map(({ slug }) => slug) }),
    rows(answer) {
      const { campaigns, pairs, union_reach: union } = overlapSchema.parse(answer);
      const inOrder = pairs.map(({ a, b, people }) => {
        const [first, second] = (PLACES.get(a) ?? 0) <= (PLACES.get(b) ?? 0) ? [a, b] : [b, a];
        return { a: first, b: second, together: people };
      });
      const single = campaigns.flatMap(({ campaign, reach, exclusive }) => [
        { a: campaign, b: campaign, together: reach },
        { a: campaign, b: '', together: exclusive },
      ]);
      const all = [...single, ...inOrder, { a: '*', b: '*', together: union }];
      return all.filter(({ together }) => together > 0);
    },
  },
  funnel: {
    path: 'analysis/funnel',
    body: scopeOf,
    rows: (answer) =>
      funnelAnswerSchema
        .parse(answer)
        .stages.map(({ stage, people, people_did: did }) => ({ stage, people, people_did: did })),
  },
  segments: grouped(['active_users', 'actions', 'engagements', 'buyers'], { primary_device: 'primary_device' }),
  attribution: {
    path: 'analysis/attribution',
    body: (one) => ({ ...scopeOf(one), view_days: VIEW_DAYS, click_days: CLICK_DAYS }),
    rows(answer) {
      const { campaigns, unattributed, totals } = attributionSchema.parse(answer);
      const engaged = (parts: readonly Sold[]) => ({
        engaged_purchases: parts.reduce((sum, part) => sum + part.purchases, 0),
        engaged_revenue: parts.reduce((sum, part) => sum + part.gross_revenue, 0),
      });
      const credited = campaigns.map(({ campaign, by_engagement: part, ...sold }) => {
        return { credited: campaign, ...sold, ...engaged([part]) };
      });
      const none = unattributed.purchases > 0 ? [{ credited: '', ...unattributed, ...engaged([]) }] : [];
      return [
        ...credited,
        ...none,
        { credited: '*', ...totals, ...engaged(campaigns.map(({ by_engagement: part }) => part)) },
      ];
    },
  },
};

/** Puts a case to a running API; null where it has no such question yet. Throws an Error for any other refusal. */
export async function askSyncline(url: string, one: Case): Promise<SynclineAnswer | null> {
  const { path, body, rows } = ASKING[one.question];
  const asked = JSON.stringify(body(one));
  const started = performance.now();
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...COMPUTE_ANEW },
    body: asked,
  });
  const text = await response.text();
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${one.name}: ${response.status} ${text}`);
  const answer: unknown = JSON.parse(text);
  const milliseconds = performance.now() - started;
  return { milliseconds, rows: rows(answer), tier: tierSchema.parse(answer).meta.tier };
}
