import type { PeriodPreset, View, ViewDraft } from '@syncline/shared/views';
import {
  FILTER_DIMENSIONS,
  filterSearchFields,
  type KnownDays,
  parseSearch,
  readFilters,
  stringifySearch,
  writePeriod,
} from '../../lib/filters.ts';
import { formatPeriod } from '@syncline/shared/format';
import { periodPresets, type Preset } from '../../lib/presets.ts';
import { readSearch } from '../../lib/search-fields.ts';

/** What is saved of an address; `period` is a name where its days move on with time. */
export type Place = Pick<View, 'page' | 'search' | 'period'>;

/** Where the browser is: a path, and the text behind it. */
export interface Here {
  page: string;
  searchText: string;
}

/** Names of periods that stand for the very days the address shows: what a view of it can keep instead of them. */
export function movingPeriods({ searchText }: Here, known: KnownDays): Preset[] {
  const { period } = readFilters(readSearch(filterSearchFields, parseSearch(searchText)), known);
  return periodPresets(known).filter((preset) => preset.period.from === period.from && preset.period.to === period.to);
}

/** The address as it is saved: with a period that moves on, or with its days, whether it named them or not. */
export function placeOf({ page, searchText }: Here, period: PeriodPreset | null, known: KnownDays): Place {
  const { from: _from, to: _to, ...search } = parseSearch(searchText);
  if (period !== null) return { page, search, period };
  const days = readFilters(readSearch(filterSearchFields, parseSearch(searchText)), known).period;
  return { page, search: { ...days, ...search }, period: null };
}

/** The address that a view leads to on the days the store holds now. */
export function addressOf({ page, search, period }: Place, known: KnownDays): string {
  const days = periodPresets(known).find(({ key }) => key === period)?.period;
  return page + stringifySearch({ ...(days ? writePeriod(days, known) : {}), ...search });
}

/** Whether a view shows what the address shows, by the same days. */
export function isShown(view: Place, here: Here, known: KnownDays): boolean {
  return addressKey(placeOf(here, null, known)) === addressKey(placeOf(toHere(view, known), null, known));
}

function toHere(view: Place, known: KnownDays): Here {
  const [, searchText = ''] = addressOf(view, known).split('?', 2);
  return { page: view.page, searchText };
}

function addressKey({ page, search }: Place): string {
  return JSON.stringify([page, ...Object.entries(search).sort(([one], [other]) => (one < other ? -1 : 1))]);
}

/** The days and filters of a view in one line: "Last 28 days · brand: alder". */
export function describePlace({ search, period }: Place, known: KnownDays): string {
  const named = periodPresets(known).find(({ key }) => key === period)?.label;
  const { from, to } = readSearch(filterSearchFields, search);
  const days = named ?? (from && to && from <= to ? formatPeriod({ from, to }) : 'Latest days');
  const filters = FILTER_DIMENSIONS.flatMap((dimension) => {
    const values = search[dimension];
    return values ? [`${dimension}: ${values.replaceAll(',', ', ')}`] : [];
  });
  return [days, ...filters].join(' · ');
}

/** What is written of a view: all but what the store gave it. */
export function draftOf({ name, page, search, period }: View): ViewDraft {
  return { name, page, search, period };
}
