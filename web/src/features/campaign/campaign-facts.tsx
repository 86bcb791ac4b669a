import type { Campaign } from '@syncline/shared/control';
import type { Offer } from '@syncline/shared/offers';
import { useQuery } from '@tanstack/react-query';
import { formatCount, formatDay, formatMoney } from '@syncline/shared/format';
import { offersQuery, soldQuestion, useAnswer } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';

/** Hashtags, price, stock and first day of a campaign, as far as the catalogue knows them. */
export function CampaignFacts({ campaign, scope }: { campaign: Campaign | undefined; scope: Scope }) {
  const offers = useQuery(offersQuery).data?.items.filter((offer) => offer.campaign === campaign?.slug) ?? [];
  const sold = useAnswer(soldQuestion(scope.workspace)).data?.rows;
  const soldOf = (slug: string) => sold?.find((row) => row.dimensions.offer === slug)?.metrics.purchases ?? 0;
  const offer = offers[0];
  const facts = [
    offer ? <Hashtags key="tags" offer={offer} /> : null,
    offer && offer.price_minor !== null && offer.currency !== null ? priceText(offers) : null,
    offer && offer.stock !== null && sold ? stockText(offers, soldOf) : null,
    offers.length > 1 ? `${formatCount(offers.length)} offers` : null,
    campaign?.starts_on
      ? `since ${formatDay(campaign.starts_on, { year: campaign.starts_on.slice(0, 4) !== scope.workspace.today.slice(0, 4) })}`
      : null,
    campaign?.origin === 'discovered' ? 'met in the data, not yet described' : null,
  ].filter((fact) => fact !== null);
  return (
    <>
      {facts.map((fact, index) => (
        <span key={typeof fact === 'string' ? fact : 'tags'}>
          {index > 0 ? '  ·  ' : ''}
          {fact}
        </span>
      ))}
    </>
  );
}

function Hashtags({ offer }: { offer: Offer }) {
  if (!offer.trigger_hashtag) return <>{offer.name}</>;
  return (
    <>
      <strong>#{offer.trigger_hashtag}</strong>
      {offer.confirmation_hashtag ? (
        <>
          {' then '}
          <strong>#{offer.confirmation_hashtag}</strong> within {offer.confirmation_minutes} min
        </>
      ) : null}
    </>
  );
}

function priceText(offers: readonly Offer[]): string {
  const priced = offers.filter((offer) => offer.price_minor !== null && offer.currency !== null);
  const sorted = [...priced].sort((a, b) => (a.price_minor ?? 0) - (b.price_minor ?? 0));
  const low = sorted[0];
  const high = sorted.at(-1);
  const text = (offer: Offer | undefined) =>
    offer ? formatMoney(offer.price_minor ?? 0, offer.currency ?? 'USD') : '';
  return low?.price_minor === high?.price_minor ? text(low) : `${text(low)} to ${text(high)}`;
}

function stockText(offers: readonly Offer[], soldOf: (slug: string) => number): string {
  const stocked = offers.filter((offer) => offer.stock !== null);
  const stock = stocked.reduce((sum, offer) => sum + (offer.stock ?? 0), 0);
  const left = stocked.reduce((sum, offer) => sum + Math.max(0, (offer.stock ?? 0) - soldOf(offer.slug)), 0);
  return left === 0 ? `all ${formatCount(stock)} sold` : `${formatCount(left)} of ${formatCount(stock)} left`;
}
