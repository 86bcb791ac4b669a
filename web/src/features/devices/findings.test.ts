import { describe, expect, it } from 'vitest';
import { proportionOf } from '../../lib/proportion.ts';
import { comparisonTitle } from './findings.ts';

const title = (mobile: [number, number], desktop: [number, number]) =>
  comparisonTitle(
    { name: 'Primary mobile people', proportion: proportionOf(...mobile) },
    { name: 'Primary desktop people', proportion: proportionOf(...desktop) },
    'bought',
    'Buyers by primary device',
  );

describe('the title of a comparison', () => {
  it('states the finding, larger share first, where the interval carries it', () => {
    expect(title([560, 700], [480, 800])).toBe(
      'Primary mobile people bought more often than primary desktop people: 80.0\u202f% against 60.0\u202f%',
    );
    expect(title([480, 800], [560, 700])).toBe(
      'Primary desktop people bought more often than primary mobile people: 80.0\u202f% against 60.0\u202f%',
    );
  });

  it('says what by what where the interval spans no difference, or a share has no base', () => {
    expect(title([5, 56], [2, 29])).toBe('Buyers by primary device');
    expect(title([5, 56], [0, 0])).toBe('Buyers by primary device');
  });
});
