import { STAGES, type Stage } from '@syncline/shared/events';
import { formatAmount } from '@syncline/shared/money';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { carryFilters } from '../../lib/filters.ts';
import { plural } from '@syncline/shared/format';
import { campaignsQuery, nameOf, offersQuery } from '../../lib/questions.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { useNow } from '../../lib/use-now.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { Choice } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { LiveCounters } from './live-counters.tsx';
import { LiveList, type Names } from './live-list.tsx';
import {
  countsOf,
  isListed,
  type LiveCounts,
  type LiveEntry,
  type LiveState,
  summaryOf,
  waitingText,
} from './live-state.ts';
import { liveSearchFields, type LiveFilter } from './live-search.ts';
import { LOSS_NAMES, STAGE_NAMES } from './live-words.ts';
import styles from './live.module.css';
import { useLive } from './use-live.ts';

const ANY = 'all';
const CLOCK_MS = 1_000;
/** How often what came is read out, in one sentence. */
const SUMMARY_MS = 20_000;

/** Purchases and triggers as they happen. */
export function LiveScreen() {
  const [filter, setFilter] = useScreenSearch(liveSearchFields);
  const { timezone, currency } = useWorkspace();
  const { state, dispatch, connection, aheadMs, retry } = useLive();
  const now = useNow(CLOCK_MS) + aheadMs;
  const names = useNames();
  const counts = countsOf(state, filter.offer);
  const paused = state.waiting !== null;
  const toggle = useCallback(() => dispatch({ do: paused ? 'resume' : 'pause' }), [dispatch, paused]);
  useSpace(toggle);
  const listed = state.entries.filter((entry) => isListed(entry, filter));
  const purchases = listed.filter(({ purchase }) => purchase !== null).length;
  const waiting = waitingText(state, filter);
  return (
    <Page
      title="Live"
      facts={<ConnectionLine connection={connection} onRetry={retry} />}
      actions={
        <>
          {paused ? <span className={styles.waiting}>{waiting ?? 'Paused, nothing new'}</span> : null}
          <Button look={paused ? 'primary' : 'outlined'} aria-keyshortcuts="Space" onClick={toggle}>
            {paused ? 'Resume' : 'Pause'}
            <kbd className={styles.key} aria-hidden="true">
              space
            </kbd>
          </Button>
        </>
      }
    >
      <Summary counts={counts} />
      <LiveCounters counts={counts} currency={currency} />
      <Panel
        title={titleOf(purchases, filter)}
        subtitle={`Purchase events of the last hour as soon as they are durable, the demo’s left out; the filters above do not apply. Times in ${timezone}`}
        height={220}
        picture={false}
        empty={purchases === 0 && emptyOf(state, filter)}
        controls={<Filters filter={filter} onFilter={setFilter} names={names} state={state} />}
        table={exported(listed)}
      >
        <LiveList entries={listed} names={names} now={now} timezone={timezone} />
      </Panel>
    </Page>
  );
}

/** Calls `toggle` when the space bar is pressed where it does nothing else. */
function useSpace(toggle: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== ' ' || event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const { target } = event;
      if (
        target instanceof Element &&
        target.closest('a, button, input, select, textarea, [role="menu"], [role="dialog"]')
      )
        return;
      event.preventDefault();
      toggle();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [toggle]);
}

function useNames(): Names & { offers: readonly { slug: string; name: string }[] } {
  const offers = useQuery(offersQuery).data?.items;
  const campaigns = useQuery(campaignsQuery).data?.items;
  return {
    offers: offers ?? [],
    offer: (slug) => nameOf(offers, slug),
    campaign: (slug) => nameOf(campaigns, slug),
  };
}

/** Says now and then what came, for those who do not see the rows. */
function Summary({ counts }: { counts: LiveCounts }) {
  const [said, setSaid] = useState('');
  const latest = useRef(counts);
  useEffect(() => {
    latest.current = counts;
  }, [counts]);
  useEffect(() => {
    let before = latest.current;
    const timer = setInterval(() => {
      const summary = summaryOf(before, latest.current);
      before = latest.current;
      if (summary !== null) setSaid(summary);
    }, SUMMARY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="sr-only" aria-live="polite">
      {said}
    </p>
  );
}

interface FiltersProps {
  filter: LiveFilter;
  onFilter: (filter: LiveFilter) => void;
  names: ReturnType<typeof useNames>;
  state: LiveState;
}

function Filters({ filter, onFilter, names, state }: FiltersProps) {
  // Offers that only just came are not in the catalogue that is loaded.
  const met = [...state.counts.keys(), filter.offer ?? ''].filter((slug) => slug !== '');
  const slugs = [...new Set([...names.offers.map(({ slug }) => slug), ...met])];
  const offers = slugs.map((slug) => ({ value: slug, label: names.offer(slug) }));
  return (
    <div className={styles.filters}>
      <Choice
        label="Offer"
        value={filter.offer ?? ANY}
        options={[
          { value: ANY, label: 'Every offer' },
          ...offers.toSorted((one, other) => one.label.localeCompare(other.label)),
        ]}
        onChange={(offer) => onFilter({ ...filter, offer: offer === ANY ? undefined : offer })}
      />
      <Choice<Stage | typeof ANY>
        label="Stage"
        value={filter.stage ?? ANY}
        options={[
          { value: ANY, label: 'Every stage' },
          ...STAGES.map((stage) => ({ value: stage, label: STAGE_NAMES[stage] })),
        ]}
        onChange={(stage) => onFilter({ ...filter, stage: stage === ANY ? undefined : stage })}
      />
    </div>
  );
}

function titleOf(purchases: number, { offer, stage }: LiveFilter): string {
  if (purchases === 0) return 'Purchases as they happen';
  const what = offer === undefined && stage === undefined ? '' : ' like this';
  return `The newest ${plural(purchases, 'event')}${what}`;
}

function emptyOf({ entries }: LiveState, { offer, stage }: LiveFilter) {
  const isFiltered = offer !== undefined || stage !== undefined;
  if (isFiltered && entries.length > 0) return { sentence: 'No event of the last ones is like this.' };
  return {
    sentence: (
      <>
        Nothing yet. A purchase shows here once its events come in: sent to <code>POST /api/v1/events</code> by whatever
        sells, or made of posts that hold the hashtag of an{' '}
        <Link to="/offers" search={carryFilters}>
          offer
        </Link>
        .
      </>
    ),
  };
}

function exported(entries: readonly LiveEntry[]) {
  const labels = [
    'At (UTC)',
    'Received (UTC)',
    'Stage',
    'Why lost',
    'Offer',
    'Campaign',
    'Brand',
    'Device',
    'Amount',
    'Currency',
    'Order',
    'Person',
  ];
  return {
    columns: labels.map((label) => ({ label })),
    rows: entries.flatMap(({ purchase }) => {
      if (purchase === null) return [];
      const { at, received_at, stage, loss, offer, campaign, brand, device, amount_minor, currency } = purchase;
      const amount = amount_minor === null || currency === null ? null : formatAmount(amount_minor, currency);
      const why = loss === null ? null : LOSS_NAMES[loss];
      const { order, person } = purchase;
      return [
        [at, received_at, STAGE_NAMES[stage], why, offer, campaign, brand, device, amount, currency, order, person],
      ];
    }),
  };
}
