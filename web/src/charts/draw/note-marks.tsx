import { type ChartNote, notesOn } from '../../lib/annotations.ts';
import { fitted } from '../prepare/labels.ts';
import { noteMarks, NOTES_ROW } from '../prepare/notes.ts';
import styles from './chart.module.css';
import type { Tip } from './chart-frame.tsx';

interface NoteMarksProps {
  notes: readonly ChartNote[];
  days: readonly string[];
  start: number;
  end: number;
  /** Top of the row of numbers, and bottom of the plot. */
  top: number;
  bottom: number;
}

/** Notes over a plot: a line over a day, a band over several, under the number they are listed by; flights as brackets. */
export function NoteMarks({ notes, days, start, end, top, bottom }: NoteMarksProps) {
  const middle = top + NOTES_ROW / 2 - 2;
  return (
    <g>
      {noteMarks(notes, { days, start, end }).map(({ note, left, right, line, badge, label }) =>
        note.number === null ? (
          <path
            key={note.key}
            d={`M${left + 0.5} ${top + NOTES_ROW + 4}v-4H${right - 0.5}v4`}
            fill="none"
            stroke="var(--strong)"
          />
        ) : (
          <g key={note.key}>
            {line === null ? (
              <rect
                x={left}
                y={top + NOTES_ROW}
                width={right - left}
                height={bottom - top - NOTES_ROW}
                fill="var(--text-2)"
                fillOpacity={0.09}
              />
            ) : (
              <path d={`M${line} ${middle}V${bottom}`} stroke="var(--text-2)" strokeDasharray="2 3" />
            )}
            <circle cx={badge} cy={middle} r={7} fill="var(--canvas)" stroke="var(--text-2)" />
            <text x={badge} y={middle + 3.5} textAnchor="middle" fontSize={9.5} fontWeight={620} fill="var(--text-1)">
              {note.number}
            </text>
            {label ? (
              <text className={styles.label} x={badge + 12} y={middle + 4}>
                {label}
              </text>
            ) : null}
          </g>
        ),
      )}
    </g>
  );
}

/** How much higher a plot begins to have room for its notes. */
export function notesRoom(notes: readonly ChartNote[]): number {
  return notes.length > 0 ? NOTES_ROW : 0;
}

/** How wide a title may be in a tooltip; it stands in full in the list under the chart. */
const TIP_WIDTH = 150;

/** What a tooltip says of the notes over a day. */
export function noteRows(notes: readonly ChartNote[], day: string): Tip['rows'] {
  return notesOn(notes, day).map(({ number, title }) => ({ label: `Note ${number}`, value: fitted(title, TIP_WIDTH) }));
}
