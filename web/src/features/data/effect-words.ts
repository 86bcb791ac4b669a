import type { Import } from '@syncline/shared/control';
import type { ImportEffect } from '@syncline/shared/imports';
import { formatCount, formatMoney, formatPeriod, plural } from '@syncline/shared/format';
import { linesText } from './column-facts.ts';
import { kindsText } from './import-words.ts';

const MOST_NAMED = 8;
const THINGS: Record<Import['target'], [one: string, many: string]> = {
  events: ['event', 'events'],
  spend: ['row of spend', 'rows of spend'],
  rates: ['exchange rate', 'exchange rates'],
};

/** What importing a file would do, in one sentence. */
export function effectSentence({ target, accepted, replaced, duplicate, rejected }: Import): string {
  const [one, many] = THINGS[target];
  const parts = [
    `${plural(accepted, one, many)} would be new`,
    replaced > 0 ? `${formatCount(replaced)} would take the place of what is stored` : '',
    duplicate > 0 ? `${formatCount(duplicate)} ${duplicate === 1 ? 'is' : 'are'} here already` : '',
    rejected > 0 ? `${plural(rejected, 'line')} would be refused` : '',
  ].filter((part) => part !== '');
  return `${parts.join(', ')}.`;
}

export interface Fact {
  label: string;
  text: string;
}

/** What would change, named. */
export function effectFacts(record: Import, effect: ImportEffect, currency: string): Fact[] {
  const { kinds, days, money, spend_minor, discovers } = effect;
  const facts = [
    { label: 'Rows', text: formatCount(record.rows) },
    isOfPosts(record) ? { label: 'Posts', text: postsText(kinds) } : { label: 'Events', text: kindsText(kinds) },
    { label: 'Days', text: days ? `${formatPeriod(days, { year: true })} (${plural(days.count, 'day')})` : '' },
    { label: 'Campaigns', text: namedText(effect.campaigns, effect.campaigns_named) },
    { label: 'Brands', text: namedText(effect.brands, effect.brands_named) },
    ...money.map(({ currency, paid_minor, refunded_minor }) => ({
      label: `Money, ${currency}`,
      text: `${formatMoney(paid_minor, currency)} paid, ${formatMoney(refunded_minor, currency)} refunded`,
    })),
    { label: 'Spend', text: spend_minor === null ? '' : formatMoney(spend_minor, currency) },
    { label: 'Rounded to the minor unit', text: record.rounded > 0 ? formatCount(record.rounded) : '' },
    { label: 'New in the catalogue', text: discoversText(discovers) },
    { label: 'Delete notices', text: noticesText(record) },
    ...Object.entries(record.skipped).map(([what, count]) => ({
      label: `Skipped: ${what.replaceAll('_', ' ')}`,
      text: formatCount(count),
    })),
  ];
  return facts.filter(({ text }) => text !== '');
}

function isOfPosts({ format }: Import): boolean {
  return format === 'x-posts' || format === 'brand-posts-csv';
}

function postsText(kinds: ImportEffect['kinds']): string {
  const matched = kinds.find(({ kind }) => kind === 'engagement')?.events ?? 0;
  const others = kinds.find(({ kind }) => kind === 'activity')?.events ?? 0;
  if (matched + others === 0) return '';
  return `${formatCount(matched)} match a tracking rule, ${formatCount(others)} match none and count as activity`;
}

function namedText(named: ImportEffect['campaigns'], count: number): string {
  const shown = named.slice(0, MOST_NAMED).map(({ slug, rows }) => `${slug} (${formatCount(rows)})`);
  return count > shown.length && shown.length > 0
    ? `${shown.join(', ')} and ${formatCount(count - shown.length)} more`
    : shown.join(', ');
}

function discoversText({ brands, campaigns, offers }: ImportEffect['discovers']): string {
  const named = (slugs: readonly string[], one: string, many?: string) => {
    const more = slugs.length > MOST_NAMED ? ', …' : '';
    return slugs.length === 0
      ? []
      : [`${plural(slugs.length, one, many)} (${slugs.slice(0, MOST_NAMED).join(', ')}${more})`];
  };
  return [...named(brands, 'brand'), ...named(campaigns, 'campaign'), ...named(offers, 'offer')].join(', ');
}

function noticesText({ delete_notices, removed, target }: Import): string {
  if (target !== 'events' || delete_notices === 0) return '';
  return `${formatCount(delete_notices)}, which remove ${plural(removed, 'post')}`;
}

/** What is odd about the times, and about all of it; each begins with what is found. */
export function effectWarnings(record: Import, { kinds, times }: ImportEffect): string[] {
  const warnings: string[] = [];
  if (record.rows > 0 && record.rejected === record.rows) {
    warnings.push('Every line would be refused: look at the reasons, and at how its columns are read.');
  }
  if (isOfPosts(record) && kinds.length > 0 && kinds.every(({ kind }) => kind === 'activity')) {
    warnings.push(
      'No post matches a tracking rule: rules say which hashtags belong to which campaign (Tracking rules).',
    );
  }
  if (times === null || times.read === 0) return warnings;
  const { read, midnight, ahead } = times;
  if (midnight === read && read > 1) {
    warnings.push('All times are at midnight: the file tells days only, so hours of the day will say nothing.');
  }
  if (ahead > 0) {
    warnings.push(
      `${plural(ahead, 'time')} ${ahead === 1 ? 'lies' : 'lie'} in the future: is the zone, or the order of day and month, another?`,
    );
  }
  return warnings;
}

export interface Reason {
  key: string;
  count: string;
  reason: string;
  lines: string;
}

/** Why lines would be refused, the most frequent first. */
export function refusalReasons({ refusals }: ImportEffect): Reason[] {
  return refusals.map(({ code, path, message, count, lines }) => ({
    key: `${code} ${path}`,
    count: formatCount(count),
    reason: message,
    lines: linesText(lines, count, 10),
  }));
}
