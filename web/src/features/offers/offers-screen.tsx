import { OFFER_STATES, offerState } from '@syncline/shared/offers';
import { useQuery } from '@tanstack/react-query';
import { plural } from '@syncline/shared/format';
import { offersQuery, soldQuestion, useAnswer } from '../../lib/questions.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { useNow } from '../../lib/use-now.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { Page } from '../../ui/page.tsx';
import { mergeQueries } from '../../ui/panel.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { OfferEditor } from './offer-editor.tsx';
import { OfferList, type OfferRow } from './offer-list.tsx';
import { STATE_NAMES } from './offer-words.ts';
import { offersSearchFields } from './offers-search.ts';

/** States change with the clock. */
const CLOCK_MS = 15_000;

/** Every offer with where it stands, or the one that is open. */
export function OffersScreen() {
  const [search, setSearch] = useScreenSearch(offersSearchFields);
  const workspace = useWorkspace();
  const now = useNow(CLOCK_MS);
  const offers = useQuery(offersQuery);
  const sales = useAnswer(soldQuestion(workspace));
  const query = mergeQueries(offers, sales);
  const rows = (offers.data?.items ?? []).map((offer): OfferRow => {
    const sold = sales.data?.rows.find((row) => row.dimensions.offer === offer.slug)?.metrics.purchases ?? 0;
    return { ...offer, sold, state: offerState(offer, { now, sold }) };
  });
  const close = () => setSearch({ offer: undefined, add: undefined });
  const open = rows.find(({ slug }) => slug === search.offer);
  if (search.add || open) {
    return <OfferEditor key={open?.slug ?? ''} row={open ?? null} onClose={close} />;
  }
  if (search.offer !== undefined) {
    return (
      <Page title="Offer">
        {query.isError ? (
          <Failure what="The offers could not be read" error={query.error} retry={query.refetch} />
        ) : offers.data ? (
          <Empty
            sentence={`There is no offer “${search.offer}”.`}
            action={
              <Button look="outlined" onClick={close}>
                All offers
              </Button>
            }
          />
        ) : null}
      </Page>
    );
  }
  const counts = OFFER_STATES.map((state) => ({ state, count: rows.filter((row) => row.state === state).length }));
  const inStates = counts
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${STATE_NAMES[state].toLowerCase()}`);
  return (
    <Page
      title="Offers"
      facts={
        rows.length > 0
          ? `${plural(rows.length, 'offer')}: ${inStates.join(', ')}; whatever the filters say, times in ${workspace.timezone}`
          : `What is sold by post; times in ${workspace.timezone}`
      }
      actions={
        <Button look="primary" onClick={() => setSearch({ add: 'true' })}>
          Add an offer
        </Button>
      }
    >
      <OfferList
        rows={rows}
        query={query}
        search={search}
        onSearch={setSearch}
        onOpen={(slug) => setSearch({ offer: slug })}
      />
    </Page>
  );
}
