import type { Campaign } from '@syncline/shared/control';
import type { ServiceContext } from '../context.ts';
import { toCampaign } from './campaign.ts';

/** Every campaign, by slug. */
export async function listCampaigns({ db }: ServiceContext): Promise<Campaign[]> {
  const rows = await db.selectFrom('campaigns').selectAll().orderBy('slug').execute();
  return rows.map(toCampaign);
}
