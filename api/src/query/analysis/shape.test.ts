import { describe, expect, it } from 'vitest';
import { shapeFrequency } from './frequency.ts';
import { shapeFunnel } from './funnel.ts';
import { shapeCurve } from './reach-curve.ts';

describe('shapeFrequency', () => {
  it('fills bins nobody is in, and keeps true counts in the open one', () => {
    const rows = [
      { bin: 0, people: 4, impressions: 23, converted: 2 },
      { bin: 1, people: 2, impressions: 2, converted: 0 },
      { bin: 3, people: 2, impressions: 21, converted: 2 },
    ];
    const answer = shapeFrequency(rows, 3);
    expect(answer.bins.map(({ conversion, ...bin }) => ({ ...bin, share: conversion.value }))).toEqual([
      { frequency: 1, open: false, people: 2, impressions: 2, share: 0 },
      { frequency: 2, open: false, people: 0, impressions: 0, share: null },
      { frequency: 3, open: true, people: 2, impressions: 21, share: 1 },
    ]);
    expect(answer.at_least.map(({ people }) => people)).toEqual([4, 2, 2]);
    expect(answer).toMatchObject({ reach: 4, impressions: 23, frequency: 5.75, median: null });
  });

  it('has no averages without people', () => {
    expect(shapeFrequency([], 2)).toMatchObject({ reach: 0, impressions: 0, frequency: null, median: null });
  });
});

describe('shapeCurve', () => {
  it('lists every day and runs the total on', () => {
    const days = [{ day: '2026-09-03', impressions: 5, reach: 2, newly_reached: 2 }];
    expect(shapeCurve({ from: '2026-09-02', to: '2026-09-04' }, days)).toEqual({
      reach: 2,
      days: [
        { day: '2026-09-02', impressions: 0, reach: 0, newly_reached: 0, cumulative_reach: 0 },
        { day: '2026-09-03', impressions: 5, reach: 2, newly_reached: 2, cumulative_reach: 2 },
        { day: '2026-09-04', impressions: 0, reach: 0, newly_reached: 0, cumulative_reach: 2 },
      ],
    });
  });
});

describe('shapeFunnel', () => {
  it('gives shares of the stage before and of everybody exposed, devices in their usual order', () => {
    const row = (device: number, everybody: number, exposed: number) => ({
      device,
      everybody,
      people: [exposed, 4, 3, 2, 1, 1, 0],
      people_did: [exposed, 4, 1, 2, 1, 1, 0],
    });
    const answer = shapeFunnel([row(2, 0, 5), row(0, 1, 15), row(0, 0, 10)]);
    expect(answer.breakdown.map(({ device }) => device)).toEqual(['mobile', 'tablet']);
    expect(answer.stages[2]).toMatchObject({
      stage: 'followed',
      people: 3,
      people_did: 1,
      of_previous: { numerator: 3, base: 4 },
      of_exposed: { numerator: 3, base: 15 },
    });
    expect(answer.stages[0]?.of_previous.value).toBeNull();
    expect(answer.stages[0]?.of_exposed.value).toBe(1);
  });

  it('is all zero where nobody was exposed', () => {
    const { stages } = shapeFunnel([{ device: 0, everybody: 1, people: [], people_did: [] }]);
    expect(stages.map(({ people }) => people)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});
