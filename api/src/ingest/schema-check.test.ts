import { ACTIONS, DEVICES, eventSchema, KINDS, STAGES } from '@syncline/shared/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsCardNumber } from './card-number.ts';
import { checkSchema, EVENT_FIELDS, plainlySound, plainlyValid } from './schema-check.ts';

const odd = fc.oneof(
  fc.constantFrom('', '__proto__', 'x'.repeat(200), 'Acme', '-a', 'a b', '2026-02-30T00:00:00Z', '2026-09-01', '12.5'),
  fc.string({ maxLength: 300 }),
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, true, [], {}, [1], { a: { b: 1 } }, Number.MAX_VALUE, 2 ** 53, -0, 1e-7),
);
const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
const mostly = <Good, Bad>(good: fc.Arbitrary<Good>, bad: fc.Arbitrary<Bad>) =>
  fc.oneof({ weight: 25, arbitrary: good }, { weight: 1, arbitrary: bad });
const text = (max: number) =>
  mostly(fc.string({ minLength: 1, maxLength: max }), fc.constantFrom('z'.repeat(max), 'z'.repeat(max + 1)));
const slug = mostly(
  fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/),
  fc.constantFrom('s'.repeat(64), 's'.repeat(65), 'S'),
);
const usual: Record<string, fc.Arbitrary<unknown>> = {
  id: text(128),
  at: fc.oneof(
    fc.integer({ min: 0, max: 2e12 }),
    date.map((at) => at.toISOString()),
    date.map((at) => at.toISOString().replace('.000Z', '+02:00')),
    mostly(
      date.map((at) => at.toISOString()),
      date.map((at) => at.toISOString().replace('Z', '')),
    ),
  ),
  kind: fc.constantFrom(...KINDS),
  user: text(256),
  brand: slug,
  campaign: slug,
  offer: slug,
  device: fc.constantFrom(...DEVICES),
  client: text(128),
  user_agent: text(1024),
  network: mostly(fc.constant('x'), fc.constant('X')),
  action: fc.constantFrom(...ACTIONS),
  stage: fc.constantFrom(...STAGES),
  order: text(128),
  amount: mostly(fc.constantFrom('1.00', ''), fc.constant('1'.repeat(33))),
  currency: mostly(fc.constantFrom('USD', 'EUR'), fc.constantFrom('usd', 'ZZZ')),
  quantity: mostly(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom(0, 1_000_001, 1.5)),
  viewable: fc.boolean(),
  arm: mostly(fc.constantFrom('exposed', 'control'), fc.constant('Control')),
  post: text(128),
  properties: mostly(
    fc.dictionary(
      fc.string({ minLength: 1, maxLength: 5 }),
      fc.oneof(fc.string({ maxLength: 9 }), fc.integer(), fc.boolean()),
      {
        maxKeys: 20,
      },
    ),
    fc.dictionary(
      fc.string({ maxLength: 66 }),
      fc.oneof(fc.double(), fc.constant('y'.repeat(513)), fc.constant(null)),
      { maxKeys: 22, noNullPrototype: true },
    ),
  ),
};

/** Events most of whose fields are as they should be. */
const event = fc
  .tuple(
    fc.record(usual, { requiredKeys: ['id', 'at', 'kind', 'user'] }),
    fc.option(fc.tuple(fc.constantFrom(...EVENT_FIELDS, 'extra'), odd), { freq: 1 }),
    fc.option(fc.constantFrom(...EVENT_FIELDS), { freq: 8 }),
  )
  .map(([fields, changed, removed]) => {
    const made: Record<string, unknown> = { ...fields };
    if (changed) made[changed[0]] = changed[1];
    if (removed !== null) Reflect.deleteProperty(made, removed);
    return made;
  });

describe('plainlyValid', () => {
  it('agrees with the schema', () => {
    let accepted = 0;
    fc.assert(
      fc.property(event, (value) => {
        const parsed = eventSchema.safeParse(value);
        if (plainlyValid(value)) accepted += 1;
        // The schema passes over a property of this name; the quick check leaves such events to it.
        const special = Object.hasOwn(propertiesOf(value), '__proto__');
        if (!special && plainlyValid(value) !== parsed.success) throw new Error(JSON.stringify(parsed.error));
        if ('event' in checkSchema(value) !== parsed.success) throw new Error(JSON.stringify(parsed.error));
      }),
      { numRuns: 6_000, seed: 17 },
    );
    expect(accepted).toBeGreaterThan(1000);
  });

  it('knows every field of the schema', () => {
    expect([...EVENT_FIELDS].toSorted()).toEqual(Object.keys(eventSchema.shape).toSorted());
  });
});

describe('plainlySound', () => {
  const card = fc.constantFrom(
    '4111111111111111',
    '4111 1111-1111.1111',
    '378282246310005',
    '５１０５１０５１０５１０５１００',
  );
  const hidden = fc
    .tuple(event, fc.constantFrom(...EVENT_FIELDS), card, fc.string({ maxLength: 3 }), fc.boolean())
    .map(([value, field, number, beside, inProperties]) => {
      const text = `${beside}${number}${beside}`;
      if (inProperties) return { ...value, properties: { [beside === '' ? 'a' : text]: text } };
      return { ...value, [field]: field === 'at' ? `2026-09-10T10:00:00.${number}Z` : text };
    });

  it('accepts no event that is not valid, holds a card number or half of a surrogate pair', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(event, hidden), (value) => {
        if (!plainlySound(value)) return;
        accepted += 1;
        const texts = Object.values({ ...value, ...propertiesOf(value) }).filter((held) => typeof held === 'string');
        texts.push(...Object.keys(propertiesOf(value)));
        expect(plainlyValid(value)).toBe(true);
        expect(
          texts.filter((text) => holdsCardNumber(text, Number.NaN, 'other') || Buffer.from(text).toString() !== text),
        ).toEqual([]);
      }),
      { numRuns: 3_000, seed: 18 },
    );
    expect(accepted).toBeGreaterThan(250);
  });

  it('accepts what most senders send', () => {
    const usual = { at: 1_789_000_000_123, kind: 'impression', user: 'u-1', campaign: 'spring', viewable: true };
    expect(plainlySound({ ...usual, id: 'f47ac10b-58cc-4372-a567-0e02b2c3d479', properties: { a: 'b', n: 5 } })).toBe(
      true,
    );
    expect(plainlySound({ ...usual, id: 'e1', at: '2026-09-10T10:00:00.123+02:00' })).toBe(true);
    expect(plainlySound({ ...usual, id: 'e1', at: 4_111_111_111_111_111 })).toBe(false);
  });
});

function propertiesOf(value: Record<string, unknown>): object {
  return typeof value.properties === 'object' && value.properties !== null ? value.properties : {};
}
