import type { Annotation, AnnotationDraft } from '@syncline/shared/annotations';
import type { Brand, Campaign } from '@syncline/shared/control';
import type { Period } from '@syncline/shared/time';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { request } from './api.ts';
import type { FilterState } from './filters.ts';
import { formatPeriod } from '@syncline/shared/format';
import { campaignsQuery } from './questions.ts';
import type { Scope } from './scope.ts';
import type { ValueTable } from './value-table.ts';

/** What is drawn over the days of a chart: a note under its number, or the days of a campaign. */
export interface ChartNote {
  key: string;
  /** From 1 in the order of their days; null for the flight of a campaign. */
  number: number | null;
  title: string;
  text: string;
  from: string;
  to: string;
  /** The note as it is kept; null for the flight of a campaign, which the catalogue knows. */
  annotation: Annotation | null;
}

const ANNOTATIONS = 'annotations';
/** Of so many campaigns chosen the flights are drawn; more of them would hide the chart. */
const MOST_FLIGHTS = 3;

const annotationsQuery = queryOptions({
  queryKey: [ANNOTATIONS],
  queryFn: ({ signal }) => request<{ items: Annotation[] }>('/annotations', { signal }),
});

/** The notes and flights that concern what a chart shows: its days, brands and campaigns. */
export function useChartNotes(scope: Pick<Scope, 'period' | 'state'>): ChartNote[] {
  const annotations = useQuery(annotationsQuery).data?.items;
  const campaigns = useQuery(campaignsQuery).data?.items;
  const { period, state } = scope;
  return useMemo(
    () => chartNotes({ period, values: state.values, annotations: annotations ?? [], campaigns: campaigns ?? [] }),
    [period, state.values, annotations, campaigns],
  );
}

interface NotesInput {
  period: Period;
  values: FilterState['values'];
  annotations: readonly Annotation[];
  campaigns: readonly Pick<Campaign, 'slug' | 'name' | 'brand' | 'starts_on' | 'ends_on'>[];
}

/**
 * The notes over days of the period, numbered in their order, then the flights of the chosen campaigns. A note about a
 * brand or campaign is left out where others are chosen; one about the brand of a chosen campaign is not.
 */
export function chartNotes({ period, values, annotations, campaigns }: NotesInput): ChartNote[] {
  const chosen = campaigns.filter(({ slug }) => values.campaign.includes(slug));
  const brands = new Set([...values.brand, ...chosen.flatMap(({ brand }) => brand ?? [])]);
  const brandOf = new Map(campaigns.map(({ slug, brand }) => [slug, brand]));
  const concerns = ({ brand, campaign }: Annotation) => {
    if (campaign !== null && values.campaign.length > 0) return values.campaign.includes(campaign);
    const about = brand ?? (campaign === null ? null : (brandOf.get(campaign) ?? null));
    return about === null ? campaign === null || brands.size === 0 : brands.size === 0 || brands.has(about);
  };
  const notes = annotations
    .filter((note) => overlaps(note, period) && concerns(note))
    .map((annotation, index) => {
      const { id, title, text, from, to } = annotation;
      return { key: id, number: index + 1, title, text, from, to, annotation };
    });
  const flights = chosen.slice(0, MOST_FLIGHTS).flatMap(({ slug, name, starts_on, ends_on }) => {
    if (starts_on === null && ends_on === null) return [];
    const days = { from: starts_on ?? period.from, to: ends_on ?? period.to };
    if (days.from > days.to || !overlaps(days, period)) return [];
    const ends = `${starts_on === null ? ', begun before' : ''}${ends_on === null ? ', no end set' : ''}`;
    return [
      { key: `flight ${slug}`, number: null, title: `Flight of ${name}${ends}`, text: '', ...days, annotation: null },
    ];
  });
  return [...notes, ...flights];
}

function overlaps(one: Period, other: Period): boolean {
  return one.from <= other.to && one.to >= other.from;
}

/** The notes over one day. */
export function notesOn(notes: readonly ChartNote[], day: string): ChartNote[] {
  return notes.filter(({ from, to, number }) => number !== null && from <= day && day <= to);
}

/** The table of a chart with a column of what is noted over each day, which its rows begin with; as it is without notes. */
export function withNotes(table: ValueTable, notes: readonly ChartNote[]): ValueTable {
  if (notes.every(({ number }) => number === null)) return table;
  return {
    columns: [...table.columns, { label: 'Notes' }],
    rows: table.rows.map((row) => {
      const titles = notesOn(notes, String(row[0])).map(({ title }) => title);
      return [...row, titles.join('; ')];
    }),
  };
}

/** The days of a note as they are read: "27 Nov 2026", "23 – 29 Nov 2026". */
export function noteDays({ from, to }: Period): string {
  return formatPeriod({ from, to });
}

/** Keeps, changes and removes notes; they are asked again after each. */
export function useAnnotationChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: [ANNOTATIONS] });
  const pathOf = (id: string) => `/annotations/${encodeURIComponent(id)}`;
  return {
    add: useMutation({
      mutationFn: (json: AnnotationDraft) => request<Annotation>('/annotations', { json }),
      onSuccess,
    }),
    put: useMutation({
      mutationFn: ({ id, note }: { id: string; note: AnnotationDraft }) =>
        request<Annotation>(pathOf(id), { method: 'PUT', json: note }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: ({ id }: Annotation) => request<void>(pathOf(id), { method: 'DELETE' }),
      onSuccess,
    }),
  };
}

/** What is written of a note: all but what the store gave it. */
export function annotationDraft({ title, text, from, to, campaign, brand }: Annotation): AnnotationDraft {
  return { title, text, from, to, campaign, brand };
}

/** What a note is about, in words: "Emberline (brand)"; empty for everything. */
export function aboutText(
  { brand, campaign }: Pick<Annotation, 'brand' | 'campaign'>,
  names: { brands: readonly Pick<Brand, 'slug' | 'name'>[]; campaigns: readonly Pick<Campaign, 'slug' | 'name'>[] },
): string {
  if (campaign !== null) return names.campaigns.find(({ slug }) => slug === campaign)?.name ?? campaign;
  if (brand !== null) return names.brands.find(({ slug }) => slug === brand)?.name ?? brand;
  return '';
}
