import { offerFaults, type OfferInput } from '@syncline/shared/offers';
import { ApiError } from '../../lib/errors.ts';
import { requireBrand, requireCampaign } from '../catalogue/references.ts';
import type { ServiceContext } from '../context.ts';
import { requireFreeHashtags } from './claims.ts';

/**
 * Refuses an offer that cannot stand as it is, naming the field and the fix: `invalid_body` when its fields do not go
 * together or refer to what is not in the catalogue, `conflict` when another offer holds one of its hashtags.
 */
export async function requireSound(ctx: ServiceContext, offer: OfferInput): Promise<void> {
  const [fault] = offerFaults(offer);
  if (fault) throw new ApiError('invalid_body', `${fault.path}: ${fault.message}`, { path: fault.path });
  await requireBrand(ctx, offer.brand);
  await requireCampaign(ctx, offer.campaign);
  await requireCampaignOfBrand(ctx, offer);
  await requireFreeHashtags(ctx, offer);
}

/** An event gets the brand of its campaign, so an offer of another brand would be counted twice over. */
async function requireCampaignOfBrand({ db }: ServiceContext, { brand, campaign }: OfferInput): Promise<void> {
  if (brand === null || campaign === null) return;
  const row = await db.selectFrom('campaigns').select('brand').where('slug', '=', campaign).executeTakeFirst();
  if (!row || row.brand === null || row.brand === brand) return;
  throw new ApiError(
    'invalid_body',
    `brand: campaign "${campaign}" is one of brand "${row.brand}", not of "${brand}".`,
    { path: 'brand', hint: 'Leave the brand empty to take that of the campaign, or choose another campaign.' },
  );
}
