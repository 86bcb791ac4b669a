import type { FrequencyAnswer, FrequencyRequest } from '@syncline/shared/query';
import { frequencySums, type MeasureSums } from '../cells/figures.ts';
import { CELL, TOP_FREQUENCY } from '../../stores/clickhouse/cells-table.ts';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { answerMeta, noData } from '../meta.ts';
import { atOneMoment, NO_CELLS } from '../intervals.ts';
import { readParts, type Source, sourceOf, tierOf } from '../plan.ts';
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
  const isInCells = !request.viewable_only && request.top <= TOP_FREQUENCY;
  return atOneMoment(isInCells ? context.cells : NO_CELLS, async (coverage) => {
    const source = sourceOf(scope, [], [], coverage);
    const parts = await readParts(source, (part) => fetchRows(context, part, request, signal));
    const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
    const shaped = shapeFrequency(addedUp(parts), request.top);
    return { ...shaped, meta: { ...answerMeta(context, asked, noData(shaped.reach)), method: METHOD } };
  });
}

async function fetchRows(
  context: QueryContext,
  source: Source,
  { viewable_only: viewableOnly, top }: FrequencyRequest,
  signal: AbortSignal | undefined,
): Promise<FrequencyRow[]> {
  if (source.cells) return rowsOfCells(await frequencySums(context, source.cells, signal), top);
  const { sql, parameters } = compileFrequency(source, viewableOnly, top);
  return context.reader.query(sql, parameters, frequencyRowSchema, signal ? { signal } : {});
}

function addedUp(parts: readonly { sign: number; rows: readonly FrequencyRow[] }[]): FrequencyRow[] {
  const bins = new Map<number, FrequencyRow>();
  for (const { sign, rows } of parts) {
    for (const { bin, people, impressions, converted } of rows) {
      const sum = bins.get(bin) ?? { bin, ...NOBODY };
      bins.set(bin, {
        bin,
        people: sum.people + sign * people,
        impressions: sum.impressions + sign * impressions,
        converted: sum.converted + sign * converted,
      });
    }
  }
  return [...bins.values()];
}

/** Bins out of the people at each frequency or more. */
export function rowsOfCells(sums: MeasureSums, top: number): FrequencyRow[] {
  const atLeast = (first: number, k: number) => sums.get(first + k) ?? 0;
  const impressions = sums.get(CELL.impressions) ?? 0;
  const rows: FrequencyRow[] = [
    { bin: 0, people: atLeast(CELL.reach, 1), impressions, converted: atLeast(CELL.converted, 1) },
  ];
  let left = impressions;
  for (let bin = 1; bin <= top; bin += 1) {
    const here = (first: number) => atLeast(first, bin) - (bin === top ? 0 : atLeast(first, bin + 1));
    const people = here(CELL.reach);
    const seen = bin === top ? left : bin * people;
    left -= seen;
    rows.push({ bin, people, impressions: seen, converted: here(CELL.converted) });
  }
  return rows;
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
    median: medianOf(bins, all.people),
    bins,
    at_least: atLeast,
    conversion: wilson(all.converted, all.people),
  };
}

/** The frequency of the middle person, of two the mean; null without people, and where it lies in the open top bin. */
function medianOf(
  bins: readonly { frequency: number; open: boolean; people: number }[],
  people: number,
): number | null {
  const frequencyOf = (place: number) => {
    let before = 0;
    const bin = bins.find((one) => (before += one.people) >= place);
    return bin && !bin.open ? bin.frequency : null;
  };
  if (people === 0) return null;
  const [lower, upper] = [frequencyOf(Math.ceil(people / 2)), frequencyOf(Math.floor(people / 2) + 1)];
  return lower === null || upper === null ? null : (lower + upper) / 2;
}

const NOBODY: Omit<FrequencyRow, 'bin'> = { people: 0, impressions: 0, converted: 0 };
