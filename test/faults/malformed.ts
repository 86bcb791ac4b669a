import fc from 'fast-check';

/** Card numbers as schemes issue them, with the check digit by ISO/IEC 7812-1 annex B. */
export const cardNumber = fc
  .tuple(
    fc.constantFrom(
      ['4', 16],
      ['4', 13],
      ['51', 16],
      ['2221', 16],
      ['34', 15],
      ['6011', 16],
      ['36', 14],
      ['3530', 16],
      ['62', 16],
      ['62', 19],
      ['6759', 16],
    ),
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 18, maxLength: 18 }),
  )
  .map(([[prefix, length], filler]) => {
    const body = `${prefix}${filler.join('')}`.slice(0, length - 1);
    let sum = 0;
    for (const [index, digit] of [...body].toReversed().entries()) {
      const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
      sum += Math.floor(value / 10) + (value % 10);
    }
    return body + String((10 - (sum % 10)) % 10);
  });

export interface MalformedLine {
  bytes: Buffer;
  /** The card number hidden in it. */
  card: string | null;
}

const FIELDS = [
  'id',
  'at',
  'kind',
  'user',
  'brand',
  'campaign',
  'offer',
  'device',
  'client',
  'user_agent',
  'network',
  'action',
  'stage',
  'order',
  'amount',
  'currency',
  'quantity',
  'viewable',
  'arm',
  'post',
  'properties',
  'extra',
] as const;
const good = fc.integer({ min: 0, max: 1e9 }).map((number) => ({
  id: `m-${number}`,
  at: 1_788_264_000_000 + number,
  kind: 'impression',
  user: `person-${number % 1000}`,
  campaign: 'spring',
}));
const spelled = fc
  .tuple(cardNumber, fc.constantFrom('', ' ', '-', '.', '\u00a0', '\u200b'))
  .map(([card, separator]) => ({
    card,
    text: separator === '' ? card : (card.match(/.{1,4}/g) ?? []).join(separator),
  }));
const plain = (value: string | Buffer): MalformedLine => ({ bytes: Buffer.from(value as string), card: null });
const depth = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;

/** Lines that are wrong in every way we could think of; some few are good by chance. */
export const malformedLine: fc.Arbitrary<MalformedLine> = fc.oneof(
  fc.json({ depthSize: 'small' }).map((text) => plain(text.replaceAll('\n', ' '))),
  fc
    .tuple(good, fc.constantFrom(...FIELDS), fc.jsonValue({ maxDepth: 3 }))
    .map(([event, field, value]) => plain(JSON.stringify({ ...event, [field]: value }))),
  fc.tuple(good, fc.double()).map(([event, part]) => {
    const text = JSON.stringify(event);
    return plain(text.slice(0, 1 + Math.floor(Math.abs(part % 1) * (text.length - 2)) || 1));
  }),
  fc.tuple(good, fc.uint8Array({ minLength: 1, maxLength: 6 })).map(([event, noise]) => {
    const bytes = Buffer.from(JSON.stringify(event));
    const odd = Buffer.from(noise).map((byte) => (byte === 0x0a ? 0xff : byte | 0x80));
    return { bytes: Buffer.concat([bytes.subarray(0, 12), odd, bytes.subarray(12)]), card: null };
  }),
  fc
    .tuple(
      good,
      fc.constantFrom('1e999', '-1e999', '9'.repeat(400), '1e-400', '9007199254740993', '0.1e1', '-0', 'NaN', '01'),
    )
    .map(([event, number]) =>
      plain(JSON.stringify({ ...event, quantity: 0 }).replace('"quantity":0', `"quantity":${number}`)),
    ),
  fc
    .tuple(good, fc.integer({ min: 1, max: 9000 }))
    .map(([event, levels]) =>
      plain(JSON.stringify({ ...event, properties: 0 }).replace('"properties":0', `"properties":${depth(levels)}`)),
    ),
  fc.tuple(good, fc.constantFrom(...FIELDS), spelled).map(([event, field, { card, text }]) => ({
    bytes: Buffer.from(JSON.stringify({ ...event, [field]: text })),
    card,
  })),
  fc.tuple(good, spelled, fc.constantFrom(0, 1, 2, 3)).map(([event, { card, text }, place]) => {
    const hidden = [
      { ...event, properties: { [text]: 1 } },
      { ...event, properties: { note: `my card is ${text} thanks` } },
      { ...event, [text]: { a: [{ b: text }] } },
      { ...event, properties: { a: { b: [text] } } },
    ];
    return { bytes: Buffer.from(JSON.stringify(hidden[place])), card };
  }),
  fc.tuple(good, cardNumber).map(([event, card]) => ({
    bytes: Buffer.from(JSON.stringify({ ...event, post: 0 }).replace('"post":0', `"post":${card}`)),
    card,
  })),
  fc
    .tuple(good, cardNumber)
    .map(([event, card]) => ({ bytes: Buffer.from(`${JSON.stringify(event).slice(0, -2)},"note":"${card}`), card })),
  fc
    .constantFrom(
      'null',
      'true',
      '[]',
      '{}',
      '""',
      '0',
      '{"__proto__":{"id":1}}',
      '{"id":"a","id":"b"}',
      '}{',
      ']',
      '\u0000',
      '{"id":"\\ud800"}',
      "{'id':1}",
      '<xml/>',
      'id,at,kind',
    )
    .map(plain),
);
