import type { FrequencyAnswer, FrequencyRequest } from '@syncline/shared/query';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { answerMeta, noData } from '../meta.ts';
import { sourceOf } from '../plan.ts';
import { compileFrequency, type FrequencyRow, frequencyRowSchema } from '../sql/frequency.ts';
import { wilson } from '../stats/wilson.ts';

const METHOD =
  'Each person with at least one impression in the period under the filter counts once, at the sum of quantities of those impressions. ' +
  'The top bin is open and keeps true counts, so people add up to reach and impressions to all impressions. ' +
  'Conversion: people of the bin with a paid order in the period under the filter at or after their first impression, ÷ people of the bin, with the Wilson 95 % interval. ' +
  'An association, not an effect: people who see more may differ in other ways.';

/**
 * Distribution of impressions over the people reached, and conversion at each frequency. Σ people of the bins = reach,
 * Σ impressions of the bins = impressions. Errors as `answerQuery`.
 */
export async function answerFrequency(
  context: QueryContext,
  request: FrequencyRequest,
  signal?: AbortSignal,
): Promise<FrequencyAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const { sql, parameters } = compileFrequency(sourceOf(scope, []), request.viewable_only, request.top);
  const rows = await context.reader.query(sql, parameters, frequencyRowSchema, signal ? { signal } : {});
  const asked = { scope, comparison: null, now, started, confirmationWindow: false };
  const shaped = shapeFrequency(rows, request.top);
  return { ...shaped, meta: { ...answerMeta(context, asked, noData(shaped.reach)), method: METHOD } };
}

/** Every bin from 1 to `top`, those without people included, and the figures over everybody. */
export function shapeFrequency(rows: readonly FrequencyRow[], top: number): Omit<FrequencyAnswer, 'meta'> {
  const byBin = new Map(rows.map((row) => [row.bin, row]));
  const all = byBin.get(0) ?? NOBODY;
  const bins = Array.from({ length: top }, (_, index) => {
    const frequency = index + 1;
    const { people, impressions, converted } = byBin.get(frequency) ?? NOBODY;
    return { frequency, open: frequency === top, people, impressions, conversion: wilson(converted, people) };
  });
  const atLeast = bins.map(({ frequency }, index) => ({
    frequency,
    people: bins.slice(index).reduce((sum, bin) => sum + bin.people, 0),
  }));
  const reached = all.people > 0;
  return {
    reach: all.people,
    impressions: all.impressions,
    frequency: reached ? all.impressions / all.people : null,
    median: reached ? all.median : null,
    max: reached ? all.max : null,
    bins,
    at_least: atLeast,
    conversion: wilson(all.converted, all.people),
  };
}

const NOBODY: Omit<FrequencyRow, 'bin'> = { people: 0, impressions: 0, converted: 0, median: null, max: 0 };
