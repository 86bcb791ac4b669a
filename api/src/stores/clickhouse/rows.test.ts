import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseRows } from './rows.ts';

const answer = (type: string, ...values: string[]) =>
  `{"meta": [{"name": "v", "type": "${type}"}], "data": [${values.map((value) => `[${value}]`).join(',')}], "rows": 1}`;

describe('parseRows', () => {
  it('names values by column and parses each row', () => {
    const body =
      '{"meta": [{"name": "a", "type": "UInt8"}, {"name": "b", "type": "String"}], "data": [[1, "x"], [2, "y"]]}';
    const schema = z.object({ a: z.number(), b: z.string().transform((text) => text.toUpperCase()) });
    expect(parseRows(body, schema)).toEqual([
      { a: 1, b: 'X' },
      { a: 2, b: 'Y' },
    ]);
  });

  it.each([
    ['UInt64', '9007199254740991', 9_007_199_254_740_991],
    ['Int64', '-9007199254740991', -9_007_199_254_740_991],
    ['Nullable(UInt64)', 'null', null],
    ['Float64', '1e300', 1e300],
    ['Float64', '9007199254740993', 9_007_199_254_740_992],
    ['Array(UInt64)', '[1, 2]', [1, 2]],
  ])('takes %s %s', (type, text, value) => {
    expect(parseRows(answer(type, text), z.unknown())).toEqual([{ v: value }]);
  });

  it.each([
    ['UInt64', '9007199254740992'],
    ['UInt64', '18446744073709551615'],
    ['Int64', '-9007199254740993'],
    ['Int128', '170141183460469231731687303715884105727'],
    ['SimpleAggregateFunction(sum, UInt64)', '9007199254740993'],
    ['Array(Array(UInt64))', '[[1], [9007199254740993]]'],
    ['Tuple(a String, b Nullable(Int64))', '{"a": "x", "b": 9007199254740993}'],
    ['Map(String, UInt64)', '{"k": 9007199254740993}'],
  ])('refuses %s %s, which JavaScript cannot hold', (type, text) => {
    expect(() => parseRows(answer(type, '1', text), z.unknown())).toThrow('Column v holds an integer beyond 2^53');
  });
});
