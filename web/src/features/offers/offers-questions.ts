import type { Offer, OfferInput, OfferPatch } from '@syncline/shared/offers';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';
import { catalogueKey } from '../../lib/questions.ts';

const pathOf = (slug: string) => `/offers/${encodeURIComponent(slug)}`;

/** Adds, changes, ends and removes offers; the catalogue is asked again after each. */
export function useOfferChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [catalogueKey] });
  return {
    add: useMutation({ mutationFn: (offer: OfferInput) => request<Offer>('/offers', { json: offer }), onSuccess }),
    change: useMutation({
      mutationFn: ({ slug, patch }: { slug: string; patch: OfferPatch }) =>
        request<Offer>(pathOf(slug), { method: 'PATCH', json: patch }),
      onSuccess,
    }),
    end: useMutation({
      mutationFn: (slug: string) => request<Offer>(`${pathOf(slug)}/end`, { method: 'POST' }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (slug: string) => request<void>(pathOf(slug), { method: 'DELETE' }),
      onSuccess,
    }),
  };
}
