import { describe, expect, it } from 'vitest';
import { addressOf, describePlace, isShown, movingPeriods, placeOf } from './place.ts';

const known = { today: '2026-11-24', first_day: '2026-01-01', last_day: '2026-11-24' };
const later = { ...known, today: '2026-12-01', last_day: '2026-12-01' };
const week = { page: '/devices', searchText: '?from=2026-11-18&to=2026-11-24&device=mobile,tablet' };

describe('saved addresses', () => {
  it('move on with time where they are saved under the name of their period', () => {
    expect(movingPeriods(week, known).map(({ key }) => key)).toEqual(['7d']);
    const place = placeOf(week, '7d', known);
    expect(place).toEqual({ page: '/devices', search: { device: 'mobile,tablet' }, period: '7d' });
    expect(addressOf(place, known)).toBe(`/devices${week.searchText}`);
    expect(addressOf(place, later)).toBe('/devices?from=2026-11-25&to=2026-12-01&device=mobile,tablet');
    expect(describePlace(place, later)).toBe('Last 7 days · device: mobile, tablet');
  });

  it('keep their days otherwise, also those the address left out', () => {
    const place = placeOf({ page: '/', searchText: '' }, null, known);
    expect(place.search).toEqual({ from: '2026-08-27', to: '2026-11-24' });
    expect(addressOf(place, later)).toBe('/?from=2026-08-27&to=2026-11-24');
  });

  it('leave the default period out of the address, whatever it is then', () => {
    const [ninety] = movingPeriods({ page: '/', searchText: '' }, known);
    expect(ninety?.key).toBe('90d');
    expect(addressOf(placeOf({ page: '/', searchText: '' }, '90d', known), later)).toBe('/');
  });

  it('are the one that is shown whatever the order of what they say, by the same days', () => {
    const place = placeOf(week, '7d', known);
    expect(isShown(place, { ...week, searchText: '?device=mobile,tablet&to=2026-11-24&from=2026-11-18' }, known)).toBe(
      true,
    );
    expect(isShown(place, week, later)).toBe(false);
    expect(isShown(place, { ...week, page: '/' }, known)).toBe(false);
    expect(isShown(placeOf({ page: '/', searchText: '' }, '90d', known), { page: '/', searchText: '' }, later)).toBe(
      true,
    );
  });
});
