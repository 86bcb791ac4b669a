import { describe, expect, it } from 'vitest';
import { KnownIds } from './known-ids.ts';

/** Spread evenly, as keyed hashes are: the finaliser of MurmurHash3. */
const scatter = (index: number) => {
  let mixed = Math.imul(index ^ (index >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};
const idOf = (index: number, day = 20_000) => ({ low: scatter(index), high: scatter(index + 0x5bd1e995), day });
const isKnown = (known: KnownIds, index: number, day?: number) => {
  const { low, high, day: on } = idOf(index, day);
  return known.mayHold(low, high, on);
};

describe('KnownIds', () => {
  it('never denies an id that was added, and seldom takes another for known', () => {
    const known = new KnownIds([]);
    for (let index = 0; index < 300_000; index++) known.add(idOf(index));
    let errors = 0;
    for (let index = 0; index < 300_000; index++) {
      if (!isKnown(known, index)) throw new Error(`${index} is denied`);
      if (isKnown(known, index + 1_000_000)) errors++;
    }
    expect(errors).toBeLessThan(3000);
    expect(isKnown(new KnownIds([]), 1)).toBe(false);
  });

  it('tells days apart', () => {
    const known = new KnownIds([]);
    for (let index = 0; index < 1000; index++) known.add(idOf(index));
    const taken = Array.from({ length: 1000 }, (_, index) => isKnown(known, index, 20_001)).filter(Boolean);
    expect(taken.length).toBeLessThan(20);
  });

  it('denies nothing on days of which it does not know everything', () => {
    const known = new KnownIds([20_000]);
    expect(isKnown(known, 1)).toBe(true);
    expect(isKnown(known, 1, 20_001)).toBe(false);
  });

  it('denies nothing that it had to forget', () => {
    const known = new KnownIds([], 1000);
    for (let index = 0; index < 900; index++) known.add(idOf(index));
    for (let index = 0; index < 200; index++) known.add(idOf(index, 20_001));
    for (let index = 0; index < 900; index++) expect(isKnown(known, index)).toBe(true);
    for (let index = 0; index < 200; index++) expect(isKnown(known, index, 20_001)).toBe(true);
    expect(isKnown(known, 1, 20_002)).toBe(false);
  });
});
