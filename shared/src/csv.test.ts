import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, csvNote } from './csv.ts';

describe('csvLine', () => {
  it('reads back as what was written, but for formulas', () => {
    const cell = fc.string({ unit: 'grapheme' }).filter((text) => !/^[=+\-@＝＋－＠\t\r\n]/u.test(text));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 6 }), (cells) => {
        expect(parse(csvLine(cells))).toEqual([cells]);
      }),
      { seed: 7 },
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('disarms the formula %j', (formula) => {
    expect(parse(csvLine([formula, 'x']))).toEqual([[`'${formula}`, 'x']]);
  });

  it('leaves null empty and numbers bare', () => {
    expect(csvLine([null, -1, true])).toBe(',-1,true\r\n');
  });

  it('is read past what is told about it, whatever that is', () => {
    const file = `${csvNote('Cost, "per" order\n=1+1')}${csvLine(['a', 'b'])}${csvLine([1, '# 2'])}`;
    expect(parse(file, { comment: '#', comment_no_infix: true })).toEqual([
      ['a', 'b'],
      ['1', '# 2'],
    ]);
  });
});
