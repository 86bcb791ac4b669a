import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineSplitter } from './lines.ts';

it('gives the same lines however the bytes are cut', () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, '').trim());
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(40)), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\r\n`).join(''));
      const splitter = new LineSplitter();
      const found: string[] = [];
      let from = 0;
      for (const cut of cuts) {
        found.push(...splitter.push(bytes.subarray(from, from + cut)));
        from += cut;
      }
      found.push(...splitter.push(bytes.subarray(from)));
      expect(found).toEqual(lines.filter((text) => text !== ''));
    }),
  );
});

it('does not keep a line that never ends', () => {
  const splitter = new LineSplitter();
  const piece = Buffer.alloc(1024 * 1024, 'x');
  expect(() => {
    for (let pieces = 0; pieces < 10; pieces++) splitter.push(piece);
  }).toThrow('does not end');
});
