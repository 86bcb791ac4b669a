import { describe, expect, it } from 'vitest';
import { shapeAttribution } from './attribution.ts';
import { shapeFrequency } from './frequency.ts';
import { shapeFunnel } from './funnel.ts';
import { shapeOverlap } from './overlap.ts';
import { shapeCurve } from './reach-curve.ts';
import { shapeTimes } from './time-to-purchase.ts';

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

describe('shapeOverlap', () => {
  const set = { in_all: [], in_any: 7, found: 2 };
  const rows = [
    { place: 1, name: 'b', people: 4, exclusive: 2, together: [4, 2], ...set },
    { place: 2, name: 'c', people: 5, exclusive: 3, together: [2, 5], ...set },
  ];

  it('orders campaigns by reach and lists each pair once, those without anybody too', () => {
    const answer = shapeOverlap(rows, ['b', 'a', 'c']);
    expect(answer.campaigns).toEqual([
      { campaign: 'c', reach: 5, exclusive: 3, shared: 2 },
      { campaign: 'b', reach: 4, exclusive: 2, shared: 2 },
      { campaign: 'a', reach: 0, exclusive: 0, shared: 0 },
    ]);
    expect(answer.pairs.map(({ a, b, people }) => [a, b, people])).toEqual([
      ['c', 'b', 2],
      ['c', 'a', 0],
      ['b', 'a', 0],
    ]);
    expect(answer.pairs[0]).toMatchObject({ share_of_a: { value: 0.4, base: 5 }, share_of_b: { value: 0.5, base: 4 } });
    expect(answer.pairs[2]?.share_of_b).toEqual({ value: null, numerator: 0, base: 0, low: null, high: null });
    expect(answer.union_reach).toBe(7);
  });

  it('orders campaigns of equal reach by slug', () => {
    const { campaigns } = shapeOverlap([], ['b', 'a-2', 'a']);
    expect(campaigns.map(({ campaign }) => campaign)).toEqual(['a', 'a-2', 'b']);
  });

  it('is empty without campaigns', () => {
    expect(shapeOverlap([], [])).toEqual({ campaigns: [], pairs: [], union_reach: 0 });
  });
});

describe('shapeAttribution', () => {
  const row = (campaign: string, level: string, purchases: number, gross_revenue: number, agreeing = 0) => ({
    campaign,
    engaged: level === 'engaged' ? 1 : 0,
    both_bases: level === 'engaged' || level === 'viewed' ? 0 : 1,
    everything: level === 'everything' ? 1 : 0,
    purchases,
    buyers: purchases,
    gross_revenue,
    agreeing,
  });

  it('puts bases beside their campaign, and orders by revenue, purchases and slug', () => {
    const rows = [
      row('', 'everything', 8, 900, 3),
      row('', 'whole', 2, 150),
      row('', 'viewed', 2, 150),
      row('a', 'whole', 1, 250),
      row('a', 'viewed', 1, 250),
      row('c', 'whole', 3, 250),
      row('c', 'engaged', 2, 200),
      row('c', 'viewed', 1, 50),
      row('b', 'whole', 1, 250),
      row('b', 'engaged', 1, 250),
    ];
    const answer = shapeAttribution(rows);
    expect(answer.campaigns.map(({ campaign }) => campaign)).toEqual(['c', 'a', 'b']);
    expect(answer.campaigns[0]).toEqual({
      campaign: 'c',
      purchases: 3,
      buyers: 3,
      gross_revenue: 250,
      by_engagement: { purchases: 2, gross_revenue: 200 },
      by_view: { purchases: 1, gross_revenue: 50 },
    });
    expect(answer.campaigns[1]?.by_engagement).toEqual({ purchases: 0, gross_revenue: 0 });
    expect(answer.unattributed).toEqual({ purchases: 2, buyers: 2, gross_revenue: 150 });
    expect(answer.totals).toEqual({ purchases: 8, buyers: 8, gross_revenue: 900 });
    expect(answer.own_campaign_agrees).toMatchObject({ numerator: 3, base: 6, value: 0.5 });
  });

  it('has no agreement where nothing is credited', () => {
    const { own_campaign_agrees: agrees, ...rest } = shapeAttribution([]);
    expect(agrees).toMatchObject({ value: null, base: 0 });
    expect(rest).toEqual({
      campaigns: [],
      unattributed: { purchases: 0, buyers: 0, gross_revenue: 0 },
      totals: { purchases: 0, buyers: 0, gross_revenue: 0 },
    });
  });
});

describe('shapeTimes', () => {
  const times = {
    triggered: 12,
    confirmed: 6,
    late: 1,
    open: 2,
    first_open: Date.UTC(2026, 8, 1, 12),
    by_minute: [
      [0, 14, 2],
      [1, 2, 3],
    ] as [number[], number[]],
    confirm_median: 150_500,
    confirm_p90: 900_000,
    paid: 5,
    paid_median: 1200,
    paid_p90: null,
    expired: 3,
    declined: 1,
    cancelled: 2,
  };

  it('fills minutes in which nobody confirmed, and leaves open orders out of shares', () => {
    const shaped = shapeTimes(times);
    expect(shaped.minutes).toHaveLength(15);
    expect(shaped.minutes.map(({ confirmed_by }) => confirmed_by)).toEqual([1, 1, 4, ...Array(11).fill(4), 6]);
    expect(shaped.minutes[2]).toEqual({
      minute: 2,
      orders: 3,
      confirmed_by: 4,
      share_confirmed: 0.4,
      share_lost_after: 0.6,
    });
    expect(shaped).toMatchObject({
      never: 3,
      open: { orders: 2, closes_at: '2026-09-01T12:15:00.000Z' },
      confirm_rate: { numerator: 6, base: 10, value: 0.6 },
      time_to_confirm: { median_seconds: 150.5, p90_seconds: 900 },
      confirm_to_paid: { median_seconds: 1.2, p90_seconds: null, share: { numerator: 5, base: 6 } },
    });
  });

  it('has no shares where nothing is decided', () => {
    const shaped = shapeTimes({ ...times, triggered: 2, confirmed: 0, late: 0, by_minute: [[], []] });
    expect(shaped.confirm_rate.value).toBeNull();
    expect(shaped.minutes.every(({ orders, share_confirmed: share }) => orders === 0 && share === null)).toBe(true);
    expect(shaped.never).toBe(0);
  });
});
