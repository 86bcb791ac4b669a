import { DEVICES, type Device } from '@syncline/shared/events';
import type { QueryInput } from '@syncline/shared/query';
import { periodSchema } from '@syncline/shared/fields';
import { addDays } from '@syncline/shared/time';
import { z } from 'zod';
import { CAMPAIGN_LIST } from '../world/market.ts';

/** How many times faster than DuckDB and than plain ClickHouse an answer is to be. */
interface Target {
  duckdb: number;
  clickhouse: number;
}

interface QuestionPlan {
  /** As the table of budgets in the design names it. */
  title: string;
  scopes: readonly Scope[];
  /** For closed days, and for the open day or other filters. */
  targets: { closed: Target; open: Target };
}

const VARIANT_KEYS = ['closed', 'mobile', 'open'] as const;
type Variant = (typeof VARIANT_KEYS)[number];
type Scope = (typeof EVERY_SCOPE)[number];

/** Windows of attribution, in spans of 24 hours. */
export const VIEW_DAYS = 1;
export const CLICK_DAYS = 14;
const EVERY_SCOPE = ['account', 'largest', 'small'] as const;
const targets = (closed: readonly [number, number], open: readonly [number, number]) => ({
  closed: { duckdb: closed[0], clickhouse: closed[1] },
  open: { duckdb: open[0], clickhouse: open[1] },
});

export const QUESTIONS = {
  totals: { title: 'campaign totals with reach', scopes: EVERY_SCOPE, targets: targets([100, 60], [20, 12]) },
  campaigns: { title: 'all campaigns with reach', scopes: ['account'], targets: targets([500, 200], [10, 3]) },
  frequency: {
    title: 'frequency distribution with conversion',
    scopes: EVERY_SCOPE,
    targets: targets([80, 60], [2, 1.5]),
  },
  'daily-devices': { title: 'daily reach by device', scopes: EVERY_SCOPE, targets: targets([1000, 500], [5, 2.5]) },
  'reach-curve': { title: 'reach build curve', scopes: EVERY_SCOPE, targets: targets([150, 100], [2, 1.5]) },
  overlap: { title: 'overlap matrix', scopes: ['account'], targets: targets([1000, 600], [5, 3.5]) },
  funnel: { title: 'exposure-to-paid funnel', scopes: EVERY_SCOPE, targets: targets([250, 200], [1.5, 1.5]) },
  segments: { title: 'primary-device segments', scopes: EVERY_SCOPE, targets: targets([700, 500], [3, 2]) },
  attribution: { title: 'attribution of purchases', scopes: EVERY_SCOPE, targets: targets([350, 250], [5, 3]) },
} as const satisfies Record<string, QuestionPlan>;

export type QuestionKey = keyof typeof QUESTIONS;
export const QUESTION_KEYS = Object.keys(QUESTIONS) as [QuestionKey, ...QuestionKey[]];

export const caseSchema = z.object({
  /** question/variant/scope. */
  name: z.string(),
  question: z.enum(QUESTION_KEYS),
  variant: z.enum(VARIANT_KEYS),
  scope: z.enum(EVERY_SCOPE),
  period: periodSchema,
  device: z.enum(DEVICES).nullable(),
  campaign: z.string().nullable(),
  /** Null where the design states none: short answers are bounded in milliseconds instead. */
  target: z.object({ duckdb: z.number(), clickhouse: z.number() }).nullable(),
});
/** One question about one period and selection, to be answered alike by everyone. */
export type Case = z.infer<typeof caseSchema>;

const VARIANTS: Readonly<Record<Variant, { back: [number, number]; device: Device | null }>> = {
  closed: { back: [79, 10], device: null },
  mobile: { back: [40, 11], device: 'mobile' },
  open: { back: [29, 0], device: null },
};

/** Every case for a world that ends on `lastDay`, in order of the design's table. */
export function casesOf(lastDay: string): Case[] {
  return QUESTION_KEYS.flatMap((question) =>
    VARIANT_KEYS.flatMap((variant) =>
      QUESTIONS[question].scopes.map((scope) => caseOf(lastDay, question, variant, scope)),
    ),
  );
}

function caseOf(lastDay: string, question: QuestionKey, variant: Variant, scope: Scope): Case {
  const { back, device } = VARIANTS[variant];
  const campaigns = { account: null, largest: CAMPAIGN_LIST[0], small: CAMPAIGN_LIST.at(-1) };
  return {
    name: `${question}/${variant}/${scope}`,
    question,
    variant,
    scope,
    period: { from: addDays(lastDay, -back[0]), to: addDays(lastDay, -back[1]) },
    device,
    campaign: campaigns[scope]?.slug ?? null,
    target: scope === 'small' || variant === 'mobile' ? null : QUESTIONS[question].targets[variant],
  };
}

/** A case in words, for the table. */
export function describeCase({ variant, scope }: Pick<Case, 'variant' | 'scope'>): string {
  const days = { closed: '70 closed days', mobile: '30 closed days, mobile', open: '30 days to today' }[variant];
  const selection = { account: 'account', largest: 'largest campaign', small: 'smallest campaign' }[scope];
  return `${days}, ${selection}`;
}

/** The filters by which a case is put to Syncline. */
export function filtersOf({ device, campaign }: Pick<Case, 'device' | 'campaign'>): NonNullable<QueryInput['filters']> {
  return [
    ...(campaign === null ? [] : [{ dimension: 'campaign' as const, op: 'is' as const, values: [campaign] }]),
    ...(device === null ? [] : [{ dimension: 'device' as const, op: 'is' as const, values: [device] }]),
  ];
}
