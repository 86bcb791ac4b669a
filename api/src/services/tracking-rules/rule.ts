import { foldTerm, type TrackingRule, trackingRuleInputSchema } from '@syncline/shared/control';
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import { ApiError } from '../../lib/errors.ts';
import type { TrackingRuleTable } from '../../stores/sql/schema.ts';
import { requireBrand, requireCampaign } from '../catalogue/references.ts';
import { isoTime, type ServiceContext } from '../context.ts';

export type RuleInput = z.output<typeof trackingRuleInputSchema>;

export function toRule(row: Selectable<TrackingRuleTable>): TrackingRule {
  return {
    id: row.id,
    match: row.match,
    value: row.value,
    brand: row.brand,
    campaign: row.campaign,
    position: row.position,
    origin: row.origin,
    created_at: isoTime(row.created_at),
  };
}

const SIGN = { hashtag: '#', mention: '@', word: '' };

/** How a rule is named in messages: `tracking rule #TryTag`. */
export function describeRule({ match, value }: Pick<RuleInput, 'match' | 'value'>): string {
  return match === 'word' ? `tracking rule "${value}"` : `tracking rule ${SIGN[match]}${value}`;
}

/** What is stored of a rule: its term without sign, and as it is compared. Refuses references to what is not in the catalogue. */
export async function ruleColumns(ctx: ServiceContext, input: RuleInput): Promise<RuleInput & { folded: string }> {
  const value = input.match === 'word' ? input.value : input.value.replace(/^[#＃@＠]/u, '');
  if (!TERMS[input.match].pattern.test(value)) {
    throw new ApiError('invalid_body', `value: ${TERMS[input.match].message}`, { path: 'value' });
  }
  await requireBrand(ctx, input.brand);
  await requireCampaign(ctx, input.campaign);
  return { ...input, value, folded: foldTerm(value) };
}

const TERMS: Record<RuleInput['match'], { pattern: RegExp; message: string }> = {
  hashtag: {
    pattern: /^(?=.*[\p{L}\p{M}])(?:[\p{L}\p{M}\p{Nd}_·・]|\u200c|\u200d)+$/u,
    message: 'a hashtag holds letters, digits and _, and at least one letter.',
  },
  mention: { pattern: /^[\w.-]+$/, message: 'a mention is an account name: letters, digits, _, . and -.' },
  word: { pattern: /[\p{L}\p{M}\p{N}]/u, message: 'a word holds at least one letter or digit.' },
};

/** The refusal of a second rule for the same term. */
export async function ruleExists(
  { db }: ServiceContext,
  { match, folded }: Pick<TrackingRuleTable, 'match' | 'folded'>,
): Promise<ApiError> {
  const other = await db
    .selectFrom('tracking_rules')
    .selectAll()
    .where('match', '=', match)
    .where('folded', '=', folded)
    .executeTakeFirst();
  const target = other?.campaign
    ? ` for campaign "${other.campaign}"`
    : other?.brand
      ? ` for brand "${other.brand}"`
      : '';
  const which = other ? `The ${describeRule(other)}${target} (${other.id})` : 'Another rule';
  return new ApiError('conflict', `${which} matches the same posts already.`, {
    path: 'value',
    hint: 'Change or remove that rule; a term belongs to one rule.',
  });
}
