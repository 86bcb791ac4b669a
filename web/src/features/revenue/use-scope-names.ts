import { useQuery } from '@tanstack/react-query';
import { brandsQuery, campaignsQuery, nameOf, offersQuery } from '../../lib/questions.ts';

/** Gives the name of a brand, campaign or offer. */
export function useScopeNames(): (level: string, slug: string) => string {
  const brands = useQuery(brandsQuery).data?.items;
  const campaigns = useQuery(campaignsQuery).data?.items;
  const offers = useQuery(offersQuery).data?.items;
  return (level, slug) => nameOf(level === 'brand' ? brands : level === 'campaign' ? campaigns : offers, slug);
}
