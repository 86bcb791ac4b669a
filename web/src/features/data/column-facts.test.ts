import type { ImportEffect } from '@syncline/shared/imports';
import { expect, it } from 'vitest';
import { columnFacts, linesText, unusedText } from './column-facts.ts';

const TABLE = {
  columns: ['when', 'n'],
  rows: [
    ['a', '1'],
    ['b', ''],
    ['a', '2'],
    ['c', '3'],
    ['d', '4'],
  ],
};
const EFFECT: ImportEffect = {
  kinds: [],
  days: null,
  campaigns: [],
  campaigns_named: 0,
  brands: [],
  brands_named: 0,
  discovers: { brands: [], campaigns: [], offers: [] },
  money: [],
  spend_minor: null,
  refusals: [
    { code: 'invalid_row', path: 'at', message: 'at: no time', count: 1, lines: [9] },
    { code: 'at_too_early', path: 'at', message: 'too early', count: 7, lines: [2, 3, 4, 5, 6, 7, 8] },
  ],
  fields: [
    { field: 'at', column: 'when', filled: 1200, empty: 1, examples: ['a'] },
    { field: 'quantity', column: 'n', filled: 1201, empty: 0, examples: ['1'] },
  ],
  times: null,
};

it('shows the first different contents of a column, and what the whole file holds', () => {
  const facts = columnFacts(TABLE, EFFECT);
  expect(facts.samplesOf('when')).toEqual(['a', 'b', 'c']);
  expect(facts.samplesOf('n')).toEqual(['1', '2', '3']);
  expect(facts.checkOf('at')).toEqual({
    text: '1,200 filled, 1 empty, 8 refused (lines 2, 3, 4, 5, 6 …)',
    isFaulty: true,
  });
  expect(facts.checkOf('quantity')).toEqual({ text: '1,201 filled', isFaulty: false });
  expect(facts.checkOf('user')).toBeNull();
  expect(columnFacts(TABLE, null).checkOf('at')).toBeNull();
});

it('names lines and columns that are left over', () => {
  expect(linesText([4], 1)).toBe('line 4');
  expect(linesText([1, 2], 2)).toBe('lines 1, 2');
  expect(unusedText(['a', 'b', ''], new Set(['a']))).toBe('1 column is not used: b');
  expect(unusedText(['a'], new Set(['a']))).toBeNull();
});
