import {
  type AttributionAnswer,
  attributionAnswerSchema,
  frequencyAnswerSchema,
  funnelAnswerSchema,
  overlapAnswerSchema,
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
const LEAST_ROWS = 5_000;
const THRESHOLD = 0.6;
const THRESHOLD_STEP = 1e-7;
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
const metaSchema = z.object({ meta: z.object({ tier: z.string(), cached: z.boolean() }) });
let variations = 0;

/** A metric query grouped by dimensions, each under the column it has in the rivals' answers, with its total as '*'. */
function grouped(metrics: QueryInput['metrics'], dimensions: Readonly<Record<string, string>>): Asking {
  const columns = Object.keys(dimensions);
  return {
    path: 'query',
    body: (one) => ({ ...scopeOf(one), metrics, dimensions: Object.values(dimensions) }),
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

type SoldTo = AttributionAnswer['totals'];
type Campaigns = AttributionAnswer['campaigns'];

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
      const { campaigns, pairs, union_reach: union } = overlapAnswerSchema.parse(answer);
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
    rows: (answer) => creditedRows(attributionAnswerSchema.parse(answer)),
  },
};

function creditedRows({ campaigns, unattributed, totals }: AttributionAnswer): Row[] {
  const row = (credited: string, { purchases, buyers, gross_revenue: revenue }: SoldTo, parts: Campaigns) => {
    const sum = (basis: 'by_engagement' | 'by_view', figure: 'purchases' | 'gross_revenue') =>
      parts.reduce((all, part) => all + part[basis][figure], 0);
    return {
      credited,
      purchases,
      buyers,
      gross_revenue: revenue,
      engaged_purchases: sum('by_engagement', 'purchases'),
      engaged_revenue: sum('by_engagement', 'gross_revenue'),
      viewed_purchases: sum('by_view', 'purchases'),
      viewed_revenue: sum('by_view', 'gross_revenue'),
    };
  };
  return [
    ...campaigns.map((campaign) => row(campaign.campaign, campaign, [campaign])),
    row('', unattributed, []),
    row('*', totals, campaigns),
  ];
}

/**
 * Puts a case to a running API; null where it has no such question yet. Throws an Error for any other refusal, and for an
 * answer that was kept in memory: what is timed is computing it.
 */
export async function askSyncline(url: string, one: Case): Promise<SynclineAnswer | null> {
  const { path, body, rows } = ASKING[one.question];
  const asked = JSON.stringify({ ...body(one), ...neverAskedBefore(path) });
  const started = performance.now();
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: asked,
  });
  const text = await response.text();
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${one.name}: ${response.status} ${text}`);
  const answer: unknown = JSON.parse(text);
  const milliseconds = performance.now() - started;
  const { meta } = metaSchema.parse(answer);
  if (meta.cached) throw new Error(`${one.name}: answered from memory`);
  return { milliseconds, rows: rows(answer), tier: meta.tier };
}

/**
 * What makes a question another one for the API's memory and changes nothing in its answer: a limit that is not reached,
 * or the share that decides a primary device where nothing is asked about these.
 */
function neverAskedBefore(path: string): Record<string, number> {
  variations += 1;
  return path === 'query'
    ? { limit: ALL_ROWS - (variations % LEAST_ROWS) }
    : { primary_device_threshold: THRESHOLD + variations * THRESHOLD_STEP };
}
