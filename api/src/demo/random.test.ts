import { describe, expect, it } from 'vitest';
import { AliasTable, seededRandom } from './random.ts';

const draws = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);

describe('seededRandom', () => {
  it('repeats itself with the same seed and differs with another', () => {
    const [first, again, other] = [7, 7, 8].map(seededRandom).map((random) => draws(100, () => random.bits()));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('spreads evenly over the unit interval', () => {
    const random = seededRandom(42);
    const cells = Array.from({ length: 100 }, () => 0);
    for (const value of draws(200_000, () => random.unit())) cells[Math.floor(value * 100)]! += 1;
    const chiSquare = cells.reduce((sum, observed) => sum + (observed - 2000) ** 2 / 2000, 0);
    // 99.9 % point of chi-square with 99 degrees of freedom.
    expect(chiSquare).toBeLessThan(148.2);
  });

  it('draws standard normal deviates', () => {
    const random = seededRandom(3);
    const values = draws(100_000, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
    expect(values.filter((value) => value > 1.96).length / values.length).toBeCloseTo(0.025, 2);
  });
});

describe('AliasTable', () => {
  it.each([[[1]], [[1, 1, 1]], [[0, 3, 1]], [[50, 1, 0, 0, 7, 0.5]]])('draws by the weights %j', (weights) => {
    const random = seededRandom(11);
    const table = new AliasTable(weights);
    const counts = weights.map(() => 0);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const index of draws(100_000, () => table.draw(random))) counts[index]! += 1;
    weights.forEach((weight, index) => {
      const expected = (100_000 * weight) / total;
      expect(Math.abs((counts[index] as number) - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected));
    });
  });

  it('refuses weights that add up to nothing', () => {
    expect(() => new AliasTable([0, 0])).toThrow(RangeError);
  });
});
