import { describe, expect, it } from 'vitest';
import { MAX_LINE_BYTES, readEventBody } from './body.ts';

const read = async (text: string | Buffer, isNdjson = true) => {
  const lines = await readEventBody(Buffer.from(text as string), isNdjson);
  const read = [...lines];
  // They can be gone through again.
  expect([...lines]).toHaveLength(read.length);
  return read;
};

describe('readEventBody', () => {
  it('reads lines, passes over blank ones and keeps their numbers', async () => {
    expect(await read('\ufeff{"a":1}\r\n\n  \n{"b":2}')).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 4, value: { b: 2 } },
    ]);
    expect(await read('{"a":1}\n{"b":2}\n', false)).toHaveLength(2);
    expect(await read('')).toEqual([]);
  });

  it('reads one object over several lines, and arrays', async () => {
    expect(await read('{\n "a": 1\n}', false)).toEqual([{ line: 1, value: { a: 1 } }]);
    for (const isNdjson of [true, false]) {
      expect(await read(' [{"a":"]}\\","},\n [1, {"b":2}], 3 ] ', isNdjson)).toEqual([
        { line: 1, value: { a: ']}",' } },
        { line: 2, value: [1, { b: 2 }] },
        { line: 3, value: 3 },
      ]);
      expect(await read('[]', isNdjson)).toEqual([]);
    }
  });

  it('hands on lines that are not JSON, with nothing of theirs but names of fields', async () => {
    const lines = await read(
      Buffer.concat([
        Buffer.from('{"id":"x1","user":"jane@x'),
        Buffer.from('\n{"id":"'),
        Buffer.from([0xff, 0xfe]),
        Buffer.from(`"}\n"${'y'.repeat(MAX_LINE_BYTES)}"\n{}`),
      ]),
    );
    expect(lines).toMatchObject([
      { line: 1, reject: { code: 'invalid_json' }, payload: '{"id":"…","user":"…' },
      { line: 2, reject: { code: 'invalid_utf8' }, payload: '{"id":"…"}' },
      { line: 3, reject: { code: 'line_too_long' } },
      { line: 4, value: {} },
    ]);
    expect(JSON.stringify(lines)).not.toContain('jane');
  });

  it('finds every line however long the body is, and those that are a byte too long', async () => {
    const ofLength = (bytes: number) => JSON.stringify({ a: 'z'.repeat(bytes - 8) });
    const lengths = [MAX_LINE_BYTES, 20, MAX_LINE_BYTES + 1, MAX_LINE_BYTES - 1, MAX_LINE_BYTES, MAX_LINE_BYTES + 1];
    const short = Array.from({ length: 5000 }, (_, index) => `{"n":${index},"text":"${'é'.repeat(index % 40)}"}`);
    const texts = [...short, ...lengths.map(ofLength), ...short, ofLength(MAX_LINE_BYTES)];
    for (const last of ['', ofLength(MAX_LINE_BYTES + 1)]) {
      const all = [...texts, last].filter((text) => text !== '');
      const expected = all.map((text, index) =>
        Buffer.byteLength(text) > MAX_LINE_BYTES
          ? { line: index + 1, reject: { code: 'line_too_long' } }
          : { line: index + 1, value: JSON.parse(text) as unknown },
      );
      expect(await read(all.join('\n'))).toMatchObject(expected);
    }
  });

  it.each(['[{"a":1}', '[1,]', '[1,,2]', '[1}', '[1]x', '["a]', '[{"a":}]', '{"a":1', 'nonsense', '"\ud800'])(
    'refuses a body that cannot be told apart: %s',
    async (text) => {
      await expect(read(text, false)).rejects.toMatchObject({ code: 'invalid_body' });
    },
  );

  it('reads nesting of any depth', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(await read(`{"a":${deep}}`)).toMatchObject([{ line: 1, value: {} }]);
  });
});
