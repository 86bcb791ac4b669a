import { describe, expect, it } from 'vitest';
import { proportionOf } from '../../lib/proportion.ts';
import { payoffs } from './payoff.ts';

/** The answer of people who saw it that often each, those marked having bought. */
function answerOf(people: readonly { saw: number; bought: boolean }[], top: number) {
  const bins = Array.from({ length: top }, (_, index) => {
    const frequency = index + 1;
    const open = frequency === top;
    const inside = people.filter(({ saw }) => (open ? saw >= top : saw === frequency));
    return {
      frequency,
      open,
      people: inside.length,
      impressions: inside.reduce((sum, { saw }) => sum + saw, 0),
      conversion: proportionOf(inside.filter(({ bought }) => bought).length, inside.length),
    };
  });
  return {
    bins,
    impressions: people.reduce((sum, { saw }) => sum + saw, 0),
    at_least: bins.map(({ frequency }) => ({ frequency, people: people.filter(({ saw }) => saw >= frequency).length })),
  };
}

describe('what a cap would have left out', () => {
  const people = Array.from({ length: 600 }, (_, index) => ({
    saw: 1 + ((index * 7) % 9),
    bought: index % 11 < index % 9,
  }));
  const told = payoffs(answerOf(people, 6), 90_000);
  const all = people.reduce((sum, { saw }) => sum + saw, 0);

  it('is what somebody gets who counts impression by impression', () => {
    expect(told.map(({ frequency }) => frequency)).toEqual([1, 2, 3, 4, 5]);
    for (const { frequency, above, people: affected, buyers, saved } of told) {
      const over = people.filter(({ saw }) => saw > frequency);
      expect(above).toBe(over.reduce((sum, { saw }) => sum + saw - frequency, 0));
      expect(affected).toBe(over.length);
      expect(buyers).toBe(over.filter(({ bought }) => bought).length);
      expect(saved).toBe(Math.round((90_000 * above) / all));
    }
  });

  it('says whether one impression more went with more buyers, where the interval carries it', () => {
    const steep = [
      ...Array.from({ length: 400 }, (_, index) => ({ saw: 1, bought: index < 4 })),
      ...Array.from({ length: 400 }, (_, index) => ({ saw: 2, bought: index < 40 })),
      ...Array.from({ length: 400 }, (_, index) => ({ saw: 3, bought: index < 42 })),
    ];
    const [first, second, third] = payoffs(answerOf(steep, 4), null);
    expect([first?.marginal, first?.saved]).toEqual([null, null]);
    expect(second).toMatchObject({ direction: 1 });
    expect(second?.marginal?.value).toBeCloseTo(0.09, 12);
    expect(third).toMatchObject({ direction: 0 });
  });

  it('is nothing where nobody was reached', () => {
    expect(payoffs(answerOf([], 3), 100).map(({ above, aboveShare, saved }) => [above, aboveShare, saved])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });
});
