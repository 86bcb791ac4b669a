import {
  highestTotal,
  partiesOf,
  type Party,
  percentMillionths,
  percentText,
  type Share,
  type ShareTerm,
  type Terms,
  termsFaults,
  WHOLE_MILLIONTHS,
} from '@syncline/shared/agreements';
import type { MovedPart, TornadoRequest } from '@syncline/shared/revenue-scenarios';

/** One part of terms with what it can be instead. */
export interface Move {
  part: MovedPart;
  party: Party | null;
  term: number | null;
  value: string;
  ends: { value: string; terms: Terms }[];
}

type Tiers = Extract<ShareTerm, { kind: 'tiered' }>['tiers'];

export type Steps = Pick<TornadoRequest, 'percentages' | 'amounts_percent'>;

/**
 * Each part of the terms moved by a step down and up, or put the other way, all others as they are. Percentages stay from
 * 0 to what the others leave of 100 %, and a step that leads nowhere is left out, as is what terms cannot be. The rates of
 * a tiered term are moved together, and so are its bounds. Who bears the fees is not among them, as fees are not known.
 */
export function movesOf(terms: Terms, steps: Steps): Move[] {
  const moves = [
    ...terms.shares.flatMap((share, place) => shareMoves(terms, share, place, steps)),
    choice(terms, 'discount_funded_by', ['', ...partiesOf(terms).map(({ party }) => party)]),
    choice(terms, 'tax', ['excluded', 'included']),
  ];
  return moves
    .map((move) => ({ ...move, ends: move.ends.filter((end) => isOther(move, end)) }))
    .filter(({ ends }) => ends.length > 0);
}

function isOther({ value }: Move, end: Move['ends'][number]): boolean {
  return end.value !== value && termsFaults(end.terms).length === 0;
}

function shareMoves(terms: Terms, share: Share, place: number, steps: Steps): Move[] {
  const { party, name, role, on_refund } = share;
  const of = { party: { party, name, role } };
  const withShare = (change: Partial<Share>): Terms => ({
    ...terms,
    shares: terms.shares.with(place, { ...share, ...change }),
  });
  const amounts = (['cap', 'minimum'] as const).flatMap((part): Move[] => {
    const field = `${part}_minor` as const;
    const now = share[field];
    if (now === null) return [];
    const ends = [-1, 1].map((sign) => {
      const minor = movedAmount(now, sign, steps);
      return { value: String(minor), terms: withShare({ [field]: minor }) };
    });
    return [{ ...of, part, term: null, value: String(now), ends }];
  });
  const other = on_refund === 'kept' ? 'returned' : 'kept';
  return [
    ...share.terms.flatMap((term, index): Move[] => {
      const withTerm = (changed: ShareTerm) => withShare({ terms: share.terms.with(index, changed) });
      const room = WHOLE_MILLIONTHS - highestTotal(terms);
      return termMoves(term, withTerm, room, steps).map((move) => ({ ...of, term: index, ...move }));
    }),
    ...amounts,
    {
      ...of,
      part: 'on_refund',
      term: null,
      value: on_refund,
      ends: [{ value: other, terms: withShare({ on_refund: other }) }],
    },
  ];
}

/** `room`: by how much percentages can rise, in millionths. */
function termMoves(
  term: ShareTerm,
  withTerm: (changed: ShareTerm) => Terms,
  room: number,
  steps: Steps,
): Pick<Move, 'part' | 'value' | 'ends'>[] {
  if (term.kind === 'per_order') {
    const ends = [-1, 1].map((sign) => {
      const amount_minor = movedAmount(term.amount_minor, sign, steps);
      return { value: String(amount_minor), terms: withTerm({ ...term, amount_minor }) };
    });
    return [{ part: 'per_order', value: String(term.amount_minor), ends }];
  }
  if (term.kind === 'percentage') {
    const ends = [-1, 1].map((sign) => {
      const percent = movedPercent(term.percent, sign, room, steps);
      return { value: percent, terms: withTerm({ ...term, percent }) };
    });
    return [{ part: 'percentage', value: percentText(percentMillionths(term.percent)), ends }];
  }
  const rates = (tiers: Tiers) => joined(tiers.map(({ percent }) => percentText(percentMillionths(percent))));
  const bounds = (tiers: Tiers) => joined(tiers.slice(1).map(({ from_minor }) => String(from_minor)));
  const ends = (written: typeof rates, moved: (sign: number) => Tiers) =>
    [-1, 1].map((sign) => ({ value: written(moved(sign)), terms: withTerm({ ...term, tiers: moved(sign) }) }));
  return [
    {
      part: 'tier_percentages',
      value: rates(term.tiers),
      ends: ends(rates, (sign) =>
        term.tiers.map((tier) => ({ ...tier, percent: movedPercent(tier.percent, sign, room, steps) })),
      ),
    },
    {
      part: 'tier_bounds',
      value: bounds(term.tiers),
      ends: ends(bounds, (sign) =>
        term.tiers.map((tier, index) =>
          index === 0 ? tier : { ...tier, from_minor: movedAmount(tier.from_minor, sign, steps) },
        ),
      ),
    },
  ];
}

function choice(terms: Terms, part: 'discount_funded_by' | 'tax', values: readonly string[]): Move {
  const ends = values.map((value) => ({ value, terms: { ...terms, [part]: value === '' ? null : value } }));
  return { part, party: null, term: null, value: terms[part] ?? '', ends };
}

function joined(values: readonly string[]): string {
  return values.join(', ');
}

/** By points, or by a part of itself rounded half up to 0.0001. */
function movedPercent(percent: string, sign: number, room: number, { percentages }: Steps): string {
  const now = percentMillionths(percent);
  const step = percentMillionths(percentages.step);
  const by = percentages.by === 'points' ? step : halfUp(now, step);
  return percentText(sign < 0 ? Math.max(0, now - by) : now + Math.min(by, Math.max(0, room)));
}

/** By a part of itself rounded half up, by at least one minor unit; not below 0. */
function movedAmount(minor: number, sign: number, { amounts_percent }: Steps): number {
  const by = Math.max(1, halfUp(minor, percentMillionths(amounts_percent)));
  return Math.max(0, minor + sign * by);
}

function halfUp(of: number, millionths: number): number {
  const whole = BigInt(WHOLE_MILLIONTHS);
  return Number((2n * BigInt(of) * BigInt(millionths) + whole) / (2n * whole));
}
