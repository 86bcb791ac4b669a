import { expect, it } from 'vitest';
import { liveHashtags } from './live-hashtags.ts';

const at = (time: string) => Date.parse(`2026-09-01T${time}Z`);
const offer = (more: object = {}) => ({
  trigger_hashtag: 'BuyIt',
  confirmation_hashtag: 'ConfirmIt',
  starts_at: '2026-09-01T12:00:00Z',
  ends_at: '2026-09-01T18:00:00Z',
  confirmation_minutes: 15,
  ...more,
});

it.each([
  ['11:49:59.999', []],
  ['11:50:00.000', ['BuyIt', 'ConfirmIt']],
  ['15:00:00.000', ['BuyIt', 'ConfirmIt']],
  ['18:24:59.999', ['BuyIt', 'ConfirmIt']],
  ['18:25:00.000', []],
])('at %s an offer from 12 to 18 is listened for by %j', (time, hashtags) => {
  expect(liveHashtags([offer()], at(time))).toEqual(hashtags);
});

it('drafts are not listened for, offers without end always, and only by the hashtags they have', () => {
  const now = at('23:00:00');
  expect(liveHashtags([offer({ starts_at: null, ends_at: null })], now)).toEqual([]);
  expect(liveHashtags([offer({ ends_at: null, confirmation_hashtag: null })], now)).toEqual(['BuyIt']);
});
