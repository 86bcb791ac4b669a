import { STUDY_TEMPLATES } from '@syncline/shared/study-templates';
import { describe, expect, it } from 'vitest';
import { draftOf, movedUp, readDraft, withNewTable, withoutTable, withTable } from './study-draft.ts';

const scope = { period: { from: '2026-08-01', to: '2026-08-31' }, filters: [] };
const draft = draftOf(STUDY_TEMPLATES['mobile-2013'].draft(scope));
const titles = (of: typeof draft) => of.tables.map(({ table }) => table.title);

describe('the draft of a study', () => {
  it('is the study of its template as long as nothing is changed', () => {
    expect(readDraft(draft)).toEqual({ study: STUDY_TEMPLATES['mobile-2013'].draft(scope), faults: new Map() });
  });

  it('says what is wrong at its field', () => {
    const [first] = draft.tables;
    if (first?.table.analysis !== 'index') throw new Error('the template begins with an index');
    const wrong = { ...first.table, title: ' ', request: { ...first.table.request, minimum_people: 1 } };
    const { study, faults } = readDraft({ ...withTable(draft, first.key, wrong), name: '' });
    expect(study).toBeNull();
    expect([...faults]).toEqual([
      ['name', 'is needed'],
      ['tables.0.title', 'is needed'],
      ['tables.0', expect.stringMatching(/^minimum_people: /)],
    ]);
  });

  it('says that titles are alike', () => {
    const [first, second] = draft.tables;
    if (!first || !second) throw new Error('the template has tables');
    const alike = withTable(draft, second.key, { ...second.table, title: first.table.title });
    expect([...readDraft(alike).faults]).toEqual([['tables', 'Tables must have titles of their own.']]);
  });

  it('takes more tables, moves and loses them', () => {
    const more = withNewTable(draft, scope);
    expect(titles(more)).toEqual([...titles(draft), 'Table 4']);
    expect(new Set(more.tables.map(({ key }) => key)).size).toBe(4);
    const last = more.tables[3]?.key ?? -1;
    expect(titles(movedUp(more, last))[2]).toBe('Table 4');
    expect(movedUp(more, more.tables[0]?.key ?? -1)).toBe(more);
    expect(titles(withoutTable(more, last))).toEqual(titles(draft));
  });
});
