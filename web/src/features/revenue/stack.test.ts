import { describe, expect, it } from 'vitest';
import { stackOf } from './stack.ts';

const line = (
  key: string,
  role: 'merchant' | 'platform' | 'card_network' | null,
  kind: 'party' | 'tax' | 'nobody',
) => ({
  key,
  name: key,
  role,
  kind,
});
const LINES = [
  line('tax', null, 'tax'),
  line('network', 'platform', 'party'),
  line('brands', 'merchant', 'party'),
  line('none', null, 'nobody'),
];

describe('stackOf', () => {
  it('puts who keeps the rest at the bottom and tax on top, each on the one below, and leaves out what is nothing', () => {
    expect(stackOf(LINES, [60, 140, 700, 0]).map((part) => [part.line.key, part.from, part.to])).toEqual([
      ['brands', 0, 700],
      ['network', 700, 840],
      ['tax', 840, 900],
    ]);
  });

  it('hangs what is less than nothing below zero', () => {
    expect(stackOf(LINES, [-10, 40, -90, 20]).map((part) => [part.line.key, part.from, part.to])).toEqual([
      ['brands', 0, -90],
      ['none', 0, 20],
      ['network', 20, 60],
      ['tax', -90, -100],
    ]);
  });
});
