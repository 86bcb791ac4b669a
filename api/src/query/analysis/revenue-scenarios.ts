import { partySchema } from '@syncline/shared/agreements';
import type { RevenueScenariosAnswer, RevenueScenariosRequest } from '@syncline/shared/revenue-scenarios';
import type { SharedRevenue } from '@syncline/shared/revenue-share';
import type { QueryContext } from '../context.ts';
import { amountOf, readShares, type SharesQuestion } from './share-reading.ts';

export type RevenueScenariosQuestion = RevenueScenariosRequest & SharesQuestion;

const METHOD =
  'Each scenario settles the same payments and refunds anew, every version of the agreements it names (or the one version it names) having had the supposed terms and all others being as they are. A difference is scenario less actual; all differences add up to 0.';

/**
 * What everybody comes to under several sets of supposed terms, from one reading of the log, each as `answerRevenueShare`
 * has it with the same `what_if`. Money is in integer minor units. Errors as there.
 */
export async function answerRevenueScenarios(
  context: QueryContext,
  { scenarios, ...question }: RevenueScenariosQuestion,
  signal?: AbortSignal,
): Promise<RevenueScenariosAnswer> {
  const { actual, under, meta } = await readShares(context, question, signal);
  const settled: RevenueScenariosAnswer['scenarios'] = [];
  for (const { name, what_if } of scenarios) {
    // One after another: each takes the whole processor.
    // oxlint-disable-next-line no-await-in-loop
    const totals = await under(what_if);
    settled.push({ name, totals, difference: differenceOf(actual, totals) });
  }
  return { actual, scenarios: settled, meta: meta(METHOD) };
}

function differenceOf(
  actual: SharedRevenue,
  supposed: SharedRevenue,
): RevenueScenariosAnswer['scenarios'][number]['difference'] {
  const everybody = new Map([...supposed.parties, ...actual.parties].map((party) => [party.party, party]));
  return {
    parties: [...everybody.values()].map((party) => ({
      ...partySchema.strip().parse(party),
      amount: amountOf(supposed, party.party) - amountOf(actual, party.party),
    })),
    tax: supposed.tax - actual.tax,
    unallocated: unallocatedOf(supposed) - unallocatedOf(actual),
  };
}

/** What belongs to no party. */
export function unallocatedOf({ unallocated }: SharedRevenue): number {
  return unallocated.reduce((sum, { amount }) => sum + amount, 0);
}
