import { describe, expect, it } from 'vitest';
import { createValidator } from './validate.ts';

const NOW = Date.UTC(2026, 8, 10, 12);
const validate = createValidator({ clock: { now: () => NOW }, currency: 'EUR' });
const base = { id: 'e1', at: '2026-09-10T10:00:00Z', user: 'u1' };
const impression = { ...base, kind: 'impression', campaign: 'spring' };
const paid = { ...base, kind: 'purchase', offer: 'o1', stage: 'paid', order: 'r1', amount: '12.30' };

function refusalOf(value: unknown) {
  const result = validate(value, 3);
  if (!('reject' in result)) throw new Error('it was accepted');
  return result.reject;
}

describe('validator', () => {
  it.each([
    impression,
    { ...impression, arm: 'control' },
    { ...base, kind: 'engagement', brand: 'acme' },
    { ...base, kind: 'engagement', brand: 'acme', action: 'like', quantity: 5 },
    { ...base, kind: 'follow', brand: 'acme' },
    { ...base, kind: 'activity', quantity: 3 },
    { ...base, kind: 'activity', at: NOW + 24 * 3_600_000 },
    { ...base, kind: 'activity', at: Date.UTC(2006, 2, 21) },
    { ...paid, stage: 'triggered', amount: undefined },
    { ...paid, stage: 'lost', amount: undefined, properties: { loss: 'unsynced' } },
  ])('accepts %j', (value) => {
    expect(validate(JSON.parse(JSON.stringify(value)), 1)).toHaveProperty('event');
  });

  it('reads money in the currency named, else in the workspace’s', () => {
    expect(validate(paid, 1)).toMatchObject({ event: { amount: 1230, currency: 'EUR' } });
    expect(validate({ ...paid, amount: '1230', currency: 'JPY' }, 1)).toMatchObject({
      event: { amount: 1230, currency: 'JPY' },
    });
  });

  it.each([
    [{ ...impression, user: undefined }, 'missing_field', 'user'],
    [{ ...impression, campain: 'x' }, 'unknown_field', 'campain'],
    [{ ...impression, campaign: 'Spring' }, 'invalid_field', 'campaign'],
    [{ ...impression, at: '2026-09-10 10:00' }, 'invalid_field', 'at'],
    [{ ...impression, at: 1_788_264_000 }, 'at_too_early', 'at'],
    [{ ...impression, at: Date.UTC(2006, 2, 21) - 1 }, 'at_too_early', 'at'],
    [{ ...impression, at: NOW + 24 * 3_600_000 + 1 }, 'at_too_late', 'at'],
    [{ ...base, kind: 'impression' }, 'missing_field', 'campaign'],
    [{ ...base, kind: 'unfollow' }, 'missing_field', 'brand'],
    [{ ...impression, action: 'like' }, 'invalid_field', 'action'],
    [{ ...impression, amount: '1.00' }, 'invalid_field', 'amount'],
    [{ ...paid, quantity: 2 }, 'invalid_field', 'quantity'],
    [{ ...paid, stage: undefined }, 'missing_field', 'stage'],
    [{ ...paid, order: undefined }, 'missing_field', 'order'],
    [{ ...paid, offer: undefined }, 'missing_field', 'offer'],
    [{ ...paid, amount: undefined }, 'missing_field', 'amount'],
    [{ ...paid, stage: 'lost' }, 'missing_field', 'properties.loss'],
    [{ ...paid, stage: 'lost', properties: { loss: 'bored' } }, 'missing_field', 'properties.loss'],
    [{ ...paid, amount: '-1' }, 'invalid_field', 'amount'],
    [{ ...paid, amount: '1.005' }, 'invalid_field', 'amount'],
    [{ ...impression, id: 'a\ud800' }, 'invalid_field', 'id'],
    [{ ...impression, properties: { n: 2 ** 60 } }, 'invalid_field', 'properties'],
    [{ ...impression, properties: { nested: { deep: 1 } } }, 'invalid_field', 'properties.nested'],
  ] as const)('refuses %j as %s at "%s"', (value, code, path) => {
    const reject = refusalOf({ ...value });
    expect(reject).toMatchObject({ line: 3, code, path });
    expect(reject.message.length).toBeGreaterThan(10);
  });

  it.each([
    [{ ...impression, quantity: 'many' }, 'quantity: must be a number.'],
    [{ ...impression, quantity: 1.5 }, 'quantity: must be a whole number.'],
    [{ ...impression, viewable: 'yes' }, 'viewable: must be true or false.'],
    [{ ...impression, user: 7 }, 'user: must be text.'],
    [{ ...impression, properties: [] }, 'properties: must be an object.'],
  ])('says of %j in plain words what a field must be', (value, message) => {
    expect(refusalOf(value).message).toBe(message);
  });

  it.each([5, null, 'text', true, [[impression]]])('refuses %j, which is no object', (value) => {
    expect(refusalOf(value)).toMatchObject({ line: 3, id: null, code: 'not_an_object' });
  });

  it('says how to mend epoch seconds', () => {
    expect(refusalOf({ ...impression, at: 1_788_264_000 }).message).toContain('multiply epoch seconds by 1000');
  });

  const card = '4111 1111 1111 1111';
  it.each([
    { ...impression, id: card },
    { ...impression, user: card },
    { ...impression, campaign: '4111111111111111' },
    { ...impression, at: card },
    { ...impression, kind: { [card]: 1 } },
    { ...impression, post: 4_111_111_111_111_111 },
    { ...impression, properties: { note: `paid with ${card}` } },
    { ...impression, properties: { [card]: true } },
    { ...impression, [card]: 1 },
    { ...impression, more: [{ a: [{ b: '４１１１１１１１１１１１１１１１' }] }] },
  ])('refuses a card number wherever it is, and does not repeat it (%#)', (value) => {
    const reject = refusalOf(value);
    expect(reject.code).toBe('card_number');
    expect(JSON.stringify(reject).replaceAll(/\D/g, '')).not.toContain('4111');
  });

  it('looks no deeper than it can, and says so', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 5000; level++) deep = [deep];
    expect(refusalOf({ ...impression, properties: deep })).toMatchObject({ code: 'invalid_field', path: 'properties' });
  });
});
