import { describe, expect, it } from 'vitest';
import { choiceField, numberField, patternField, readSearch, textField, wholeField } from './search-fields.ts';

const fields = {
  find: textField(5),
  month: patternField(/^\d{4}-\d{2}$/, 7),
  sort: choiceField(['amount', 'day']),
  page: wholeField(2, 10),
  days: numberField([0, 7]),
};

describe('what an address holds', () => {
  it('is read where it fits', () => {
    const search = { find: 'lamp', month: '2013-02', sort: 'day', page: '3', days: '0' };
    expect(readSearch(fields, search)).toEqual({ ...search, page: 3, days: 0 });
    expect(readSearch(fields, { page: 3, days: 7 })).toEqual({ page: 3, days: 7 });
  });

  it('is dropped where it does not, so that it cannot stand beside what was read', () => {
    const wrong = [
      { find: 'longer' },
      { find: 12 },
      { month: '2013-2' },
      { month: '2013-02-11' },
      { sort: 'AMOUNT' },
      { page: '1' },
      { page: '11' },
      { page: '2.5' },
      { page: 'two' },
      { page: null },
      { days: '1' },
      { days: ['7'] },
    ];
    for (const search of wrong) {
      const read = readSearch(fields, search);
      expect(Object.keys(read)).toEqual(Object.keys(search));
      expect(Object.values(read)).toEqual([undefined]);
    }
  });

  it('is left out where nothing names it', () => {
    expect(readSearch(fields, { other: 'x' })).toStrictEqual({});
  });
});
