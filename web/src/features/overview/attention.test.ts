import type { DataStatus } from '@syncline/shared/control';
import { type Offer, offerInputSchema } from '@syncline/shared/offers';
import { describe, expect, it } from 'vitest';
import { attentionTitle, dataNotices, fallenConfirmRates, openDayNotice, sellOuts } from './attention.ts';
import { campaignsTitle, deviceTitle, revenueTitle } from './findings.ts';

const row = (dimensions: Record<string, string>, metrics: Record<string, number | null>) => ({ dimensions, metrics });
const orders = (campaign: string, confirmations: number, triggers: number) => [
  row({ campaign }, { confirmations, triggers }),
];

describe('a fallen confirm rate', () => {
  const campaigns = [
    {
      slug: 'pico',
      name: 'Pico bundle',
      brand: null,
      starts_on: null,
      ends_on: null,
      origin: 'own' as const,
      created_at: '',
    },
  ];

  it('is told where the interval of the difference lies below zero', () => {
    const [notice] = fallenConfirmRates(orders('pico', 297, 416), orders('pico', 4000, 4988), campaigns, 7);
    expect(notice?.title).toBe('Confirm rate fell to 71.4\u202f%');
    expect(notice?.text).toContain('Pico bundle, last 7 days. 119 of 416 triggers');
    expect(notice?.link).toMatchObject({ to: 'conversion', slug: 'pico' });
  });

  it('is not told of chance, of a rise, of few triggers or of orders without a campaign', () => {
    expect(fallenConfirmRates(orders('pico', 78, 100), orders('pico', 80, 100), campaigns, 7)).toEqual([]);
    expect(fallenConfirmRates(orders('pico', 90, 100), orders('pico', 50, 100), campaigns, 7)).toEqual([]);
    expect(fallenConfirmRates(orders('pico', 1, 20), orders('pico', 80, 100), campaigns, 7)).toEqual([]);
    expect(fallenConfirmRates(orders('', 1, 100), orders('', 80, 100), campaigns, 7)).toEqual([]);
    expect(fallenConfirmRates(orders('pico', 1, 100), [], campaigns, 7)).toEqual([]);
  });
});

describe('stock', () => {
  const offer = (stock: number | null): Offer => ({
    ...offerInputSchema.parse({ slug: 'o', name: 'River bracelet', campaign: 'river', stock }),
    origin: 'own',
    created_at: '',
  });
  const sold = (purchases: number) => [row({ offer: 'o' }, { purchases })];

  it('that ends within two weeks at the recent pace is told', () => {
    const [notice] = sellOuts([offer(1200)], sold(1146), sold(91), 7);
    expect(notice?.title).toBe('River bracelet sells out in about 4 days');
    expect(notice?.text).toBe('54 of 1,200 left; 13 orders a day over the last 7 days.');
    expect(sellOuts([offer(100)], sold(130), sold(7), 7)[0]?.title).toBe('River bracelet is sold out');
  });

  it('that lasts, is unlimited or does not move is not', () => {
    expect(sellOuts([offer(100_000)], sold(1146), sold(91), 7)).toEqual([]);
    expect(sellOuts([offer(null)], sold(1146), sold(91), 7)).toEqual([]);
    expect(sellOuts([offer(1200)], sold(1000), [], 7)).toEqual([]);
  });
});

describe('the state of the data', () => {
  const status: DataStatus = {
    as_of: '2026-11-23T14:00:00Z',
    events: 10,
    kinds: [
      { kind: 'impression', events: 5, first_at: '2026-11-01T00:00:00Z', last_at: '2026-11-23T13:00:00Z' },
      { kind: 'follow', events: 0, first_at: null, last_at: null },
    ],
    sources: [],
    journal: { acknowledged: 10, written: 10, backlog_events: 0, reconciled_at: null },
    dead_letters: 0,
    cells: {
      state: 'idle',
      closed_through: null,
      sequence: 0,
      behind: false,
      built_at: null,
      checked_at: null,
      divergences: 0,
    },
    x_stream: null,
    engine: { state: 'ready', restarts: 0, version: null },
  };

  it('is silent when all is well', () => {
    expect(dataNotices(status)).toEqual([]);
    expect(openDayNotice([])).toEqual([]);
  });

  it('tells of an engine that is away, a backlog, late data and refused records', () => {
    const late = { ...status, as_of: '2026-11-25T14:00:00Z' };
    const journal = { ...status.journal, backlog_events: 1200 };
    const told = dataNotices({ ...late, journal, dead_letters: 1, engine: { ...status.engine, state: 'restarting' } });
    expect(told.map((notice) => notice.title)).toEqual([
      'The engine is restarting',
      '1,200 events acknowledged and still being written',
      'Nothing came in for 2 days',
      '1 record was refused',
    ]);
  });

  it('tells when posts of X do not come in, and why', () => {
    const x_stream = {
      state: 'waiting' as const,
      connected_since: null,
      last_post_at: null,
      posts: 0,
      reconnects: 0,
      rules: 1,
      last_error: { at: '2026-11-23T13:59:00Z', message: 'X answered 503' },
    };
    expect(dataNotices({ ...status, x_stream })).toMatchObject([
      {
        tone: 'warning',
        title: 'Posts of X do not come in',
        text: expect.stringContaining('X answered 503') as string,
      },
    ]);
    expect(dataNotices({ ...status, x_stream: { ...x_stream, state: 'connected' } })).toEqual([]);
    expect(dataNotices({ ...status, x_stream: { ...x_stream, state: 'idle', last_error: null } })).toEqual([]);
  });

  it('names open days', () => {
    expect(openDayNotice(['2026-11-22', '2026-11-23'])[0]?.title).toBe('22 and 23 Nov are still open');
    expect(openDayNotice(['2026-11-23'])[0]?.title).toBe('23 Nov is still open');
  });

  it('counts warnings in its title, notes not', () => {
    expect(attentionTitle(openDayNotice(['2026-11-23']))).toBe('Nothing needs attention');
    expect(attentionTitle(dataNotices({ ...status, engine: { ...status.engine, state: 'stopped' } }))).toBe(
      'One thing needs attention',
    );
  });
});

describe('titles of the overview', () => {
  it('state the change of revenue, a fall only so far while days are open', () => {
    expect(revenueTitle(1076, 1000, 'the 90 days before', true)).toBe(
      'Net revenue rose 7.6\u202f% on the 90 days before',
    );
    expect(revenueTitle(900, 1000, 'the 90 days before', true)).toBe(
      'Net revenue fell 10.0\u202f% on the 90 days before so far',
    );
    expect(revenueTitle(900, 1000, 'the year before', false)).toBe('Net revenue fell 10.0\u202f% on the year before');
    expect(revenueTitle(1001, 1000, 'the 90 days before', false)).toBe('Net revenue is level with the 90 days before');
  });

  it('state no change without a base', () => {
    expect(revenueTitle(10, 0, 'the 90 days before', false)).toBe('Net revenue by day');
    expect(revenueTitle(10, -5, 'the 90 days before', false)).toBe('Net revenue by day');
    expect(revenueTitle(null, 5, 'the 90 days before', false)).toBe('Net revenue by day');
    expect(revenueTitle(10, 5, '', false)).toBe('Net revenue by day');
  });

  it('state a share of purchases only of enough of them', () => {
    expect(deviceTitle(11_176, 18_942)).toBe('59\u202f% of purchases were made on a phone');
    expect(deviceTitle(6, 10)).toBe('Purchases by device');
    expect(deviceTitle(0, 0)).toBe('Purchases by device');
  });

  it('count the campaigns that rose', () => {
    const rows = [
      { dimensions: {}, metrics: { net_revenue: 5 }, comparison: { net_revenue: 3 } },
      { dimensions: {}, metrics: { net_revenue: 1 }, comparison: { net_revenue: 3 } },
    ];
    expect(campaignsTitle(rows, true)).toBe('1 of 2 campaigns earned more than before');
    expect(campaignsTitle(rows, false)).toBe('Campaigns by net revenue');
    expect(campaignsTitle([], true)).toBe('Campaigns by net revenue');
  });
});
