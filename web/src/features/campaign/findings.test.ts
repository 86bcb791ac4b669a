import { FUNNEL_STAGES } from '@syncline/shared/query';
import { describe, expect, it } from 'vitest';
import { deviceTitle, frequencyFinding, funnelTitle, reachTitle } from './findings.ts';

function frequency(people: readonly number[], rates: readonly number[]) {
  const bins = people.map((count, index) => ({
    frequency: index + 1,
    open: index === people.length - 1,
    people: count,
    impressions: count * (index + 1),
    conversion: proportion(Math.round(count * (rates[index] ?? 0)), count),
  }));
  const reach = people.reduce((sum, count) => sum + count, 0);
  const buyers = bins.reduce((sum, bin) => sum + bin.conversion.numerator, 0);
  return { bins, reach, conversion: proportion(buyers, reach) };
}

function proportion(numerator: number, base: number) {
  return { value: base === 0 ? null : numerator / base, numerator, base, low: null, high: null };
}

const PEOPLE = [125_000, 77_000, 54_000, 39_000, 29_000, 22_000, 17_000, 13_000, 10_000, 8000, 20_000];

describe('the finding about frequency', () => {
  it('says where conversion stops climbing', () => {
    const rates = [0.0033, 0.0055, 0.0082, 0.0107, 0.0126, 0.0138, 0.0143, 0.0142, 0.0141, 0.014, 0.0142];
    const finding = frequencyFinding(frequency(PEOPLE, rates));
    expect(finding.title).toBe('Conversion climbs to about seven impressions, then levels off');
    expect(finding.band).toEqual([5, 7]);
    expect(finding.subtitle).toMatch(
      /^13\u202f% of people saw it six to eight times and account for 2\d\u202f% of buyers$/,
    );
  });

  it('says that it falls again only where the interval carries that', () => {
    const rates = [0.0033, 0.0055, 0.0082, 0.0107, 0.0126, 0.0138, 0.0143, 0.0142, 0.0135, 0.0125, 0.006];
    expect(frequencyFinding(frequency(PEOPLE, rates)).title).toBe(
      'Conversion climbs to about seven impressions, then falls',
    );
  });

  it('says nothing of differences that chance makes', () => {
    const rates = [0.01, 0.0101, 0.0099, 0.0102, 0.0098, 0.0103, 0.0104, 0.0097, 0.0101, 0.0102, 0.01];
    expect(frequencyFinding(frequency(PEOPLE, rates))).toEqual({
      title: 'Conversion by number of impressions',
      subtitle: null,
      band: null,
    });
  });

  it('is not led by a rate of a few people', () => {
    const rates = [0.01, 0.01, 0.01, 0.9];
    expect(frequencyFinding(frequency([5000, 4000, 3000, 10], rates)).band).toBeNull();
  });

  it('does not call a frequency the highest for a handful of buyers', () => {
    const people = [20_500, 9100, 4600, 2500, 1400, 795, 470, 289, 185, 130, 215];
    const rates = [0.0071, 0.0114, 0.015, 0.0152, 0.0123, 0.0151, 0.0085, 0.0242, 0.0108, 0.0077, 0.0093];
    expect(frequencyFinding(frequency(people, rates)).title).toBe(
      'Conversion climbs to about four impressions, then levels off',
    );
  });

  it('says that conversion falls where the first impression sold best', () => {
    const rates = [0.03, 0.02, 0.012, 0.01, 0.008, 0.006, 0.005, 0.004, 0.003, 0.003, 0.002];
    expect(frequencyFinding(frequency(PEOPLE, rates)).title).toBe('Conversion falls with further impressions');
  });

  it('stands without anybody', () => {
    expect(frequencyFinding(frequency([], [])).title).toBe('Conversion by number of impressions');
  });
});

describe('the finding about reach', () => {
  const days = (newly: readonly number[]) => {
    let reached = 0;
    return newly.map((count, index) => {
      reached += count;
      return {
        day: `2026-11-${index + 1}`,
        impressions: count,
        reach: count,
        newly_reached: count,
        cumulative_reach: reached,
      };
    });
  };

  it('counts the days to half of the people', () => {
    expect(reachTitle({ days: days([30, 10, 10, 10, 10, 10, 10, 10]), reach: 100 })).toBe(
      'Half the people were reached in the first 3 days',
    );
    expect(reachTitle({ days: days([60, 10, 5, 5, 5, 5, 5, 5]), reach: 100 })).toBe(
      'Half the people were reached on the first day',
    );
  });

  it('is plain where there is nobody or only a few days', () => {
    expect(reachTitle({ days: days([0, 0, 0, 0, 0, 0, 0]), reach: 0 })).toBe('People reached by day');
    expect(reachTitle({ days: days([5, 5]), reach: 10 })).toBe('People reached by day');
  });
});

function stages(people: readonly number[]) {
  return FUNNEL_STAGES.map((stage, index) => ({
    stage,
    people: people[index] ?? 0,
    people_did: people[index] ?? 0,
    of_previous: proportion(people[index] ?? 0, people[index - 1] ?? 0),
    of_exposed: proportion(people[index] ?? 0, people[0] ?? 0),
  }));
}

describe('the finding about the funnel', () => {
  it('tells one in n and what was lost', () => {
    expect(funnelTitle(stages([412_388, 48_913, 12_644, 4318, 3402, 3214, 3077]))).toBe(
      'One exposed person in 128 bought; 21\u202f% of those who triggered did not confirm',
    );
  });

  it('leaves out what the interval does not carry', () => {
    expect(funnelTitle(stages([9000, 900, 300, 30, 20, 10, 9]))).toBe('People by furthest stage');
    expect(funnelTitle(stages([0, 0, 0, 0, 0, 0, 0]))).toBe('People by furthest stage');
  });
});

describe('the finding about devices', () => {
  const breakdown = (mobile: readonly [number, number], desktop: readonly [number, number]) => [
    { device: 'mobile', stages: stages([mobile[1], 0, 0, 0, 0, mobile[0], 0]) },
    { device: 'desktop', stages: stages([desktop[1], 0, 0, 0, 0, desktop[0], 0]) },
  ];

  it('names the direction where the difference is clear of zero', () => {
    expect(deviceTitle(breakdown([900, 100_000], [500, 100_000]))).toBe(
      'People first reached on a phone bought more often than on a desktop',
    );
    expect(deviceTitle(breakdown([500, 100_000], [900, 100_000]))).toContain('less often');
  });

  it('is plain otherwise', () => {
    expect(deviceTitle(breakdown([90, 10_000], [88, 10_000]))).toBe('Buyers by device of the first impression');
    expect(deviceTitle([])).toBe('Buyers by device of the first impression');
  });
});
