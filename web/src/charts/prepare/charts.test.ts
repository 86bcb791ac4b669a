import { FUNNEL_STAGES } from '@syncline/shared/query';
import { describe, expect, it } from 'vitest';
import { prepareFrequency } from './frequency.ts';
import { prepareFunnel, shortFunnel } from './funnel.ts';
import { prepareHeat } from './heat.ts';
import { fitted, fittingLabels, textWidth, wrapped } from './labels.ts';
import { prepareOverlap } from './overlap.ts';
import { prepareReach } from './reach.ts';
import { prepareShares } from './share.ts';
import { prepareSparkline } from './sparkline.ts';

const proportion = (numerator: number, of: number) => ({
  value: of === 0 ? null : numerator / of,
  numerator,
  base: of,
  low: of === 0 ? null : (numerator / of) * 0.9,
  high: of === 0 ? null : (numerator / of) * 1.1,
});

describe('a sparkline', () => {
  const size = { width: 100, height: 20 };

  it('breaks where a value is missing and dashes what is open', () => {
    const paths = prepareSparkline({ values: [1, null, 2, 3], open: 1, ...size });
    expect(paths.line.match(/M/g)).toHaveLength(2);
    expect(paths.tail).toMatch(/^M.*L/);
    expect(paths.dot).toEqual({ x: expect.closeTo(65.67, 1), y: 10 });
  });

  it('stands in the middle when nothing changes, and is empty without values', () => {
    expect(prepareSparkline({ values: [4, 4], open: 0, ...size }).line).toBe('M3 10L97 10');
    expect(prepareSparkline({ values: [], open: 0, ...size })).toEqual({ line: '', tail: '', ghost: '', dot: null });
    expect(prepareSparkline({ values: [5, 6], open: 2, ...size }).line).toBe('');
  });
});

describe('the frequency chart', () => {
  const people = [5000, 3000, 1500, 500];
  const buyers = [50, 90, 90, 10];
  const answer = {
    reach: 10_000,
    bins: people.map((count, index) => ({
      frequency: index + 1,
      open: index === 3,
      people: count,
      impressions: index === 3 ? 4000 : count * (index + 1),
      conversion: proportion(buyers[index] ?? 0, count),
    })),
    at_least: [
      { frequency: 1, people: 10_000 },
      { frequency: 2, people: 5000 },
      { frequency: 3, people: 2000 },
      { frequency: 4, people: 500 },
    ],
    conversion: proportion(240, 10_000),
  };

  it('has shares that add up, the open bin named and its true mean', () => {
    const { points } = prepareFrequency(answer);
    expect(points.reduce((sum, point) => sum + point.share, 0)).toBeCloseTo(1, 12);
    expect(points.map((point) => point.label)).toEqual(['1', '2', '3', '4+']);
    expect(points[3]?.mean).toBe(8);
  });

  it('writes out the highest rate, and the ends that stand apart from it', () => {
    expect(prepareFrequency(answer).labelled).toEqual([0, 2]);
    expect(prepareFrequency(answer).atLeast.map(({ frequency }) => frequency)).toEqual([1, 2, 3]);
  });

  it('lets the interval of a few people run past the axis', () => {
    const bins = answer.bins.map((bin) => (bin.open ? { ...bin, people: 120, conversion: proportion(6, 120) } : bin));
    const few = prepareFrequency({ ...answer, bins });
    expect(few.rateAxis.high).toBeGreaterThanOrEqual(0.05);
    const wide = { ...proportion(1, 120), high: 0.5 };
    const ran = prepareFrequency({
      ...answer,
      bins: bins.map((bin) => (bin.open ? { ...bin, conversion: wide } : bin)),
    });
    expect(ran.rateAxis.high).toBeLessThan(0.1);
  });

  it('leaves undefined what nobody stands for', () => {
    const empty = prepareFrequency({
      reach: 0,
      at_least: [],
      conversion: proportion(0, 0),
      bins: [{ frequency: 1, open: false, people: 0, impressions: 0, conversion: proportion(0, 0) }],
    });
    expect(empty.points[0]).toMatchObject({ share: 0, rate: null, firm: false, mean: null });
    expect(empty.labelled).toEqual([]);
  });
});

describe('the build of reach', () => {
  const days = [40, 30, 20, 10].map((newly, index) => ({
    day: `2026-11-0${index + 1}`,
    impressions: newly,
    reach: newly,
    newly_reached: newly,
    cumulative_reach: [40, 70, 90, 100][index] ?? 0,
  }));

  it('marks half of the people and leaves days to come as gaps', () => {
    const data = prepareReach({ days, reach: 100, comparison: null }, ['2026-11-03'], '2026-11-03');
    expect(data.half).toBe(1);
    expect(data.last).toBe(2);
    expect(data.points[3]).toMatchObject({ cumulative: null, newly: null });
    expect(data.points[2]?.open).toBe(true);
  });

  it('marks nothing where nobody was reached', () => {
    expect(prepareReach({ days: [], reach: 0, comparison: null }, [], '2026-11-03').half).toBeNull();
  });
});

describe('the funnel', () => {
  it('has every column as a share of the one before', () => {
    const columns = prepareFunnel([
      {
        stage: 'exposed',
        people: 100,
        people_did: 100,
        of_previous: proportion(100, 100),
        of_exposed: proportion(100, 100),
      },
      {
        stage: 'engaged',
        people: 20,
        people_did: 20,
        of_previous: proportion(20, 100),
        of_exposed: proportion(20, 100),
      },
    ]);
    expect(columns.map(({ stage, rate }) => [stage, rate])).toEqual([
      ['exposed', null],
      ['engaged', 0.2],
    ]);
  });

  it('on a phone has columns as shares of those shown', () => {
    const counts = [1000, 200, 50, 20, 10, 8, 6];
    const columns = prepareFunnel(
      FUNNEL_STAGES.map((stage, index) => ({
        stage,
        people: counts[index] ?? 0,
        people_did: counts[index] ?? 0,
        of_previous: proportion(counts[index] ?? 0, counts[index - 1] ?? 0),
        of_exposed: proportion(counts[index] ?? 0, 1000),
      })),
    );
    expect(shortFunnel(columns).map(({ stage, rate }) => [stage, rate])).toEqual([
      ['exposed', null],
      ['triggered', 0.02],
      ['confirmed', 0.5],
      ['paid', 0.8],
      ['kept', 0.75],
    ]);
  });
});

describe('parts of a whole', () => {
  const part = (key: string, value: number) => ({ key, label: key, value, colour: 'c' });

  it('fill it from start to end, and what is nothing is left out', () => {
    const parts = prepareShares([part('a', 3), part('none', 0), part('b', 1)]);
    expect(parts.map(({ key, share, start }) => [key, share, start])).toEqual([
      ['a', 0.75, 0],
      ['b', 0.25, 0.75],
    ]);
    expect(prepareShares([part('a', 0)])).toEqual([]);
  });
});

describe('a heat map', () => {
  it('has six steps up to its peak', () => {
    const heat = prepareHeat(
      [
        { row: 0, column: 1, value: 60 },
        { row: 1, column: 0, value: 9 },
        { row: 1, column: 1, value: 31 },
      ],
      2,
      2,
    );
    expect(heat.cells.map((cell) => cell.step)).toEqual([0, 5, 0, 3]);
    expect(heat.peak).toMatchObject({ row: 0, column: 1 });
    expect(heat.total).toBe(100);
    expect(prepareHeat([], 2, 2).peak).toBeNull();
  });
});

describe('an overlap', () => {
  const share = (numerator: number, base: number) => ({
    value: base === 0 ? null : numerator / base,
    numerator,
    base,
    low: null,
    high: null,
  });
  const reach = { a: 10, b: 8, c: 4, d: 0 };
  const pair = (a: keyof typeof reach, b: keyof typeof reach, people: number) => ({
    a,
    b,
    people,
    share_of_a: share(people, reach[a]),
    share_of_b: share(people, reach[b]),
  });
  const answer = {
    sets: Object.entries(reach).map(([slug, people]) => ({ slug, people, exclusive: 2 })),
    pairs: [
      pair('a', 'b', 2),
      pair('a', 'c', 3),
      pair('b', 'c', 0),
      pair('a', 'd', 0),
      pair('b', 'd', 0),
      pair('c', 'd', 0),
    ],
  };

  it('reads each pair from both sides, in steps of the largest share', () => {
    const { sets, cells, peak } = prepareOverlap(answer, (slug) => slug.toUpperCase(), 3);
    expect(sets.map(({ name, exclusiveShare }) => [name, exclusiveShare])).toEqual([
      ['A', 0.2],
      ['B', 0.25],
      ['C', 0.5],
    ]);
    expect(cells.map((cell) => cell && [cell.people, cell.share, cell.step])).toEqual([
      null,
      [2, 0.2, 1],
      [3, 0.3, 2],
      [2, 0.25, 2],
      null,
      [0, 0, 0],
      [3, 0.75, 5],
      [0, 0, 0],
      null,
    ]);
    expect(peak).toMatchObject({ row: 2, column: 0, people: 3 });
  });

  it('has no share where nobody was reached, and no peak where nobody is shared', () => {
    const { sets, cells } = prepareOverlap(answer, (slug) => slug);
    expect(sets[3]?.exclusiveShare).toBeNull();
    expect(cells[12]).toMatchObject({ people: 0, share: null });
    expect(prepareOverlap({ ...answer, pairs: [pair('b', 'c', 0)] }, (slug) => slug).peak).toBeNull();
  });
});

describe('labels', () => {
  it('are cut and broken to their room', () => {
    expect(fitted('short', 100)).toBe('short');
    const cut = fitted('a name that is far too long', 60);
    expect(cut).toMatch(/^a name.*…$/);
    expect(textWidth(cut)).toBeLessThanOrEqual(60);
    expect(wrapped('Pico console bundle', 60, 3)).toEqual(['Pico', 'console', 'bundle']);
    expect(wrapped('Pico console bundle', 90, 3)).toEqual(['Pico console', 'bundle']);
    expect(wrapped('Pico console bundle', 90, 1)).toHaveLength(1);
  });

  it('that collide lose the lighter one', () => {
    const kept = fittingLabels([
      { key: 'a', at: 0, width: 20, weight: 1 },
      { key: 'b', at: 15, width: 20, weight: 3 },
      { key: 'c', at: 60, width: 20, weight: 2 },
    ]);
    expect([...kept].sort()).toEqual(['b', 'c']);
  });
});
