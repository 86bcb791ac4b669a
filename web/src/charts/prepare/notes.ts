import type { ChartNote } from '../../lib/annotations.ts';
import { textWidth } from './labels.ts';
import { bandCentre } from '@syncline/shared/scale';

/** Height of the row of numbers above a plot. */
export const NOTES_ROW = 18;
/** Width of a number in its ring. */
const BADGE = 15;
const GAP = 4;

/** A note as it is drawn, in pixels. */
export interface NoteMark {
  note: ChartNote;
  /** The first and last day of it on the chart: the edges of their bands. */
  left: number;
  right: number;
  /** Of the line over a single day; null for several, which have a band. */
  line: number | null;
  /** The centre of its number. */
  badge: number;
  /** Its title beside the number; empty where there is no room for it. */
  label: string;
}

interface Plot {
  days: readonly string[];
  start: number;
  end: number;
}

/** Where each note stands over the days of a chart. Numbers move right where they would touch; titles stand where they fit. */
export function noteMarks(notes: readonly ChartNote[], { days, start, end }: Plot): NoteMark[] {
  const band = (end - start) / days.length;
  let free = start;
  const marks = notes.flatMap((note): NoteMark[] => {
    const first = days.findIndex((day) => day >= note.from);
    const last = days.findLastIndex((day) => day <= note.to);
    if (first < 0 || last < first) return [];
    const left = start + first * band;
    const line = first === last ? bandCentre(first, days.length, start, end) : null;
    if (note.number === null) return [{ note, left, right: start + (last + 1) * band, line, badge: left, label: '' }];
    const badge = Math.min(end - BADGE / 2, Math.max(line ?? left + BADGE / 2, free + BADGE / 2));
    free = badge + BADGE / 2 + GAP / 2;
    return [{ note, left, right: start + (last + 1) * band, line, badge, label: '' }];
  });
  const numbered = marks.filter(({ note }) => note.number !== null);
  return marks.map((mark) => {
    const next = numbered[numbered.indexOf(mark) + 1];
    const room = (next ? next.badge - BADGE / 2 : end) - (mark.badge + BADGE / 2) - 2 * GAP;
    const fits = mark.note.number !== null && textWidth(mark.note.title) <= room;
    return fits ? { ...mark, label: mark.note.title } : mark;
  });
}
