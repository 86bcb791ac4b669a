import type { PlatformDay } from '@syncline/shared/spend';
import type { Period } from '@syncline/shared/time';
import { sql } from 'kysely';
import type { ServiceContext } from '../context.ts';

export interface SpendSums {
  /** Campaigns of which any amount is known, on whatever day, with their brand in the catalogue; '' for none. */
  campaigns: Map<string, string>;
  /** Amounts in minor units by campaign and day of the periods; a day of several periods stands once. */
  days: { campaign: string; day: string; minor: number }[];
}

/** Spend by campaign and day over the days of `periods`. */
export async function sumSpend({ db }: ServiceContext, periods: readonly Period[]): Promise<SpendSums> {
  const known = await db
    .selectFrom('spend')
    .leftJoin('campaigns', 'campaigns.slug', 'spend.campaign')
    .select(['spend.campaign', 'campaigns.brand'])
    .distinct()
    .where('spend.current', '=', 1)
    .where('spend.amount_minor', 'is not', null)
    .execute();
  const days = await db
    .selectFrom('spend')
    .select(['campaign', 'day', sql<number>`cast(sum(amount_minor) as bigint)`.as('minor')])
    .where('current', '=', 1)
    .where('amount_minor', 'is not', null)
    .where((on) => on.or(periods.map(({ from, to }) => on.and([on('day', '>=', from), on('day', '<=', to)]))))
    .groupBy(['campaign', 'day'])
    .orderBy('day')
    .orderBy('campaign')
    .execute();
  return { campaigns: new Map(known.map(({ campaign, brand }) => [campaign, brand ?? ''])), days };
}

/** What platforms report of the days of a period, by campaign, day and platform. */
export async function platformDays({ db }: ServiceContext, { from, to }: Period): Promise<PlatformDay[]> {
  const sum = (column: 'amount_minor' | 'impressions' | 'clicks' | 'conversions_hundredths') =>
    sql<number | null>`cast(sum(${sql.ref(column)}) as bigint)`;
  const rows = await db
    .selectFrom('spend')
    .leftJoin('campaigns', 'campaigns.slug', 'spend.campaign')
    .select(['spend.campaign', 'campaigns.brand', 'spend.platform', 'spend.day'])
    .select([
      sum('amount_minor').as('spend'),
      sum('impressions').as('impressions'),
      sum('clicks').as('clicks'),
      sum('conversions_hundredths').as('hundredths'),
    ])
    .where('spend.current', '=', 1)
    .where('spend.day', '>=', from)
    .where('spend.day', '<=', to)
    .groupBy(['spend.campaign', 'campaigns.brand', 'spend.platform', 'spend.day'])
    .orderBy('spend.campaign')
    .orderBy('spend.day')
    .orderBy('spend.platform')
    .execute();
  return rows.map(({ brand, hundredths, ...row }) => ({
    ...row,
    brand: brand ?? '',
    conversions: hundredths === null ? null : hundredths / 100,
  }));
}
