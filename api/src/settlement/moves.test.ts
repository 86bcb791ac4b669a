import { type Terms, termsFaults } from '@syncline/shared/agreements';
import { describe, expect, it } from 'vitest';
import { type Move, movesOf, type Steps } from './moves.ts';
import { percent, perOrder, share, terms, tiers } from './worked-example.ts';

const BY_POINTS: Steps = { percentages: { by: 'points', step: '1' }, amounts_percent: '10' };
const lines = (moves: readonly Move[]) =>
  moves.map(({ part, party, term, value, ends }) =>
    [party?.party ?? '', part, term ?? '', value, '→', ...ends.map((end) => end.value)].join(' '),
  );

const RICH = terms(
  [
    share('platform', [percent('6'), perOrder(25)], { cap_minor: 90_000, minimum_minor: 4 }),
    share('network', [tiers([0, '0.5'], [100_000, '12.25'])], { on_refund: 'kept' }),
  ],
  { discount_funded_by: 'network' },
);

describe('what can be moved of terms', () => {
  it('is every percentage, amount and choice, one by one', () => {
    expect(lines(movesOf(RICH, BY_POINTS))).toEqual([
      'platform percentage 0 6 → 5 7',
      'platform per_order 1 25 → 22 28',
      'platform cap  90000 → 81000 99000',
      'platform minimum  4 → 3 5',
      'platform on_refund  returned → kept',
      'network tier_percentages 0 0.5, 12.25 → 0, 11.25 1.5, 13.25',
      'network tier_bounds 0 100000 → 90000 110000',
      'network on_refund  kept → returned',
      // Not the platform, which is guaranteed a minimum.
      ' discount_funded_by  network →  merchant',
      ' tax  excluded → included',
    ]);
  });

  it('by a part of a percentage: 10 % of 6 % and of 12.25 %, to four decimals', () => {
    const steps: Steps = { percentages: { by: 'percent', step: '10' }, amounts_percent: '0' };
    const [of, , , , , rates] = lines(movesOf(RICH, steps));
    expect(of).toBe('platform percentage 0 6 → 5.4 6.6');
    expect(rates).toBe('network tier_percentages 0 0.5, 12.25 → 0.45, 11.025 0.55, 13.475');
  });

  it('keeps to 0 and to what the others leave of 100 %, and leaves out what moves nothing', () => {
    const tight = terms([share('platform', [percent('0')]), share('agency', [percent('99.75')])]);
    expect(lines(movesOf(tight, BY_POINTS))).toEqual([
      'platform percentage 0 0 → 0.25',
      'platform on_refund  returned → kept',
      'agency percentage 0 99.75 → 98.75 100',
      'agency on_refund  returned → kept',
      ' discount_funded_by   → platform agency merchant',
      ' tax  excluded → included',
    ]);
  });

  it('changes nothing else, and never into terms that cannot stand', () => {
    for (const { ends } of movesOf(RICH, BY_POINTS)) {
      for (const { terms: moved } of ends) {
        expect(termsFaults(moved)).toEqual([]);
        expect(differences(RICH, moved)).toHaveLength(1);
      }
    }
  });
});

/** The paths at which two terms differ; those within one tiered term are one. */
function differences(one: Terms, other: Terms): string[] {
  const leaves = (value: unknown, path: string): [string, unknown][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
      : [[path, value]];
  const before = new Map(leaves(one, ''));
  const changed = leaves(other, '').flatMap(([path, value]) => (before.get(path) === value ? [] : [path]));
  return [...new Set(changed.map((path) => path.replace(/tiers\..*/, 'tiers')))];
}
