import type { Annotation } from '@syncline/shared/annotations';
import { describe, expect, it } from 'vitest';
import { chartNotes, notesOn, withNotes } from './annotations.ts';

const period = { from: '2026-11-01', to: '2026-11-30' };
const at = '2026-11-01T00:00:00.000Z';
const note = (id: string, from: string, to: string, about: Partial<Annotation> = {}): Annotation => ({
  id,
  title: id,
  text: '',
  from,
  to,
  campaign: null,
  brand: null,
  created_at: at,
  updated_at: at,
  ...about,
});
const campaigns = [
  { slug: 'lamp', name: 'Lamp', brand: 'alder', starts_on: '2026-11-10', ends_on: null },
  { slug: 'cup', name: 'Cup', brand: 'birch', starts_on: '2026-12-10', ends_on: '2026-12-20' },
];
const annotations = [
  note('before', '2026-10-01', '2026-10-31'),
  note('into', '2026-10-31', '2026-11-01'),
  note('alder', '2026-11-05', '2026-11-05', { brand: 'alder' }),
  note('lamp', '2026-11-06', '2026-11-08', { campaign: 'lamp' }),
  note('cup', '2026-11-07', '2026-11-07', { campaign: 'cup' }),
  note('after', '2026-12-01', '2026-12-01'),
];
const shown = (brand: string[], campaign: string[]) =>
  chartNotes({ period, values: { brand, campaign, device: [], network: [] }, annotations, campaigns });
const keys = (brand: string[], campaign: string[]) => shown(brand, campaign).map(({ key }) => key);

describe('notes of a chart', () => {
  it('are those over its days that concern what it shows', () => {
    expect(keys([], [])).toEqual(['into', 'alder', 'lamp', 'cup']);
    expect(keys(['alder'], [])).toEqual(['into', 'alder', 'lamp']);
    expect(keys(['birch'], [])).toEqual(['into', 'cup']);
    expect(keys([], ['lamp'])).toEqual(['into', 'alder', 'lamp', 'flight lamp']);
    expect(keys([], ['cup'])).toEqual(['into', 'cup']);
  });

  it('are numbered by their days, and flights are not', () => {
    expect(shown([], ['lamp']).map(({ number }) => number)).toEqual([1, 2, 3, null]);
    expect(shown([], ['lamp']).at(-1)).toMatchObject({
      title: 'Flight of Lamp, no end set',
      from: '2026-11-10',
      to: '2026-11-30',
    });
  });

  it('stand beside the days in a table, all that are over one', () => {
    const notes = shown([], []);
    expect(notesOn(notes, '2026-11-07').map(({ key }) => key)).toEqual(['lamp', 'cup']);
    const table = {
      columns: [{ label: 'Day' }, { label: 'Reach' }],
      rows: [
        ['2026-11-07', 3],
        ['2026-11-09', 4],
      ],
    };
    expect(withNotes(table, notes)).toEqual({
      columns: [{ label: 'Day' }, { label: 'Reach' }, { label: 'Notes' }],
      rows: [
        ['2026-11-07', 3, 'lamp; cup'],
        ['2026-11-09', 4, ''],
      ],
    });
    expect(withNotes(table, [])).toBe(table);
  });
});
