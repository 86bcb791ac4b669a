import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, readLines } from './lines.ts';

async function read(chunks: Uint8Array[], longest?: number): Promise<Line[]> {
  const source = (async function* () {
    yield* chunks;
  })();
  const lines: Line[] = [];
  for await (const line of readLines(source, longest)) lines.push(line);
  return lines;
}

describe('readLines', () => {
  it('numbers the lines, leaves out empty ones, and drops a byte order mark', async () => {
    expect(await read([Buffer.from('\uFEFFa\r\n\n \nb')])).toEqual([
      { line: 1, text: 'a\r' },
      { line: 4, text: 'b' },
    ]);
  });

  it('gives the same lines however the bytes are cut', async () => {
    const text = 'one\nzwö\n\n日本👍\nend';
    const whole = await read([Buffer.from(text)]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(Buffer.byteLength(text)), { maxLength: 8 }), async (cuts) => {
        const bytes = Buffer.from(text);
        const marks = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = marks.slice(1).map((end, index) => bytes.subarray(marks[index], end));
        expect(await read(chunks)).toEqual(whole);
      }),
      { seed: 1 },
    );
  });

  it('passes over a line that is too long or not UTF-8, and goes on', async () => {
    const lines = await read(
      [Buffer.from('x'.repeat(6)), Buffer.from('x'.repeat(90)), Buffer.from('\nok\n\xff', 'latin1')],
      10,
    );
    expect(lines.map((line) => ('text' in line ? line.text : line.code))).toEqual([
      'line_too_long',
      'ok',
      'invalid_utf8',
    ]);
  });
});
