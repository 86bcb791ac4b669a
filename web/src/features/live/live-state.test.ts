import type { Stage } from '@syncline/shared/events';
import { LIVE_KEPT, type LivePurchase } from '@syncline/shared/live';
import { describe, expect, it } from 'vitest';
import { countsOf, EMPTY, isListed, type LiveAction, liveReducer, summaryOf, waitingText } from './live-state.ts';
import type { LiveNews } from './live-stream.ts';
import { agoText } from './live-words.ts';

const purchase = (seq: number, stage: Stage = 'triggered', more: Partial<LivePurchase> = {}): LivePurchase => ({
  seq,
  at: '2026-09-10T12:00:00.000Z',
  received_at: '2026-09-10T12:00:01.000Z',
  stage,
  loss: null,
  offer: 'mug',
  campaign: null,
  brand: null,
  device: 'mobile',
  amount_minor: null,
  currency: null,
  order: '01234567',
  person: '89abcdef',
  ...more,
});
const news = (...purchases: readonly LivePurchase[]): LiveAction => ({
  do: 'take',
  news: purchases.map((one): LiveNews => ({ event: 'purchase', purchase: one })),
});
const after = (...actions: readonly LiveAction[]) => actions.reduce(liveReducer, EMPTY);
const keys = (entries: readonly { key: string }[] | null) => (entries ?? []).map(({ key }) => key);

describe('the list', () => {
  it('has the newest first, no more than are kept, and says where some may be missing', () => {
    const state = after(news(purchase(1), purchase(2)), {
      do: 'take',
      news: [
        { event: 'gap', after: 2 },
        { event: 'gap', after: 2 },
        { event: 'purchase', purchase: purchase(9) },
      ],
    });
    expect(keys(state.entries)).toEqual(['9', 'gap-2-2', '2', '1']);
    const many = Array.from({ length: LIVE_KEPT + 10 }, (_, index) => purchase(10 + index));
    const full = liveReducer(state, news(...many));
    expect([full.entries.length, full.entries[0]?.key, full.newest]).toEqual([LIVE_KEPT, '519', 519]);
  });

  it('stands still while it is paused, and then holds what came', () => {
    const paused = after(news(purchase(1)), { do: 'pause' }, news(purchase(2), purchase(3, 'paid')));
    expect(keys(paused.entries)).toEqual(['1']);
    expect([
      waitingText(paused, {}),
      waitingText(paused, { stage: 'paid' }),
      waitingText(paused, { offer: 'cup' }),
    ]).toEqual(['2 new', '1 new', null]);
    expect(countsOf(paused, undefined)).toMatchObject({ triggered: 2, paid: 1 });
    expect(keys(liveReducer(paused, { do: 'pause' }).waiting)).toEqual(['3', '2']);
    const resumed = liveReducer(paused, { do: 'resume' });
    expect([keys(resumed.entries), resumed.waiting, waitingText(resumed, {})]).toEqual([['3', '2', '1'], null, null]);
    const many = Array.from({ length: LIVE_KEPT + 1 }, (_, index) => purchase(10 + index));
    expect(waitingText(liveReducer(paused, news(...many)), {})).toBe('500+ new');
  });

  it('shows what was before once, and does not count it', () => {
    const before: LiveAction = { do: 'take', news: [{ event: 'earlier', purchase: purchase(4, 'paid') }] };
    const state = after(before, before, news(purchase(5)), before);
    expect(keys(state.entries)).toEqual(['5', '4']);
    expect(countsOf(state, undefined)).toMatchObject({ triggered: 1, paid: 0 });
  });

  it('is filtered by offer and stage', () => {
    const entry = { key: '1', purchase: purchase(1, 'paid', { offer: 'cup' }) };
    expect(
      [{}, { offer: 'cup' }, { offer: 'mug' }, { stage: 'paid' as const }, { stage: 'lost' as const }].map((filter) =>
        isListed(entry, filter),
      ),
    ).toEqual([true, true, false, true, false]);
    expect(isListed({ key: 'gap-1', purchase: null }, { offer: 'mug' })).toBe(true);
  });
});

describe('the counts', () => {
  const paid = (seq: number, amount_minor: number, currency: string, offer: string | null = 'mug') =>
    purchase(seq, 'paid', { amount_minor, currency, offer });

  it('are kept by offer and currency, of the stages that are counted', () => {
    const state = after(
      news(
        purchase(1),
        purchase(2, 'confirmed'),
        paid(3, 1500, 'USD'),
        purchase(4, 'refunded', { amount_minor: 1500, currency: 'USD' }),
      ),
      news(
        paid(5, 700, 'EUR'),
        paid(6, 250, 'USD', 'cup'),
        paid(7, 100, 'USD', null),
        purchase(8, 'lost', { loss: 'unsynced' }),
      ),
    );
    expect(countsOf(state, 'mug')).toEqual({
      triggered: 1,
      confirmed: 1,
      paid: 2,
      lost: 1,
      revenue: new Map([
        ['USD', 1500],
        ['EUR', 700],
      ]),
    });
    expect(countsOf(state, undefined)).toMatchObject({
      paid: 4,
      revenue: new Map([
        ['USD', 1850],
        ['EUR', 700],
      ]),
    });
    expect(countsOf(state, 'vase').paid).toBe(0);
  });

  it('are read out as what came since', () => {
    const before = countsOf(after(news(purchase(1))), undefined);
    const now = countsOf(after(news(purchase(1), purchase(2), purchase(3), purchase(4, 'lost'))), undefined);
    expect(summaryOf(before, now)).toBe('New purchases: 2 triggered, 1 lost.');
    expect(summaryOf(now, now)).toBeNull();
  });
});

it.each([
  [-3000, 'now'],
  [4999, 'now'],
  [5000, '5 s ago'],
  [59_999, '59 s ago'],
  [60_000, '1 min ago'],
  [3_599_999, '59 min ago'],
  [3_600_000, '1 h ago'],
  [7_560_000, '2 h 6 min ago'],
])('says %d ms after an instant: %s', (passed, text) => {
  expect(agoText('2026-09-10T12:00:00.000Z', Date.UTC(2026, 8, 10, 12) + passed)).toBe(text);
});
