import type { TrackingRule } from '@syncline/shared/control';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { toRule } from './rule.ts';

/** One tracking rule; `not_found` when there is none of this id. */
export async function getTrackingRule({ db }: ServiceContext, id: string): Promise<TrackingRule> {
  const row = await db.selectFrom('tracking_rules').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw unknown('tracking rule', id);
  return toRule(row);
}
