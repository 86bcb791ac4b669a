import { SLUG } from '@syncline/shared/slug';
import { UNALLOCATED_REASONS } from '@syncline/shared/revenue-share';
import type { ShareFigure, ShareOrdersRequestInput } from '@syncline/shared/revenue-share-orders';
import { MONTH } from '@syncline/shared/statements';
import { choiceField, type Field, patternField, type SearchOf, wholeField } from '../../lib/search-fields.ts';
import type { Scope } from '../../lib/scope.ts';

/** In the place of a slug: orders without one. */
export const NO_PLACE = '-';

const slug = patternField(SLUG);
const place: Field<string> = (raw) => (raw === NO_PLACE ? raw : slug(raw));

/** What the URL of the orders under a figure holds beside the filters. */
export const sharedOrdersSearchFields = {
  /** Whose share; without it and without `figure` net revenue. */
  party: slug,
  figure: choiceField(['tax', ...UNALLOCATED_REASONS]),
  month: patternField(MONTH),
  in_brand: place,
  in_campaign: place,
  in_offer: place,
  agreement: slug,
  version: wholeField(1),
  sort: choiceField(['amount']),
  /** The amount that was followed here, in minor units, and of what (`sumOf`). */
  sum: patternField(/^-?\d{1,15}\.[0-9a-z]+$/),
} as const;
export type SharedOrdersSearch = SearchOf<typeof sharedOrdersSearchFields>;

/** The days and filters of a figure. */
export type FigureScope = Pick<Scope, 'period' | 'filters'>;

/** What is asked about the orders under the figure of an address. */
export function ordersQuestion(
  { period, filters }: FigureScope,
  { party, figure, month, in_brand, in_campaign, in_offer, agreement, version }: SharedOrdersSearch,
): ShareOrdersRequestInput {
  const places = { brand: in_brand, campaign: in_campaign, offer: in_offer };
  return {
    period,
    filters,
    figure: figureOf({ party, figure }),
    ...(month === undefined ? {} : { month }),
    ...Object.fromEntries(
      Object.entries(places).flatMap(([key, slug]) =>
        slug === undefined ? [] : [[key, slug === NO_PLACE ? '' : slug]],
      ),
    ),
    ...(agreement === undefined || version === undefined ? {} : { under: { agreement, version } }),
  };
}

function figureOf({ party, figure }: Pick<SharedOrdersSearch, 'party' | 'figure'>): ShareFigure {
  if (party !== undefined) return { kind: 'party', party };
  if (figure === undefined) return { kind: 'net_revenue' };
  return figure === 'tax' ? { kind: 'tax' } : { kind: 'unallocated', reason: figure };
}

/** The figure of a line of the shares, by its key (`shareLines`). */
export function figureOfLine(key: string): Pick<SharedOrdersSearch, 'party' | 'figure'> {
  const party = /^party (.+)$/.exec(key)?.[1];
  return party === undefined ? { figure: sharedOrdersSearchFields.figure(key) } : { party };
}

/** An amount as the address holds it, with a mark of the figure that it is of. */
export function sumOf(amount: number, question: ShareOrdersRequestInput): string {
  return `${amount}.${markOf(question)}`;
}

/** The amount that was followed to this question; null where there is none, or where other orders are asked about by now. */
export function followedSum(sum: string | undefined, question: ShareOrdersRequestInput): number | null {
  const [amount, mark] = sum?.split('.') ?? [];
  return amount !== undefined && mark === markOf(question) ? Number(amount) : null;
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a over the question. */
function markOf(question: ShareOrdersRequestInput): string {
  let hash = FNV_OFFSET;
  for (const character of JSON.stringify(question)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), FNV_PRIME) >>> 0;
  }
  return hash.toString(36);
}
