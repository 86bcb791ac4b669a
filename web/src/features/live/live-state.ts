import type { Stage } from '@syncline/shared/events';
import { LIVE_KEPT, type LivePurchase } from '@syncline/shared/live';
import type { LiveFilter } from './live-search.ts';
import type { LiveNews } from './live-stream.ts';

/** What is listed: a purchase event, or the place where some may be missing. */
export type LiveEntry = { key: string; purchase: LivePurchase } | { key: string; purchase: null };

/** What came since the page was opened. */
export interface LiveCounts {
  triggered: number;
  confirmed: number;
  paid: number;
  lost: number;
  /** Minor units paid, by currency. */
  revenue: ReadonlyMap<string, number>;
}

export interface LiveState {
  /** Newest first, as many as are kept. */
  entries: readonly LiveEntry[];
  /** What came while the list is paused, newest first; null while it runs. */
  waiting: readonly LiveEntry[] | null;
  /** Whether more came while it is paused than is kept. */
  overflowed: boolean;
  /** By offer; '' holds what names none. */
  counts: ReadonlyMap<string, LiveCounts>;
  /** The number of the newest event. */
  newest: number;
}

export type LiveAction = { do: 'take'; news: readonly LiveNews[] } | { do: 'pause' } | { do: 'resume' };

const NO_COUNTS: LiveCounts = { triggered: 0, confirmed: 0, paid: 0, lost: 0, revenue: new Map() };
const COUNTED: readonly Stage[] = ['triggered', 'confirmed', 'paid', 'lost'];

export const EMPTY: LiveState = { entries: [], waiting: null, overflowed: false, counts: new Map(), newest: -1 };

/** The next state of the screen. Paused, the list stands still and everything else goes on. */
export function liveReducer(state: LiveState, action: LiveAction): LiveState {
  if (action.do === 'pause') return state.waiting ? state : { ...state, waiting: [] };
  if (action.do === 'resume') {
    if (!state.waiting) return state;
    return { ...state, entries: kept([...state.waiting, ...state.entries]), waiting: null, overflowed: false };
  }
  return take(state, action.news);
}

function take(state: LiveState, news: readonly LiveNews[]): LiveState {
  const fresh: LiveEntry[] = [];
  const counts = new Map(state.counts);
  let { newest } = state;
  for (const one of news) {
    if (one.event === 'gap') {
      const latest = fresh.at(-1) ?? state.waiting?.[0] ?? state.entries[0];
      if (latest && latest.purchase !== null) fresh.push({ key: `gap-${one.after}-${newest}`, purchase: null });
      continue;
    }
    const { purchase } = one;
    // What was before is told again to a page that is opened anew on the same state.
    if (one.event === 'earlier' && purchase.seq <= newest) continue;
    newest = purchase.seq;
    fresh.push({ key: String(purchase.seq), purchase });
    if (one.event === 'purchase') {
      const offer = purchase.offer ?? '';
      counts.set(offer, counted(counts.get(offer) ?? NO_COUNTS, purchase));
    }
  }
  if (fresh.length === 0) return state;
  fresh.reverse();
  if (!state.waiting) return { ...state, entries: kept([...fresh, ...state.entries]), counts, newest };
  const waiting = [...fresh, ...state.waiting];
  return {
    ...state,
    waiting: kept(waiting),
    overflowed: state.overflowed || waiting.length > LIVE_KEPT,
    counts,
    newest,
  };
}

function kept(entries: readonly LiveEntry[]): readonly LiveEntry[] {
  return entries.slice(0, LIVE_KEPT);
}

function counted(counts: LiveCounts, { stage, amount_minor, currency }: LivePurchase): LiveCounts {
  if (!COUNTED.includes(stage)) return counts;
  const next = { ...counts, [stage]: counts[stage as keyof Omit<LiveCounts, 'revenue'>] + 1 };
  if (stage !== 'paid' || currency === null) return next;
  const paid = (counts.revenue.get(currency) ?? 0) + (amount_minor ?? 0);
  return { ...next, revenue: new Map([...counts.revenue, [currency, paid]]) };
}

/** What came of one offer, or of all. */
export function countsOf(state: LiveState, offer: string | undefined): LiveCounts {
  if (offer !== undefined) return state.counts.get(offer) ?? NO_COUNTS;
  return [...state.counts.values()].reduce((sum, counts) => {
    const revenue = new Map(sum.revenue);
    for (const [currency, minor] of counts.revenue) revenue.set(currency, (revenue.get(currency) ?? 0) + minor);
    return {
      triggered: sum.triggered + counts.triggered,
      confirmed: sum.confirmed + counts.confirmed,
      paid: sum.paid + counts.paid,
      lost: sum.lost + counts.lost,
      revenue,
    };
  }, NO_COUNTS);
}

/** Whether an entry is listed under the filter; where some may be missing is said whatever it is. */
export function isListed({ purchase }: LiveEntry, { offer, stage }: LiveFilter): boolean {
  if (purchase === null) return true;
  return (offer === undefined || purchase.offer === offer) && (stage === undefined || purchase.stage === stage);
}

/** How many wait under the filter, in words: "12 new", "500+ new", null for none. */
export function waitingText({ waiting, overflowed }: LiveState, filter: LiveFilter): string | null {
  const count = (waiting ?? []).filter((entry) => entry.purchase !== null && isListed(entry, filter)).length;
  return count === 0 ? null : `${count}${overflowed ? '+' : ''} new`;
}

/** What came between two counts in one sentence, to be read out; null where nothing did. */
export function summaryOf(before: LiveCounts, now: LiveCounts): string | null {
  const parts = (
    [
      ['triggered', 'triggered'],
      ['confirmed', 'confirmed'],
      ['paid', 'paid'],
      ['lost', 'lost'],
    ] as const
  ).flatMap(([key, word]) => (now[key] > before[key] ? [`${now[key] - before[key]} ${word}`] : []));
  return parts.length === 0 ? null : `New purchases: ${parts.join(', ')}.`;
}
