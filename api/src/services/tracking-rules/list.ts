import type { TrackingRule } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { toRule } from './rule.ts';

/** Every tracking rule in the order in which they are tried: position, then age, then id. */
export async function listTrackingRules({ db }: ServiceContext): Promise<TrackingRule[]> {
  const rows = await db
    .selectFrom('tracking_rules')
    .selectAll()
    .orderBy('position')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toRule);
}
