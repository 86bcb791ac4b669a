import { describe, expect, it } from 'vitest';
import { metricMeta, metricWarnings, openDays } from './meta.ts';

const scope = {
  period: { from: '2026-10-29', to: '2026-11-03' },
  filters: [],
  primaryDeviceThreshold: 0.6,
  tier: 'auto' as const,
  timezone: 'America/New_York',
  currency: 'USD',
};
const at = (instant: string, confirmationWindow = false) =>
  openDays({ scope, now: Date.parse(instant), confirmationWindow });

describe('openDays', () => {
  it('lists the days of the period that have not ended in the workspace zone', () => {
    expect(at('2026-11-02T04:59:00Z')).toEqual(['2026-11-01', '2026-11-02', '2026-11-03']);
    expect(at('2026-11-02T05:00:00Z')).toEqual(['2026-11-02', '2026-11-03']);
    expect(at('2026-11-04T05:00:00Z')).toEqual([]);
  });

  it('keeps a day open for 15 minutes more where confirmations are waited for', () => {
    expect(at('2026-11-04T05:14:59Z', true)).toEqual(['2026-11-03']);
    expect(at('2026-11-04T05:15:00Z', true)).toEqual([]);
  });

  it('is empty for a period long past and whole for one to come', () => {
    expect(at('2027-01-01T00:00:00Z')).toEqual([]);
    expect(at('2026-10-01T00:00:00Z')).toHaveLength(6);
  });
});

describe('metricWarnings', () => {
  const found = { events: 5, otherCurrencies: [], open: [], spend: { gaps: [], isKnown: false } };

  it('reports money in other currencies with amount and code, and never adds it', () => {
    const otherCurrencies = [
      { currency: 'EUR', paid: 12_050, refunded: 50 },
      { currency: 'JPY', paid: 1200, refunded: 0 },
    ];
    const [warning] = metricWarnings(['gross_revenue', 'reach'], { ...found, otherCurrencies });
    expect(warning).toEqual({
      code: 'other_currencies',
      message: 'Left out, not in the workspace currency: 120.50 EUR paid, 0.50 EUR refunded, 1200 JPY paid.',
      metrics: ['gross_revenue'],
    });
  });

  it('names the metrics that have no spend, and the days still to be confirmed', () => {
    expect(metricWarnings(['cpm', 'reach', 'roas'], found)).toMatchObject([
      { code: 'no_spend', metrics: ['cpm', 'roas'] },
    ]);
    expect(metricWarnings(['cpm', 'reach'], { ...found, spend: { gaps: [], isKnown: true } })).toEqual([]);
    const gaps = ['device', 'offer'] as const;
    expect(metricWarnings(['reach', 'cpa'], { ...found, spend: { gaps, isKnown: true } })).toEqual([
      {
        code: 'spend_not_split',
        message: 'Spend is known by campaign and day, not by device, offer; these are not defined.',
        metrics: ['cpa'],
      },
    ]);
    expect(metricWarnings(['confirm_rate', 'triggers'], { ...found, open: ['2026-11-03'] })).toMatchObject([
      { code: 'open_confirmation_window', metrics: ['confirm_rate'], days: ['2026-11-03'] },
    ]);
    expect(metricWarnings(['reach'], { ...found, events: 0 })).toMatchObject([{ code: 'no_data' }]);
    expect(metricWarnings(['reach'], found)).toEqual([]);
  });
});

describe('metricMeta', () => {
  it('gives money its currency and digits, and confirmations their window', () => {
    const meta = metricMeta(['net_revenue', 'confirmations', 'reach'], 'JPY');
    expect(meta.net_revenue).toMatchObject({ unit: 'money', currency: 'JPY', minor_digits: 0, additive: true });
    expect(meta.confirmations?.window).toContain('15 minutes');
    expect(meta.reach).toMatchObject({ unit: 'people', window: 'the period', additive: false });
    expect(meta.reach).not.toHaveProperty('currency');
  });
});
