import { describe, expect, it } from 'vitest';
import { prepareForecast } from '../../charts/prepare/reach-forecast.ts';
import { forecastTitle, forecastWords } from './forecast.ts';

type Forecast = Parameters<typeof forecastWords>[0];

const DAYS = Array.from({ length: 10 }, (_, index) => ({
  day: `2013-02-${String(index + 1).padStart(2, '0')}`,
  cumulative_reach: 100 * (index + 1),
}));
const TOLD: Forecast = {
  reach: 1000,
  delivery_days: DAYS,
  reached_once: 400,
  reached_twice: 200,
  unseen: 360.4,
  target: 100,
  days_to_target: { value: 3, low: 2, high: 4 },
  gap: null,
  course: DAYS.map((_, index) => ({
    days: index + 1,
    newly_reached: 36 * (index + 1),
    low: 30 * (index + 1),
    high: 50 * (index + 1),
  })),
};

describe('the forecast in words', () => {
  it('says after how many days, with the interval', () => {
    expect(forecastTitle(TOLD)).toBe('10 % more people after about 3 more days like these');
    expect(forecastWords(TOLD)).toBe(
      '95 % interval 2 to 4 days, for 100 more people. About 360 people could be reached that way and were not yet.',
    );
  });

  it('leaves the end of the interval open where it lies past the horizon', () => {
    expect(forecastWords({ ...TOLD, days_to_target: { value: 8, low: 5, high: null } })).toMatch(
      /^95 % interval 5 to more than 10 days/,
    );
  });

  it.each([
    ['too_few_days', /It takes seven days with impressions that have ended; there are 10/],
    ['nobody_once', /Everybody was reached on two days or more/],
    ['past_unseen', /About 360 people could still be reached that way, fewer than the 100 that make 10 %/],
    ['past_horizon', /100 more people take more than 10 further days/],
  ] as const)('says why there is none: %s', (gap, words) => {
    const untold: Forecast = { ...TOLD, gap, days_to_target: { value: null, low: null, high: null } };
    expect(forecastTitle(untold)).not.toMatch(/after about/);
    expect(forecastWords(untold)).toMatch(words);
  });
});

describe('the forecast as drawn', () => {
  it('goes on from the last day, a little past the one of the target', () => {
    const { points, last, met, target } = prepareForecast(TOLD);
    expect(points.length).toBe(10 + Math.ceil(4 * 1.3));
    expect(points[last]).toMatchObject({ day: '2013-02-10', reach: 1000, low: 1000, high: 1000 });
    expect(points[last + 1]).toMatchObject({ day: null, number: 11, reach: 1036, low: 1030, high: 1050 });
    expect([met, target]).toEqual([last + 3, 1100]);
  });
});
