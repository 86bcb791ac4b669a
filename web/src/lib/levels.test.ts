import { expect, it } from 'vitest';
import { chartLevels } from './levels.ts';

const none = { brand: [], campaign: [], device: [], network: [] };
const watched = {
  id: 'a',
  name: '500 a day',
  kind: 'goal',
  metric: 'purchases',
  brand: null,
  campaign: null,
  every: 'day',
  measure: 'value',
  fire_at: 500,
} as const;

it('are of the metric and of the very thing that is shown', () => {
  const drawn = [{ key: 'a', name: 'Goal: 500 a day', value: 500 }];
  expect(chartLevels('purchases', none, [watched])).toEqual(drawn);
  expect(chartLevels('impressions', none, [watched])).toEqual([]);
  expect(chartLevels('purchases', { ...none, campaign: ['c'] }, [watched])).toEqual([]);
  expect(chartLevels('purchases', { ...none, device: ['mobile'] }, [watched])).toEqual([]);
  const ofCampaign = { ...watched, campaign: 'c' };
  expect(chartLevels('purchases', { ...none, campaign: ['c'] }, [ofCampaign])).toEqual(drawn);
  expect(chartLevels('purchases', { ...none, campaign: ['c', 'd'] }, [ofCampaign])).toEqual([]);
  expect(chartLevels('purchases', { ...none, brand: ['b'] }, [{ ...watched, brand: 'b' }])).toEqual(drawn);
});

it('are levels of single days, not of longer periods or of changes', () => {
  expect(chartLevels('purchases', none, [{ ...watched, every: 'week' }])).toEqual([]);
  expect(chartLevels('purchases', none, [{ ...watched, measure: 'change' }])).toEqual([]);
});
