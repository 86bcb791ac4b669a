import { randomUUID } from 'node:crypto';
import type { TrackingRule } from '@syncline/shared/control';
import { guarded } from '../catalogue/references.ts';
import { inTransaction, type ServiceContext } from '../context.ts';
import { type RuleInput, ruleColumns, ruleExists, toRule } from './rule.ts';

/**
 * Adds a tracking rule; `conflict` naming the other rule when one matches the same term, `invalid_body` for a term that
 * no post can hold or a brand or campaign that is not in the catalogue. The demo world marks its rules `demo`.
 */
export function createTrackingRule(
  ctx: ServiceContext,
  input: RuleInput,
  origin: 'own' | 'demo' = 'own',
): Promise<TrackingRule> {
  return guarded(
    inTransaction(ctx, async (ctx) => {
      const columns = await ruleColumns(ctx, input);
      const row = await ctx.db
        .insertInto('tracking_rules')
        .values({ ...columns, id: randomUUID(), origin, created_at: ctx.clock.now() })
        .onConflict((conflict) => conflict.columns(['match', 'folded']).doNothing())
        .returningAll()
        .executeTakeFirst();
      if (!row) throw await ruleExists(ctx, columns);
      return toRule(row);
    }),
  );
}
