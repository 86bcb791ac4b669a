import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, seededRandom } from '@syncline/api/demo/random';
import { forecastReach } from '@syncline/api/query/stats/reach-forecast';
import { splitFit } from '@syncline/api/query/stats/sample-ratio';
import { compareMeans, ratioOfMeans, type Sample } from '@syncline/api/query/stats/two-means';
import { differenceOf, ratioOf, samenessOf } from '@syncline/api/query/stats/two-proportions';
import { wilson } from '@syncline/api/query/stats/wilson';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/root.ts';

const RUNS = 10_000;

/** One way of drawing people, and whether a run's interval holds the truth; null where the method gives none. */
interface Cell {
  method: string;
  cell: string;
  nominal: number;
  /** Whether the method promises its nominal coverage here. */
  promised: boolean;
  draw: (random: Random) => boolean | null;
}

/** People counted of `base`, each with probability `share`: by inversion of the cumulative distribution. */
function binomial(base: number, share: number): (random: Random) => number {
  const cumulative: number[] = [];
  let mass = (1 - share) ** base;
  for (let count = 0; count <= base; count += 1) {
    cumulative.push((cumulative.at(-1) ?? 0) + mass);
    mass *= ((base - count) / (count + 1)) * (share / (1 - share));
  }
  return (random) => {
    const drawn = random.unit();
    let [low, high] = [0, base];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 1) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

const percent = (share: number) => `${Number((share * 100).toPrecision(6))} %`;
const of = (base: number, share: number) => `${percent(share)} of ${base.toLocaleString('en-US')}`;
const holds = ({ low, high }: { low: number | null; high: number | null }, truth: number) =>
  low === null || high === null ? null : low <= truth && truth <= high;

function wilsonCell(base: number, [low, high]: readonly [number, number], promised: boolean): Cell {
  const single = low === high ? binomial(base, low) : null;
  return {
    method: 'Wilson, a proportion',
    cell: low === high ? of(base, low) : `${percent(low)} to ${percent(high)} of ${base.toLocaleString('en-US')}`,
    nominal: 0.95,
    promised,
    draw: (random) => {
      const share = low + (high - low) * random.unit();
      return holds(wilson((single ?? binomial(base, share))(random), base), share);
    },
  };
}

type Pair = readonly [number, number, number, number];
const METHODS = {
  'Newcombe, a difference': (x1: number, n1: number, x2: number, n2: number, p1: number, p2: number) =>
    holds(differenceOf(wilson(x1, n1), wilson(x2, n2)), p1 - p2),
  'Katz, a ratio': (x1: number, n1: number, x2: number, n2: number, p1: number, p2: number) =>
    holds(ratioOf(wilson(x1, n1), wilson(x2, n2)), p1 / p2),
  'Pooled z, p ≥ 0.05': (x1: number, n1: number, x2: number, n2: number) => {
    const p = samenessOf(wilson(x1, n1), wilson(x2, n2));
    return p === null ? null : p >= 0.05;
  },
} as const;

function pairCell(method: keyof typeof METHODS, [p1, n1, p2, n2]: Pair, promised = true): Cell {
  const [first, second] = [binomial(n1, p1), binomial(n2, p2)];
  return {
    method,
    cell: `${of(n1, p1)}, ${of(n2, p2)}`,
    nominal: 0.95,
    promised,
    draw: (random) => METHODS[method](first(random), n1, second(random), n2, p1, p2),
  };
}

interface Values {
  name: string;
  mean: number;
  one: (random: Random) => number;
}
const normal = (mean: number, deviation: number): Values => ({
  name: `normal (${mean}, ${deviation})`,
  mean,
  one: (random) => mean + deviation * random.normal(),
});
const exponential: Values = { name: 'exponential', mean: 1, one: (random) => -Math.log(1 - random.unit()) };
const spend = (share: number): Values => ({
  name: `of whom ${percent(share)} spend 20 to 60`,
  mean: share * 40,
  one: (random) => (random.unit() < share ? 20 + 40 * random.unit() : 0),
});
const skewed: Values = {
  name: 'of whom 2 % spend, log-normal (σ 1.5)',
  mean: 0.02 * Math.exp(1.5 ** 2 / 2),
  one: (random) => (random.unit() < 0.02 ? Math.exp(1.5 * random.normal()) : 0),
};

function drawn({ one }: Values, size: number, random: Random): Sample {
  let [sum, squares] = [0, 0];
  for (let index = 0; index < size; index += 1) {
    const value = one(random);
    sum += value;
    squares += value * value;
  }
  return { size, mean: sum / size, variance: (squares - (sum * sum) / size) / (size - 1) };
}

function meansCell(a: Values, n1: number, b: Values, n2: number, promised = true): Cell {
  const people = (size: number) => size.toLocaleString('en-US');
  return {
    method: 'Welch, a difference of means',
    cell: `${people(n1)} ${a.name}, ${people(n2)} ${b.name}`,
    nominal: 0.95,
    promised,
    draw: (random) => holds(compareMeans(drawn(a, n1, random), drawn(b, n2, random)).difference, a.mean - b.mean),
  };
}

const active: Values = {
  name: 'with 1 + geometric (mean 5) actions',
  mean: 5,
  one: (random) => 1 + Math.floor(Math.log(1 - random.unit()) / Math.log(0.8)),
};

function meansRatioCell(a: Values, n1: number, b: Values, n2: number, promised = true): Cell {
  const people = (size: number) => size.toLocaleString('en-US');
  return {
    method: 'Delta method, a ratio of means',
    cell: `${people(n1)} ${a.name}, ${people(n2)} ${b.name}`,
    nominal: 0.95,
    promised,
    draw: (random) => holds(ratioOfMeans(drawn(a, n1, random), drawn(b, n2, random)), a.mean / b.mean),
  };
}

function splitCell(total: number, share: number): Cell {
  const held = binomial(total, 1 - share);
  return {
    method: 'Sample ratio, p ≥ 0.001',
    cell: `${total.toLocaleString('en-US')} people, ${percent(share)} exposed`,
    nominal: 0.999,
    promised: true,
    draw: (random) => {
      const control = held(random);
      const p = splitFit(total - control, control, share);
      return p === null ? null : p >= 0.001;
    },
  };
}

/** People reached on `before` days, with a rate a day of their own, and those whom `more` days newly reach; days differ by `shock`. The intervals err on the side of caution. */
function forecastCell(
  people: number,
  [before, more]: readonly [number, number],
  rates: { name: string; one: (random: Random) => number },
  shock: number,
): Cell {
  return {
    method: 'Forecast of reach',
    cell: `${more} days after ${before}, ${people} people with ${rates.name}, days ${shock === 0 ? 'alike' : `log-normal (σ ${shock})`}`,
    nominal: 0.95,
    promised: false,
    draw: (random) => {
      const levels = Array.from({ length: before + more }, () => Math.exp(shock * random.normal() - shock ** 2 / 2));
      const days = levels.slice(0, before).map(() => ({ once: 0, twice: 0, thrice: 0 }));
      let newly = 0;
      for (let person = 0; person < people; person += 1) {
        const rate = rates.one(random);
        const seen = levels.flatMap((level, day) => (random.unit() < 1 - Math.exp(-rate * level) ? [day] : []));
        const earlier = seen.filter((day) => day < before);
        if (earlier.length === 0 && seen.length > 0) newly += 1;
        for (const day of earlier) {
          const counts = days[day];
          if (!counts) continue;
          if (earlier.length === 1) counts.once += 1;
          if (earlier.length === 2) counts.twice += 1;
          if (earlier.length === 3) counts.thrice += 1;
        }
      }
      const forecast = forecastReach(days);
      return forecast && holds(forecast.after(more), newly);
    },
  };
}

const alike = (rate: number) => ({ name: `${percent(rate)} a day`, one: () => rate });
const unlike = (mean: number) => ({
  name: `exponential (mean ${percent(mean)}) a day`,
  one: (random: Random) => -mean * Math.log(1 - random.unit()),
});

const CELLS: readonly Cell[] = [
  wilsonCell(50, [0.2, 0.8], true),
  wilsonCell(100, [0.01, 0.1], true),
  wilsonCell(1000, [0.005, 0.05], true),
  wilsonCell(1000, [0.2, 0.2], true),
  wilsonCell(50, [0.5, 0.5], false),
  wilsonCell(20, [0.3, 0.3], false),
  pairCell('Newcombe, a difference', [0.3, 50, 0.3, 50]),
  pairCell('Newcombe, a difference', [0.1, 100, 0.1, 100]),
  pairCell('Newcombe, a difference', [0.1, 200, 0.05, 200]),
  pairCell('Newcombe, a difference', [0.02, 1000, 0.02, 1000]),
  pairCell('Newcombe, a difference', [0.03, 1000, 0.04, 250]),
  pairCell('Newcombe, a difference', [0.1, 20, 0.05, 20], false),
  pairCell('Katz, a ratio', [0.1, 500, 0.1, 100]),
  pairCell('Katz, a ratio', [0.12, 200, 0.08, 200]),
  pairCell('Katz, a ratio', [0.02, 1000, 0.02, 1000]),
  pairCell('Katz, a ratio', [0.03, 1500, 0.04, 500]),
  pairCell('Katz, a ratio', [0.05, 100, 0.02, 100], false),
  pairCell('Pooled z, p ≥ 0.05', [0.1, 200, 0.1, 200]),
  pairCell('Pooled z, p ≥ 0.05', [0.02, 1000, 0.02, 1000]),
  pairCell('Pooled z, p ≥ 0.05', [0.03, 1500, 0.03, 500]),
  meansCell(normal(0, 1), 10, normal(2, 5), 40),
  meansCell(exponential, 200, exponential, 100),
  meansCell(spend(0.05), 1000, spend(0.04), 500),
  meansCell(skewed, 200, skewed, 100, false),
  splitCell(1000, 0.5),
  splitCell(2000, 0.96),
  meansRatioCell(active, 200, active, 60),
  meansRatioCell(exponential, 200, exponential, 100),
  meansRatioCell(spend(0.05), 2000, spend(0.04), 1000),
  meansRatioCell(spend(0.05), 200, spend(0.04), 100, false),
  meansRatioCell(skewed, 1000, skewed, 1000, false),
  meansCell(skewed, 1000, skewed, 1000, false),
  forecastCell(300, [14, 5], alike(0.05), 0.3),
  forecastCell(300, [14, 3], unlike(0.08), 0.3),
  forecastCell(300, [28, 7], unlike(0.05), 0.3),
  forecastCell(300, [14, 14], unlike(0.08), 0),
];

/** How many of the runs that gave an interval had the truth in it. */
function coverageOf({ draw }: Cell, seed: number): { share: number; undefinedRuns: number } {
  const random = seededRandom(seed);
  let [held, given] = [0, 0];
  for (let run = 0; run < RUNS; run += 1) {
    const inside = draw(random);
    if (inside === null) continue;
    given += 1;
    if (inside) held += 1;
  }
  return { share: held / given, undefinedRuns: RUNS - given };
}

describe('coverage of the intervals in 10,000 runs', () => {
  const measured = CELLS.map((cell, index) => ({ ...cell, ...coverageOf(cell, 20_130_211 + index) }));

  it.each(measured.filter(({ promised }) => promised))(
    'is within a point of nominal: $method, $cell',
    ({ share, nominal, undefinedRuns }) => {
      expect(Math.abs(share - nominal)).toBeLessThanOrEqual(0.01);
      expect(undefinedRuns).toBe(0);
    },
  );

  it('stands in docs/statistics.md as it was measured', () => {
    const rows = measured.map(({ method, cell, nominal, promised, share, undefinedRuns }) => {
      const left = undefinedRuns === 0 ? '' : ` (${undefinedRuns.toLocaleString('en-US')} without an interval)`;
      return `| ${method} | ${cell} | ${percent(nominal)} | ${(share * 100).toFixed(2)} %${left} | ${promised ? 'yes' : 'no'} |`;
    });
    expect(readFileSync(join(ROOT, 'docs/statistics.md'), 'utf8')).toContain(rows.join('\n'));
  });
});
