import type { SharedRevenue } from '@syncline/shared/revenue-share';
import type { TornadoAnswer, TornadoBar, TornadoRequest } from '@syncline/shared/revenue-scenarios';
import { QueryTooHeavyError } from '../../stores/clickhouse/port.ts';
import { type Move, movesOf } from '../../settlement/moves.ts';
import type { QueryContext } from '../context.ts';
import { unallocatedOf } from './revenue-scenarios.ts';
import { partyIn, supposedOf } from './scenario-terms.ts';
import { amountOf, readShares, type SharesQuestion } from './share-reading.ts';

export type TornadoQuestion = TornadoRequest & SharesQuestion;

/** The most settlements one question takes. */
const MAX_SETTLEMENTS = 150;

const METHOD =
  'Each part of the supposed terms is moved alone, all others staying as they are, and the same payments and refunds are settled anew at either end; no end is estimated. ' +
  'A swing is from the least to the greatest result, the unmoved one among them. Where a choice changes how much can be shared out (tax or discount that are not known), its result is told but counts for no swing.';

/**
 * Which parts of terms matter most to a party: each is moved by a step (`movesOf`) and settled in full, the largest swing
 * first, of equal ones that which the terms name first. Money is in integer minor units. Errors as `answerRevenueShare`;
 * query_too_heavy where the terms have more than about 70 parts.
 */
export async function answerTornado(
  context: QueryContext,
  { agreement, party: asked, percentages, amounts_percent, what_if, ...question }: TornadoQuestion,
  signal?: AbortSignal,
): Promise<TornadoAnswer> {
  const terms = supposedOf(what_if, agreement, 'agreement');
  const party = partyIn(terms, asked);
  const moves = movesOf(terms, { percentages, amounts_percent });
  if (moves.reduce((sum, { ends }) => sum + ends.length, 0) > MAX_SETTLEMENTS) {
    throw new QueryTooHeavyError('The terms have too many parts to move each of them.', {
      hint: 'Suppose terms with fewer shares or terms',
    });
  }
  const { under, meta } = await readShares(context, question, signal);
  const unmoved = await under(what_if);
  const base = amountOf(unmoved, party.party);
  const bars: TornadoBar[] = [];
  for (const move of moves) {
    const ends: { value: string; totals: SharedRevenue }[] = [];
    for (const { value, terms: moved } of move.ends) {
      const all = what_if.map((one) => (one.agreement === agreement ? { ...one, terms: moved } : one));
      // One after another: each takes the whole processor.
      // oxlint-disable-next-line no-await-in-loop
      ends.push({ value, totals: await under(all) });
    }
    bars.push(barOf(move, ends, { party: party.party, unmoved, base }));
  }
  return {
    agreement,
    party,
    base,
    bars: bars.toSorted((one, other) => other.swing - one.swing),
    meta: meta(METHOD),
  };
}

function barOf(
  { part, party, term, value }: Move,
  settled: readonly { value: string; totals: SharedRevenue }[],
  of: { party: string; unmoved: SharedRevenue; base: number },
): TornadoBar {
  const ends = settled.map(({ value, totals }) => {
    const amount = amountOf(totals, of.party);
    const comparable = unallocatedOf(totals) === unallocatedOf(of.unmoved);
    return { value, amount, difference: amount - of.base, comparable };
  });
  const differences = [0, ...ends.filter(({ comparable }) => comparable).map(({ difference }) => difference)];
  return { part, party, term, value, ends, swing: Math.max(...differences) - Math.min(...differences) };
}
