import { daysOf } from '@syncline/shared/time';
import { describe, expect, it } from 'vitest';
import type { ChartNote } from '../../lib/annotations.ts';
import { noteMarks } from './notes.ts';

const plot = { days: daysOf({ from: '2026-11-01', to: '2026-11-10' }), start: 50, end: 250 };
const note = (number: number | null, from: string, to: string, title = 'A title'): ChartNote => ({
  key: `${number}`,
  number,
  title,
  text: '',
  from: `2026-11-${from}`,
  to: `2026-11-${to}`,
  annotation: null,
});

describe('marks of notes', () => {
  it('are a line over a day, and a band over the days of several that are shown', () => {
    const [day, days] = noteMarks([note(1, '03', '03'), { ...note(2, '09', '10'), to: '2026-12-24' }], plot);
    expect(day).toMatchObject({ left: 90, right: 110, line: 100, badge: 100 });
    expect(days).toMatchObject({ left: 210, right: 250, line: null, badge: 217.5 });
    expect(noteMarks([{ ...note(1, '01', '01'), from: '2026-10-01', to: '2026-10-31' }], plot)).toEqual([]);
  });

  it('have numbers that do not touch and titles where they fit', () => {
    const marks = noteMarks([note(1, '03', '03'), note(2, '03', '03'), note(3, '05', '05', 'Short')], plot);
    const [one, two, three] = marks.map(({ badge }) => badge);
    expect(one).toBe(100);
    expect(two).toBeGreaterThanOrEqual(115);
    expect(three).toBe(140);
    expect(marks.map(({ label }) => label)).toEqual(['', '', 'Short']);
    expect(noteMarks([note(1, '10', '10', 'A long title at the end')], plot)[0]?.label).toBe('');
  });
});
