import { describe, expect, it } from 'vitest';
import { addressesIn, addressFault } from './addresses.ts';

describe('addresses in a text', () => {
  it('stand between commas, semicolons and spaces', () => {
    expect(addressesIn(' ada@example.com, bo@example.com;carl@example.com\n')).toHaveLength(3);
    expect(addressesIn(' ')).toEqual([]);
    expect(addressFault('ada@example.com, bo@example.com')).toBeUndefined();
    expect(addressFault('')).toBeUndefined();
  });

  it('are named where they are wrong, double or too many', () => {
    expect(addressFault('ada@example.com, bo@')).toBe('“bo@” is no address.');
    expect(addressFault('ada@example.com ADA@example.com')).toBe('must name each address once');
    const many = Array.from({ length: 21 }, (_, index) => `a${index}@example.com`).join(' ');
    expect(addressFault(many)).toMatch(/20/);
  });
});
