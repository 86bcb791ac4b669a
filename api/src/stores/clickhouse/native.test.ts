import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedColumn, NativeBlock, nativeBlock, textColumn, wordColumn } from './native.ts';

/** Texts below 128 bytes, each behind its length. */
const texts = (values: readonly string[]) =>
  Buffer.concat(values.map((value) => Buffer.concat([Buffer.from([Buffer.byteLength(value)]), Buffer.from(value)])));

const words = Array.from({ length: 300 }, (_, index) => `word ${index}`);

function blockOf(rows: readonly number[], known: readonly string[]) {
  return nativeBlock(rows.length, [
    fixedColumn(
      'day',
      'Date',
      Uint16Array.from(rows, (row) => row * 3),
    ),
    fixedColumn('at', "DateTime64(3, 'UTC')", Uint32Array.from(rows.flatMap((row) => [row, 7]))),
    fixedColumn(
      'kind',
      "Enum8('a' = 0, 'b' = 1)",
      Uint8Array.from(rows, (row) => row % 2),
    ),
    wordColumn(
      'word',
      known,
      Uint32Array.from(rows, (row) => row % known.length),
    ),
    textColumn('text', texts(rows.map((row) => 'é'.repeat(row % 5)))),
    fixedColumn('uid', 'UInt32', Uint32Array.from(rows)),
  ]);
}

describe('NativeBlock', () => {
  it('is laid out as the format is described', () => {
    const block = nativeBlock(2, [
      fixedColumn('n', 'UInt16', Uint16Array.of(1, 258)),
      wordColumn('w', ['', 'x'], Uint32Array.of(1, 0)),
      textColumn('s', texts(['', 'yz'])),
    ]);
    const wide = (value: number) => `${value.toString(16).padStart(2, '0')}00000000000000`;
    const expected = [
      '0302',
      `016e06${Buffer.from('UInt16').toString('hex')}01000201`,
      `017716${Buffer.from('LowCardinality(String)').toString('hex')}`,
      `${wide(1)}0002000000000000${wide(2)}000178${wide(2)}0100`,
      `017306${Buffer.from('String').toString('hex')}0002797a`,
    ];
    expect(block.toString('hex')).toBe(expected.join(''));
  });

  it('answers single values', () => {
    const block = new NativeBlock(blockOf([5, 6, 400], words));
    expect(block.rows).toBe(3);
    expect([block.number('day', 2), block.number('at', 0), block.number('kind', 0)]).toEqual([
      1200n,
      (7n << 32n) | 5n,
      1n,
    ]);
    expect([block.word('word', 1), block.word('word', 2)]).toEqual(['word 6', 'word 100']);
    expect(() => block.number('other', 0)).toThrow('no column other');
  });

  it.each([
    ['few', words.slice(0, 3)],
    ['many', words],
  ])('makes a block of some of its rows, %s words', (_, known) => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1 }), fc.func(fc.boolean()), (rows, isKept) => {
        const kept = rows.flatMap((row, index) => (isKept(row, index) ? [index] : []));
        const selected = new NativeBlock(blockOf(rows, known)).select(kept);
        const direct = blockOf(
          kept.map((index) => rows[index] ?? 0),
          known,
        );
        return selected.equals(direct);
      }),
      { numRuns: 200, seed: 9 },
    );
  });

  it('refuses what ends early and types it does not know', () => {
    const block = blockOf([1, 2, 3], words);
    expect(() => new NativeBlock(block.subarray(0, block.length - 1))).toThrow(RangeError);
    const unknown = nativeBlock(1, [fixedColumn('n', 'UInt256', Uint8Array.of(1))]);
    expect(() => new NativeBlock(unknown)).toThrow('UInt256');
  });
});
