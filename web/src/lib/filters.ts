import type { Filter } from '@syncline/shared/query';
import { type Comparison, isDay, MAX_PERIOD_DAYS, type Period, periodLength } from '@syncline/shared/time';
import { addDays, resolveComparison } from '@syncline/shared/time';
import { choiceField, type Field, patternField, textField, type SearchOf, wholeField } from './search-fields.ts';

export const COMPARISONS = ['previous_period', 'previous_year', 'none'] as const;
export type ComparisonChoice = (typeof COMPARISONS)[number];

/** Dimensions the filter bar sets, in its order. */
export const FILTER_DIMENSIONS = ['brand', 'campaign', 'device', 'network'] as const;
export type FilterDimension = (typeof FILTER_DIMENSIONS)[number];

const list = patternField(/^[^,]+(,[^,]+)*$/, 4000);
const day: Field<string> = (raw) => (typeof raw === 'string' && isDay(raw) ? raw : undefined);

/** The filter state as it stands in the URL; whatever does not fit is dropped, and what is absent has its default. */
export const filterSearchFields = {
  from: day,
  to: day,
  compare: choiceField(['previous_year', 'none']),
  brand: list,
  campaign: list,
  device: list,
  network: list,
} as const;
export type FilterSearch = SearchOf<typeof filterSearchFields>;

export const CAMPAIGN_TABS = ['summary', 'reach', 'frequency', 'conversion'] as const;
export type CampaignTab = (typeof CAMPAIGN_TABS)[number];

/** What the URL of a campaign's page says beside the filters; the summary is left out of it. */
export const campaignSearchFields = {
  tab: choiceField(['reach', 'frequency', 'conversion']),
} as const;

/** What the URL of the campaigns' table says beside the filters. */
export const campaignsSearchFields = {
  find: textField(200),
  /** A column; with a dash before it, largest first. */
  sort: patternField(/^-?[a-z_]+$/),
  columns: list,
  page: wholeField(2, 10_000),
  /** Campaigns that are ticked to be compared. */
  pick: list,
} as const;
export type CampaignsSearch = SearchOf<typeof campaignsSearchFields>;

/** The most campaigns that are compared side by side. */
export const MOST_COMPARED = 6;

/** What the URL of the comparison says beside the filters. */
export const compareSearchFields = {
  /** The campaigns side by side, the first of which the others are compared with. */
  c: list,
} as const;

/** Lengths the default period can have, in days, the best first. */
const DEFAULT_DAYS = [90, 28, 7] as const;

/** What the store holds, as far as the filters need to know it. */
export interface KnownDays {
  today: string;
  first_day: string | null;
  last_day: string | null;
}

/** The filter state with its defaults filled in. */
export interface FilterState {
  period: Period;
  comparison: ComparisonChoice;
  values: Record<FilterDimension, readonly string[]>;
}

/** Keeps the filters of the current view on a link to another one. */
export function carryFilters(search: FilterSearch): FilterSearch {
  const { from, to, compare, brand, campaign, device, network } = search;
  return { from, to, compare, brand, campaign, device, network };
}

/**
 * The days shown where the URL names none, up to the last day with data: the longest of 90, 28 and 7 days for which the
 * store holds as many days before, so that there is something to compare with; 90 where it holds too little for any.
 */
export function defaultPeriod({ today, first_day, last_day }: KnownDays): Period {
  const to = last_day !== null && last_day < today ? last_day : today;
  const days =
    DEFAULT_DAYS.find((count) => first_day !== null && first_day <= addDays(to, 1 - 2 * count)) ?? DEFAULT_DAYS[0];
  return { from: addDays(to, 1 - days), to };
}

/** Whether the store holds every day of `period`, so that figures of it can be compared with. */
export function isCovered(period: Period, { first_day }: Pick<KnownDays, 'first_day'>): boolean {
  return first_day !== null && period.from >= first_day;
}

/** Reads the URL's filters. A period that is back to front or longer than the API answers falls back to the default. */
export function readFilters(search: FilterSearch, days: KnownDays): FilterState {
  const fallback = defaultPeriod(days);
  const asked = { from: search.from ?? fallback.from, to: search.to ?? fallback.to };
  const holds = asked.from <= asked.to && periodLength(asked) <= MAX_PERIOD_DAYS;
  return {
    period: holds ? asked : fallback,
    comparison: search.compare ?? 'previous_period',
    values: {
      brand: split(search.brand),
      campaign: split(search.campaign),
      device: split(search.device),
      network: split(search.network),
    },
  };
}

/** The change of the URL that sets `values`; an empty list takes the filter away. */
export function writeValues(dimension: FilterDimension, values: readonly string[]): Partial<FilterSearch> {
  return { [dimension]: values.length > 0 ? values.join(',') : undefined };
}

/** The change of the URL that sets the period; the default period is left out of it. */
export function writePeriod(period: Period, days: KnownDays): Partial<FilterSearch> {
  const fallback = defaultPeriod(days);
  const isDefault = period.from === fallback.from && period.to === fallback.to;
  return isDefault ? { from: undefined, to: undefined } : { from: period.from, to: period.to };
}

/** The conditions of the API's questions that the filter state stands for. */
export function toFilters(values: FilterState['values']): Filter[] {
  return FILTER_DIMENSIONS.filter((dimension) => values[dimension].length > 0).map((dimension) => ({
    dimension,
    op: 'is',
    values: [...values[dimension]],
  }));
}

/** The comparison as the API takes it; undefined where none is wanted. */
export function toComparison(choice: ComparisonChoice): Comparison | undefined {
  return choice === 'none' ? undefined : choice;
}

/** The days compared with; null where none are. */
export function comparisonPeriod(state: Pick<FilterState, 'period' | 'comparison'>): Period | null {
  const comparison = toComparison(state.comparison);
  return comparison ? resolveComparison(state.period, comparison) : null;
}

/** A query string without JSON in it, so that a link can be read: `from=2026-09-01&device=mobile,tablet`. */
export function stringifySearch(search: Record<string, unknown>): string {
  const parts = Object.entries(search)
    .filter((entry): entry is [string, string | number | boolean] =>
      ['string', 'number', 'boolean'].includes(typeof entry[1]),
    )
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value)).replaceAll('%2C', ',')}`);
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

/** Reads what `stringifySearch` wrote; every value is text. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** The values of a list in the URL, each once. */
export function split(value: string | undefined): string[] {
  return value === undefined ? [] : [...new Set(value.split(','))];
}
