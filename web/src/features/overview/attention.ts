import type { Campaign, DataStatus } from '@syncline/shared/control';
import type { Offer } from '@syncline/shared/offers';
import type { QueryAnswer } from '@syncline/shared/query';
import { formatCount, formatDays, formatPercent, formatRatio, plural } from '@syncline/shared/format';
import { differenceOf, proportionOf } from '../../lib/proportion.ts';
import { nameOf } from '../../lib/questions.ts';

/** Something that asks for a look. */
export interface Notice {
  key: string;
  /** `warning` wants action, `note` explains the figures. */
  tone: 'warning' | 'note';
  title: string;
  text: string;
  link: { label: string; to: 'conversion' | 'data' | 'campaign'; slug?: string };
}

type Rows = QueryAnswer['rows'];

/** Below this many triggers a rate says too little to alarm anyone. */
const MIN_TRIGGERS = 30;
const LATE_HOURS = 24;
const SELL_OUT_DAYS = 14;

/** Campaigns whose share of triggers confirmed in time fell in the recent days: Newcombe's 95 % interval lies below zero. */
export function fallenConfirmRates(
  recent: Rows,
  earlier: Rows,
  campaigns: readonly Campaign[],
  days: number,
): Notice[] {
  const before = new Map(earlier.map((row) => [row.dimensions.campaign, row.metrics]));
  return recent.flatMap((row) => {
    const slug = String(row.dimensions.campaign);
    const now = { count: row.metrics.confirmations ?? 0, base: row.metrics.triggers ?? 0 };
    const past = before.get(slug);
    const then = { count: past?.confirmations ?? 0, base: past?.triggers ?? 0 };
    if (slug === '' || now.base < MIN_TRIGGERS || then.base < MIN_TRIGGERS) return [];
    const difference = differenceOf(proportionOf(now.count, now.base), proportionOf(then.count, then.base));
    if (!difference || difference.high >= 0) return [];
    return {
      key: `confirm-${slug}`,
      tone: 'warning' as const,
      title: `Confirm rate fell to ${formatPercent(now.count / now.base)}`,
      text: `${nameOf(campaigns, slug)}, last ${days} days. ${formatCount(now.base - now.count)} of ${formatCount(now.base)} triggers passed 15 minutes unconfirmed; before, the rate was ${formatPercent(then.count / then.base)}.`,
      link: { label: 'Open conversion', to: 'conversion' as const, slug },
    };
  });
}

/** Offers whose stock, at the pace of the recent days, lasts two weeks or less, and offers that are sold out. */
export function sellOuts(offers: readonly Offer[], sold: Rows, recently: Rows, days: number): Notice[] {
  const count = (rows: Rows, slug: string) => rows.find((row) => row.dimensions.offer === slug)?.metrics.purchases ?? 0;
  return offers.flatMap((offer) => {
    if (offer.stock === null || offer.stock === 0) return [];
    const left = Math.max(0, offer.stock - count(sold, offer.slug));
    const pace = count(recently, offer.slug) / days;
    const lasts = pace === 0 ? Number.POSITIVE_INFINITY : left / pace;
    if (lasts > SELL_OUT_DAYS) return [];
    const link = offer.campaign
      ? { label: 'Open campaign', to: 'campaign' as const, slug: offer.campaign }
      : { label: 'Open data', to: 'data' as const };
    const title =
      left === 0
        ? `${offer.name} is sold out`
        : `${offer.name} sells out in about ${plural(Math.max(1, Math.round(lasts)), 'day')}`;
    const text = `${formatCount(left)} of ${formatCount(offer.stock)} left; ${formatRatio(pace, pace < 10 ? 1 : 0)} orders a day over the last ${days} days.`;
    return { key: `stock-${offer.slug}`, tone: 'warning' as const, title, text, link };
  });
}

/** What the state of the data says: the engine away, a backlog, X not connected, nothing new for a day, refused records. */
export function dataNotices(status: DataStatus): Notice[] {
  const link = { label: 'Open data', to: 'data' as const };
  const notices: Notice[] = [];
  if (status.engine.state !== 'ready') {
    const text = 'Figures are those of the last answer; what is sent meanwhile is kept in the journal.';
    notices.push({ key: 'engine', tone: 'warning', title: `The engine is ${status.engine.state}`, text, link });
  }
  if (status.journal.backlog_events > 0) {
    const events = plural(status.journal.backlog_events, 'event');
    const text = 'They are safe in the journal and not in the figures yet.';
    notices.push({ key: 'backlog', tone: 'note', title: `${events} acknowledged and still being written`, text, link });
  }
  const stream = status.x_stream;
  if (stream && stream.state !== 'connected' && stream.last_error) {
    const text = `${stream.last_error.message}. It is tried again by itself.`;
    notices.push({ key: 'x-stream', tone: 'warning', title: 'Posts of X do not come in', text, link });
  }
  const last = status.kinds
    .map((kind) => kind.last_at)
    .filter((at) => at !== null)
    .sort()
    .at(-1);
  const hours = last === undefined ? 0 : (Date.parse(status.as_of) - Date.parse(last)) / 3_600_000;
  if (hours >= LATE_HOURS) {
    const text = 'The newest event of any kind is that old; a source may have stopped.';
    const age = hours >= 48 ? plural(Math.floor(hours / 24), 'day') : `${Math.floor(hours)} hours`;
    notices.push({ key: 'late', tone: 'warning', title: `Nothing came in for ${age}`, text, link });
  }
  if (status.dead_letters > 0) {
    const title = `${plural(status.dead_letters, 'record was', 'records were')} refused`;
    notices.push({
      key: 'refused',
      tone: 'note',
      title,
      text: 'Each is kept with its reason, and can be downloaded and sent again.',
      link,
    });
  }
  return notices;
}

/** Days of the period whose figures can still grow. */
export function openDayNotice(openDays: readonly string[]): Notice[] {
  if (openDays.length === 0) return [];
  return [
    {
      key: 'open',
      tone: 'note',
      title: `${formatDays(openDays)} ${openDays.length === 1 ? 'is' : 'are'} still open`,
      text: 'Confirmations and refunds can still arrive for these days; charts show them hatched.',
      link: { label: 'Open data', to: 'data' },
    },
  ];
}

const NUMBERS = [
  'Nothing needs',
  'One thing needs',
  'Two things need',
  'Three things need',
  'Four things need',
  'Five things need',
];

/** "Three things need attention": counts warnings alone. */
export function attentionTitle(notices: readonly Notice[]): string {
  const warnings = notices.filter((notice) => notice.tone === 'warning').length;
  return `${NUMBERS[warnings] ?? `${warnings} things need`} attention`;
}
