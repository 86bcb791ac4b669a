import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { evaluate, METRIC_EXPRESSIONS, type MeasureKey } from '../metrics.ts';
import { compareMeans, ratioOfMeans, type Sample, sampleOf } from './two-means.ts';
import quantile from '@stdlib/stats-base-dists-t-quantile';

/** What becomes of an entry: the file whose tests hold its figures, or why it concerns nothing that Syncline computes. */
type Fate = { in: string } | { not: string };

const HERE = { in: 'oracles.test.ts' };
const NO_MODEL = { not: 'a model that projects reach; reach is counted here, and nothing is projected' };
const SEQUENTIAL = {
  not: 'its interval is for looking again and again until something shows; an answer is one look, and its spread is tested here',
};
const PATHS = { not: 'Markov chains and first touch over paths; credit goes to the last touch alone' };

/** Every entry of the collection, in its order. */
const FATES: Record<string, readonly Fate[]> = {
  wilson_interval: Array.from({ length: 7 }, () => ({ in: 'wilson.test.ts' })),
  newcombe_difference_hybrid_score: Array.from({ length: 3 }, () => ({ in: 'two-proportions.test.ts' })),
  // One entry of several methods: Katz is tested; Wald, Agresti-Caffo, Miettinen-Nurminen, Koopman and Woolf are other ones.
  other_two_proportion_intervals_7_34_vs_1_34: [{ in: 'two-proportions.test.ts' }],
  two_proportion_z_test: [{ in: 'two-proportions.test.ts' }],
  welch_t_absolute: [{ in: 'two-means.test.ts' }],
  delta_method_relative: [HERE],
  always_valid_sequential: [SEQUENTIAL, SEQUENTIAL],
  bootstrap: [HERE],
  reach_frequency: [NO_MODEL, NO_MODEL, NO_MODEL, NO_MODEL, NO_MODEL, NO_MODEL, HERE, HERE],
  attribution: [PATHS, PATHS],
};

const file = join(process.env.SYNCLINE_REAL_DATA ?? '', 'stats-oracles', 'oracles.json');
const counted = z.object({ x: z.int(), n: z.int() });
const summed = z.object({ sum: z.number(), sum_squares: z.number(), n: z.int() });

/** A sample of ones and zeros, with the variance that the examples take: p(1 − p). */
function ofCounts({ x, n }: z.infer<typeof counted>): Sample {
  return { size: n, mean: x / n, variance: (x / n) * (1 - x / n) };
}

function ofSums({ sum, sum_squares: squares, n }: z.infer<typeof summed>): Sample {
  return { size: n, mean: sum / n, variance: (squares - sum ** 2 / n) / (n - 1) };
}

/** The standard error that an interval of a ratio was made with, by Student's quantile at these degrees of freedom. */
function errorOfRatio(first: Sample, second: Sample): number {
  const { value, low, high } = ratioOfMeans(first, second);
  const part = ({ mean, variance, size }: Sample) => (variance ?? 0) / size / (mean ?? 1) ** 2;
  const [a, b] = [part(first), part(second)];
  const freedom = (a + b) ** 2 / (a ** 2 / (first.size - 1) + b ** 2 / (second.size - 1));
  return ((value ?? 0) * Math.log((high ?? 1) / (low ?? 1))) / 2 / quantile(0.975, freedom);
}

describe.skipIf(!process.env.SYNCLINE_REAL_DATA || !existsSync(file))('the collected numeric examples', () => {
  const read = (): unknown => JSON.parse(readFileSync(file, 'utf8'));

  it('are each a test, or are left out for a reason', () => {
    const collected = z.record(z.string(), z.unknown()).parse(read());
    const entries = Object.entries(collected).filter(([section]) => section !== '_note');
    const counts = entries.map(([section, list]) => [section, Array.isArray(list) ? list.length : 1]);
    expect(Object.fromEntries(counts)).toEqual(
      Object.fromEntries(Object.entries(FATES).map(([section, fates]) => [section, fates.length])),
    );
    const named = Object.values(FATES).flatMap((fates) => fates.flatMap((fate) => ('in' in fate ? [fate.in] : [])));
    expect(named.filter((name) => !existsSync(new URL(name, import.meta.url)))).toEqual([]);
  });

  it('agree with the ratio of means and its spread by the delta method', () => {
    const published = z.object({ relative: z.number(), stddev: z.number() });
    const schema = z.object({
      delta_method_relative: z.tuple([z.object({ a: counted, b: counted, published })]),
      always_valid_sequential: z.tuple([z.object({ a: counted, b: counted, published }), z.unknown()]),
    });
    const { delta_method_relative: fixed, always_valid_sequential: sequential } = schema.parse(read());
    for (const { a, b, published } of [fixed[0], sequential[0]]) {
      const [first, second] = [ofCounts(b), ofCounts(a)];
      expect((ratioOfMeans(first, second).value ?? Number.NaN) - 1).toBeCloseTo(published.relative, 5);
      expect(errorOfRatio(first, second)).toBeCloseTo(published.stddev, 4);
    }
  });

  it('agree with the ratio of two means of money', () => {
    const schema = z.object({
      always_valid_sequential: z.tuple([
        z.unknown(),
        z.object({ a: summed, b: summed, published: z.object({ relative: z.number() }) }),
      ]),
    });
    const [, { a, b, published }] = schema.parse(read()).always_valid_sequential;
    expect((ratioOfMeans(ofSums(b), ofSums(a)).value ?? Number.NaN) - 1).toBeCloseTo(published.relative, 5);
  });

  it('agree with the means of the mice, and with their errors but for the last division', () => {
    const schema = z.object({
      bootstrap: z.tuple([
        z.object({
          data: z.object({ treatment: z.array(z.int()), control: z.array(z.int()) }),
          published: z.object({
            mean_t: z.number(),
            mean_c: z.number(),
            diff: z.number(),
            se_t: z.number(),
            se_c: z.number(),
            se_diff: z.number(),
          }),
        }),
      ]),
    });
    const [{ data, published }] = schema.parse(read()).bootstrap;
    const sample = (values: readonly number[]) =>
      sampleOf(
        values.length,
        values.reduce((sum, value) => sum + BigInt(value), 0n),
        values.reduce((sum, value) => sum + BigInt(value) ** 2n, 0n),
      );
    const [treated, control] = [sample(data.treatment), sample(data.control)];
    expect(treated.mean).toBeCloseTo(published.mean_t, 2);
    expect(control.mean).toBeCloseTo(published.mean_c, 2);
    expect(compareMeans(treated, control).difference.value).toBeCloseTo(published.diff, 1);
    const error = ({ variance, size }: Sample) => Math.sqrt((variance ?? Number.NaN) / size);
    expect(error(treated)).toBeCloseTo(published.se_t, 2);
    // Printed as 14.14; by exact arithmetic 14.16.
    expect(Math.abs(error(control) - published.se_c)).toBeLessThan(0.03);
    expect(Math.hypot(error(treated), error(control))).toBeCloseTo(published.se_diff, 1);
  });

  it('agree with frequency as impressions ÷ reach', () => {
    const schema = z.object({
      reach_frequency: z
        .array(z.unknown())
        .transform((entries) => entries.slice(6))
        .pipe(
          z.tuple([
            z.object({
              published: z.object({
                TV: z.object({ reach: z.number(), freq: z.number(), grp: z.number() }),
                'local+cable GRP': z.number(),
                freq_at_reach_99: z.number(),
              }),
            }),
            z.object({ published: z.object({ total_audience_reach: z.int(), average_frequency: z.number() }) }),
          ]),
        ),
    });
    const [grp, sample] = schema.parse(read()).reach_frequency;
    const frequency = (impressions: number, reach: number) =>
      evaluate(
        METRIC_EXPRESSIONS.frequency,
        new Map<MeasureKey, number | null>([
          ['impressions', impressions],
          ['reach', reach],
        ]),
      ) ?? Number.NaN;
    const { TV: tv, 'local+cable GRP': both, freq_at_reach_99: atNinetyNine } = grp.published;
    expect(frequency(tv.grp, tv.reach)).toBeCloseTo(tv.freq, 1);
    expect(frequency(both, 99)).toBeCloseTo(atNinetyNine, 1);
    const { total_audience_reach: reach, average_frequency: average } = sample.published;
    expect(frequency(1229, reach)).toBeCloseTo(average, 2);
  });
});
