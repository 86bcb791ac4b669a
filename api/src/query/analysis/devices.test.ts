import { DEVICES, type Device } from '@syncline/shared/events';
import { describe, expect, it } from 'vitest';
import { deviceBit } from '../../stores/clickhouse/cells-table.ts';
import { shapePaths } from './device-paths.ts';
import { shapeDevices } from './devices.ts';
import { shapeIntensity } from './intensity.ts';

const set = (...devices: readonly Device[]) => devices.reduce((bits, device) => bits | deviceBit(device), 0);
const place = (device: Device) => DEVICES.indexOf(device);

describe('shapeDevices', () => {
  const rows = [
    { metric: 1, devices: set('mobile'), people: 1 },
    { metric: 1, devices: set('tablet', 'unknown'), people: 2 },
    { metric: 1, devices: set('mobile', 'tablet', 'other'), people: 4 },
    { metric: 1, devices: set('desktop', 'other', 'unknown'), people: 8 },
    { metric: 1, devices: set('desktop', 'tablet', 'unknown'), people: 16 },
    { metric: 1, devices: set('other', 'unknown'), people: 32 },
    { metric: 1, devices: set('unknown'), people: 64 },
    { metric: 4, devices: set('desktop'), people: 3 },
  ];
  const { metrics } = shapeDevices(rows);
  const people = (place: number) => metrics[place]?.parts.map(({ part, people }) => [part, people]);

  it('puts each set of devices into one part', () => {
    expect(people(0)).toEqual([
      ['mobile_only', 7],
      ['both', 16],
      ['desktop_only', 8],
      ['other', 32],
      ['unknown', 64],
    ]);
    expect(metrics.map(({ metric, total }) => [metric, total])).toEqual([
      ['reach', 127],
      ['active_users', 0],
      ['engaged_users', 0],
      ['buyers', 3],
    ]);
  });

  it('gives each part as a share of the total, undefined where there is nobody', () => {
    expect(metrics[3]?.parts[2]?.share).toMatchObject({ value: 1, numerator: 3, base: 3 });
    expect(metrics[1]?.parts[0]?.share).toMatchObject({ value: null, base: 0 });
  });
});

describe('shapePaths', () => {
  const row = (by_person: 0 | 1, seen: number, bought: Device, counted: number) => {
    return { by_person, seen, bought: place(bought), counted };
  };
  const { paths, totals, crossed } = shapePaths([
    row(0, place('mobile'), 'desktop', 5),
    row(0, place('tablet'), 'mobile', 1),
    row(0, place('desktop'), 'desktop', 4),
    row(0, DEVICES.length, 'mobile', 3),
    row(0, place('unknown'), 'desktop', 2),
    row(0, place('mobile'), 'unknown', 7),
    row(1, place('mobile'), 'desktop', 2),
  ]);

  it('lists every pair and adds them up', () => {
    expect(paths).toHaveLength(30);
    expect(paths.find(({ seen, bought }) => seen === 'not_seen' && bought === 'mobile')).toMatchObject({
      purchases: 3,
      buyers: 0,
    });
    expect(totals).toEqual({ purchases: 22, buyers: 2 });
  });

  it('takes another device of pairs that are known, phone and tablet being two', () => {
    expect(crossed.purchases).toMatchObject({ numerator: 6, base: 10 });
    expect(crossed.buyers).toMatchObject({ numerator: 2, base: 2 });
  });
});

describe('shapeIntensity', () => {
  const deciles = [1, 1, 2, 2, 3, 4, 5, 8, 13];
  const row = (device: 'mobile' | 'desktop' | 'mixed', days: readonly [number, number][]) => ({
    device,
    everybody: 0,
    people: days.reduce((sum, [, people]) => sum + people, 0),
    actions: 1000,
    deciles,
    days: [days.map(([number]) => number), days.map(([, people]) => people)] satisfies [number[], number[]],
  });
  const rule = {
    period: { from: '2026-01-01', to: '2026-01-10' },
    primary_device_threshold: 0.6,
    minimum_actions: 1,
    minimum_people: 50,
  };
  const mobile = row('mobile', [
    [1, 200],
    [3, 120],
    [5, 90],
    [9, 60],
  ]);

  const classes = (place: number, groups: ReturnType<typeof shapeIntensity>['groups']) =>
    groups[place]?.days?.map(({ from, to, share }) => [from, to, share.numerator, share.base]);

  it('has the classes that the period can have, the last one as long as it', () => {
    const { groups } = shapeIntensity([mobile], rule);
    expect(classes(0, groups)).toEqual([
      [1, 1, 200, 470],
      [2, 3, 120, 470],
      [4, 7, 90, 470],
      [8, 10, 60, 470],
    ]);
    expect(groups[0]?.intensity).toMatchObject({ people: 470, days_per_person: (200 + 360 + 450 + 540) / 470 });
    expect(groups[1]).toMatchObject({
      suppressed: false,
      intensity: { people: 0, actions_per_person: null },
      days: [],
    });
  });

  it('joins the classes of a group that hold too few', () => {
    const desktop = row('desktop', [
      [1, 80],
      [2, 30],
      [6, 40],
    ]);
    const { groups } = shapeIntensity([mobile, desktop], rule);
    expect(classes(0, groups)).toHaveLength(4);
    expect(classes(1, groups)).toEqual([
      [1, 1, 80, 150],
      [2, 10, 70, 150],
    ]);
  });

  it('holds a small group back, and the one it could be had from', () => {
    const { groups } = shapeIntensity([mobile, row('desktop', [[1, 90]]), row('mixed', [[1, 20]])], rule);
    expect(groups.map(({ suppressed }) => suppressed)).toEqual([false, true, true, false]);
    expect(groups[1]).toMatchObject({ intensity: null, days: null });
  });
});
