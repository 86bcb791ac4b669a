import type { Campaign } from '@syncline/shared/control';
import { unknown } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { toCampaign } from './campaign.ts';

/** One campaign; `not_found` when there is none of this slug. */
export async function getCampaign({ db }: ServiceContext, slug: string): Promise<Campaign> {
  const row = await db.selectFrom('campaigns').selectAll().where('slug', '=', slug).executeTakeFirst();
  if (!row) throw unknown('campaign', slug);
  return toCampaign(row);
}
