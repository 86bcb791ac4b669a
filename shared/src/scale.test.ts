import { describe, expect, it } from 'vitest';
import { bandAt, bandCentre, linear, zeroAxis } from './scale.ts';

describe('an axis', () => {
  it.each([
    [[30_112], [0, 10_000, 20_000, 30_000]],
    [[471_364], [0, 100_000, 200_000, 300_000, 400_000, 500_000]],
    [[0.0163], [0, 0.005, 0.01, 0.015, 0.02]],
    [
      [-3, 9],
      [-5, -2.5, 0, 2.5, 5, 7.5, 10],
    ],
  ])('over %j has rounded ticks from zero', (values, ticks) => {
    expect(zeroAxis(values).ticks).toEqual(ticks);
  });

  it('holds every value and zero, whatever the values', () => {
    for (let index = 0; index < 500; index += 1) {
      const size = 10 ** ((index % 12) - 4);
      const values = [size * Math.sin(index), size * Math.cos(index * 7), null];
      const axis = zeroAxis(values);
      expect(axis.low).toBeLessThanOrEqual(Math.min(0, ...values.map((value) => value ?? 0)));
      expect(axis.high).toBeGreaterThanOrEqual(Math.max(0, ...values.map((value) => value ?? 0)));
      expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
      expect(axis.ticks.length).toBeLessThanOrEqual(9);
      expect(axis.ticks).toContain(0);
    }
  });

  it('steps by whole numbers for counts, and stands without values', () => {
    expect(zeroAxis([2], { whole: true }).ticks).toEqual([0, 1, 2]);
    expect(zeroAxis([]).ticks).toEqual([0, 1]);
    expect(zeroAxis([0, null]).ticks).toEqual([0, 1]);
  });
});

describe('pixels', () => {
  it('follow values linearly', () => {
    const y = linear([0, 10], [100, 0]);
    expect([y(0), y(5), y(10)]).toEqual([100, 50, 0]);
    expect(linear([3, 3], [0, 10])(3)).toBe(0);
  });

  it('of a band lead back to it', () => {
    for (let index = 0; index < 90; index += 1) expect(bandAt(bandCentre(index, 90, 48, 640), 90, 48, 640)).toBe(index);
    expect(bandAt(47, 90, 48, 640)).toBeNull();
    expect(bandAt(641, 90, 48, 640)).toBeNull();
    expect(bandAt(640, 90, 48, 640)).toBe(89);
    expect(bandAt(100, 0, 48, 640)).toBeNull();
  });
});
