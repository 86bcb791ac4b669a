import { reportInputSchema } from '@syncline/shared/reports';
import { describe, expect, it } from 'vitest';
import { draftOf, faultsOf, moved, toReportDraft } from './report-draft.ts';

const shown = { period: { from: '2026-11-01', to: '2026-11-28' }, brand: 'alder', campaign: null };

describe('the form of a report', () => {
  it('begins with all sections, about what is shown, and gives back what is kept', () => {
    const form = draftOf(null, shown);
    expect(form).toMatchObject({ brand: 'alder', campaign: null, moving: '28d', from: '2026-11-01' });
    const written = toReportDraft({
      ...form,
      name: ' Weekly ',
      moving: 'fixed',
      compare: 'none',
      every: 'week',
      on: 5,
      recipients: 'a@b.example',
    });
    const kept = reportInputSchema.parse({ ...written, sections: ['funnel', 'summary'] });
    expect(kept).toMatchObject({ name: 'Weekly', period: shown.period, compare: null });
    const report = { ...kept, id: 'weekly', next_run_at: null, created_at: '', updated_at: '' };
    const again = draftOf(report, { ...shown, period: { from: '2020-01-01', to: '2020-01-01' } });
    expect(again.sections.map(({ key }) => key).slice(0, 3)).toEqual(['funnel', 'summary', 'campaigns']);
    expect(reportInputSchema.parse(toReportDraft(again))).toEqual(kept);
  });

  it('says what is wrong with it by field', () => {
    const form = draftOf(null, shown);
    expect(Object.keys(faultsOf(form))).toEqual(['name']);
    const none = form.sections.map((section) => ({ ...section, chosen: false }));
    expect(faultsOf({ ...form, name: 'x', sections: none })).toEqual({ sections: 'Choose at least one.' });
    const fixed = { ...form, name: 'x', moving: 'fixed' as const };
    expect(Object.keys(faultsOf({ ...fixed, from: '' }))).toEqual(['from']);
    expect(faultsOf({ ...fixed, from: '2026-11-29' }).to).toMatch(/before the first/);
    expect(faultsOf({ ...fixed, from: '2006-11-29' }).to).toMatch(/ten years/);
    expect(faultsOf({ ...form, name: 'x', recipients: 'ada' })).toEqual({ recipients: '“ada” is no address.' });
    expect(faultsOf({ ...fixed, moving: '7d', from: '2026-11-29' })).toEqual({});
  });

  it('moves a section by a place, and not past an end', () => {
    const { sections } = draftOf(null, shown);
    const keys = (of: typeof sections) => of.map(({ key }) => key).slice(0, 3);
    expect(keys(moved(sections, 1, -1))).toEqual(['campaigns', 'summary', 'daily']);
    expect(keys(moved(sections, 1, 1))).toEqual(['summary', 'daily', 'campaigns']);
    expect(moved(sections, 0, -1)).toBe(sections);
  });
});
