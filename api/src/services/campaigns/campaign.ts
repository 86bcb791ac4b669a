import type { Campaign } from '@syncline/shared/control';
import type { Selectable } from 'kysely';
import { ApiError } from '../../lib/errors.ts';
import type { CampaignTable } from '../../stores/sql/schema.ts';
import { isoTime } from '../context.ts';

export function toCampaign({ created_at, ...row }: Selectable<CampaignTable>): Campaign {
  return { ...row, created_at: isoTime(created_at) };
}

/** Refuses a campaign that ends before it starts. */
export function requireOrderedDays({ starts_on, ends_on }: Pick<Campaign, 'starts_on' | 'ends_on'>): void {
  if (starts_on !== null && ends_on !== null && ends_on < starts_on) {
    throw new ApiError('invalid_body', `ends_on: a campaign that starts on ${starts_on} cannot end on ${ends_on}.`, {
      path: 'ends_on',
    });
  }
}
