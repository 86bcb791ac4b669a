import { type TrackingRule, type trackingRulePatchSchema, trackingRuleInputSchema } from '@syncline/shared/control';
import type { z } from 'zod';
import { ApiError } from '../../lib/errors.ts';
import { guarded, originAfterEdit } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { getTrackingRule } from './get.ts';
import { ruleColumns, ruleExists } from './rule.ts';

/**
 * Changes the fields that `patch` names, under the same conditions as a new rule; `not_found` when there is none of this id.
 */
export function updateTrackingRule(
  ctx: ServiceContext,
  { id, patch }: { id: string; patch: z.output<typeof trackingRulePatchSchema> },
): Promise<TrackingRule> {
  return guarded(
    inTransaction(ctx, async (ctx) => {
      const { origin, id: _, created_at: __, ...before } = await getTrackingRule(ctx, id);
      const parsed = trackingRuleInputSchema.safeParse({ ...before, ...patch });
      if (!parsed.success) {
        throw new ApiError('invalid_body', `A tracking rule ${parsed.error.issues[0]?.message}.`, { path: 'campaign' });
      }
      const columns = await ruleColumns(ctx, parsed.data);
      const { numUpdatedRows } = await ctx.db
        .updateTable('tracking_rules')
        .set({ ...columns, origin: originAfterEdit(origin) })
        .where('id', '=', id)
        .where((on) =>
          on.not(
            on.exists(
              on
                .selectFrom('tracking_rules as other')
                .select('other.id')
                .where('other.match', '=', columns.match)
                .where('other.folded', '=', columns.folded)
                .where('other.id', '!=', id),
            ),
          ),
        )
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw await ruleExists(ctx, columns);
      return getTrackingRule(ctx, id);
    }),
  );
}
