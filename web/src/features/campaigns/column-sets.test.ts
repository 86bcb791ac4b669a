import { describe, expect, it } from 'vitest';
import { COLUMN_SETS, nameOfSet, readSets, withSet } from './column-sets.ts';

describe('sets of columns', () => {
  it('are read back as they were kept', () => {
    const sets = withSet(withSet([], { name: 'Weekly', metrics: ['reach', 'roas'] }), { name: 'B', metrics: ['cpm'] });
    expect(sets.map(({ name }) => name)).toEqual(['B', 'Weekly']);
    expect(readSets(JSON.stringify(sets))).toEqual(sets);
  });

  it('are none where what is kept is something else, and lose metrics that are no more', () => {
    for (const stored of ['', '{', 'null', '{"name":"a"}', '[1,null,{"name":3,"metrics":["reach"]}]']) {
      expect(readSets(stored)).toEqual([]);
    }
    expect(readSets('[{"name":"a","metrics":["reach","gone"]},{"name":"b","metrics":["gone"]}]')).toEqual([
      { name: 'a', metrics: ['reach'] },
    ]);
  });

  it('replace one of the same name, and are told by their columns in any order', () => {
    const sets = withSet(withSet([], { name: 'Mine', metrics: ['reach'] }), {
      name: 'Mine',
      metrics: ['buyers', 'cpa'],
    });
    expect(sets).toEqual([{ name: 'Mine', metrics: ['buyers', 'cpa'] }]);
    expect(nameOfSet(sets, ['cpa', 'buyers'])).toBe('Mine');
    expect(nameOfSet([...COLUMN_SETS, ...sets], ['reach'])).toBeUndefined();
  });
});
