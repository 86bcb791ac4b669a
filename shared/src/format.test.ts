import { describe, expect, it } from 'vitest';
import {
  changeOf,
  formatChange,
  formatCount,
  formatDays,
  formatInstant,
  formatInterval,
  formatMetric,
  formatMoney,
  formatMoneyShort,
  formatPercent,
  formatPeriod,
  formatPoints,
  formatRatio,
  formatShort,
  formatWait,
  metricFigure,
  moneyFigure,
  plural,
} from './format.ts';

const T = '\u202f';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [940, '940'],
    [999.4, '999.4'],
    [7800, '7.8k'],
    [76_650, '76.7k'],
    [99_940, '99.9k'],
    [99_960, '100k'],
    [124_541, '125k'],
    [999_600, '1M'],
    [1_184_920, '1.2M'],
    [2_000_000_000, '2bn'],
    [-54_700, '−54.7k'],
    [0.4, '0.4'],
    [2.5, '2.5'],
  ])('%d stands as %s on a mark', (value, text) => {
    expect(formatShort(value)).toBe(text);
  });

  it('are in full where a person may check', () => {
    expect(formatCount(1_588_424)).toBe('1,588,424');
    expect(formatCount(-4, { plus: true })).toBe('−4');
    expect(formatCount(61_207, { plus: true })).toBe('+61,207');
    expect(formatCount(0, { plus: true })).toBe('0');
    expect(formatRatio(3.8518)).toBe('3.85');
  });

  it('carry shares with a thin space, and decimals that their size bears', () => {
    expect(formatPercent(0.00779)).toBe(`0.78${T}%`);
    expect(formatPercent(0.000_42)).toBe(`0.042${T}%`);
    expect(formatPercent(0.714)).toBe(`71.4${T}%`);
    expect(formatPercent(0.0286)).toBe(`2.86${T}%`);
    expect(formatPercent(1)).toBe(`100.0${T}%`);
    expect(formatInterval(0.0075, 0.0081)).toBe(`0.75 – 0.81${T}%`);
    expect(formatInterval(0.09, 0.11)).toBe(`9.00 – 11.00${T}%`);
    expect(formatPoints(-0.249)).toBe(`−24.9${T}pts`);
  });

  it('are a dash where they are not defined', () => {
    expect(formatMetric('conversion_per_reach', null, 'USD')).toBe('–');
    expect(metricFigure('net_revenue', null, 'USD')).toEqual({ main: '–' });
  });
});

describe('money', () => {
  it('comes from minor units exactly, also beyond what cents in floating point hold', () => {
    expect(formatMoney(47_145_614, 'USD')).toBe('$471,456.14');
    expect(formatMoney(Number.MAX_SAFE_INTEGER, 'USD')).toBe('$90,071,992,547,409.91');
    expect(formatMoney(-5, 'USD')).toBe('−$0.05');
    expect(formatMoney(1500, 'JPY')).toBe('¥1,500');
    expect(formatMoney(1500, 'KWD')).toBe(`KWD${T}1.500`);
  });

  it('has its cents apart, and is short on marks', () => {
    expect(moneyFigure(130_926_192, 'USD')).toEqual({ main: '$1,309,261', minor: '.92' });
    expect(formatMoneyShort(3_000_000, 'USD')).toBe('$30k');
    expect(formatMoneyShort(7_330_000, 'USD', { plus: true })).toBe('+$73.3k');
    expect(formatMoneyShort(-5_470_000, 'USD')).toBe('−$54.7k');
  });
});

describe('changes', () => {
  it('are relative for counts and in points for shares', () => {
    expect(changeOf('count', 1124, 1000)).toEqual({ kind: 'relative', value: expect.closeTo(0.124) });
    expect(changeOf('proportion', 0.641, 0.622)).toEqual({ kind: 'points', value: expect.closeTo(0.019) });
    expect(changeOf('money', 50, -100)?.value).toBe(1.5);
  });

  it('are not defined without a base', () => {
    expect(changeOf('count', 5, 0)).toBeNull();
    expect(changeOf('count', null, 5)).toBeNull();
    expect(changeOf('proportion', 0.5, undefined)).toBeNull();
  });

  it('are written without sign, as the arrow carries it', () => {
    expect(formatChange({ kind: 'relative', value: -0.047 })).toBe(`4.7${T}%`);
    expect(formatChange({ kind: 'points', value: 0.019 })).toBe(`1.9${T}pts`);
    expect(formatChange({ kind: 'relative', value: 23.4 })).toBe(`2,340${T}%`);
  });
});

describe('days', () => {
  it('name the year once where both ends share it', () => {
    expect(formatPeriod({ from: '2026-08-26', to: '2026-11-23' })).toBe('26 Aug – 23 Nov 2026');
    expect(formatPeriod({ from: '2025-12-30', to: '2026-01-02' })).toBe('30 Dec 2025 – 2 Jan 2026');
    expect(formatPeriod({ from: '2026-01-02', to: '2026-01-02' })).toBe('2 Jan 2026');
    expect(formatPeriod({ from: '2026-05-28', to: '2026-08-25' }, { year: false })).toBe('28 May – 25 Aug');
  });

  it('are listed in words', () => {
    expect(formatDays([])).toBe('');
    expect(formatDays(['2026-11-23'])).toBe('23 Nov');
    expect(formatDays(['2026-11-23', '2026-11-22'])).toBe('22 and 23 Nov');
    expect(formatDays(['2026-10-31', '2026-11-01'])).toBe('31 Oct and 1 Nov');
    expect(formatDays(['2026-11-21', '2026-11-22', '2026-11-23'])).toBe('21 Nov – 23 Nov');
  });

  it('have the right form of their noun', () => {
    expect(plural(1, 'day')).toBe('1 day');
    expect(plural(1200, 'person', 'people')).toBe('1,200 people');
  });

  it.each([
    [0, '0 s'],
    [41.5, '42 s'],
    [59.6, '1 min'],
    [184, '3 min 4 s'],
  ])('as a wait of %d seconds are %s', (seconds, text) => {
    expect(formatWait(seconds)).toBe(text);
  });

  it('names the zone of an instant', () => {
    expect(formatInstant('2026-11-23T23:30:00Z', 'Europe/Zurich')).toBe('24 Nov 2026, 00:30 Europe/Zurich');
    expect(formatInstant(null, 'UTC')).toBe('–');
  });
});
