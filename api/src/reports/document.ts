import type { Readable } from 'node:stream';
import { formatInstant, formatPeriod } from '@syncline/shared/format';
import { DEMO_TEXT } from '@syncline/shared/statement-words';
import type { Period } from '@syncline/shared/time';
import { pdfOf } from '../documents/pdf.ts';
import { drawCover } from './cover.ts';
import type { Section } from './section.ts';
import { definitionBlocks } from './sections/definitions.ts';

/** All that a report says, answered and laid out. */
export interface ReportDocument {
  title: string;
  preparedFor: string;
  notes: string;
  /** What it is about: everything, a brand or a campaign. */
  about: string;
  period: Period;
  compared: Period | null;
  /** Days that were to be compared with, but begin before the first event. */
  notCovered: Period | null;
  timezone: string;
  currency: string;
  /** RFC 3339. */
  asOf: string;
  version: string;
  /** Whether demo data is in the figures. */
  demo: boolean;
  /** Whether events came in between the sections. */
  moved: boolean;
  sections: readonly Section[];
}

/** A report as PDF: cover, sections, and last the definitions and methods of all that is in it. */
export function reportPdf(document: ReportDocument): Readable {
  const { title, about, period, timezone, version, asOf, demo, sections } = document;
  const days = formatPeriod(period);
  return pdfOf(
    {
      title: `${title} · ${days}`,
      subject: `${about}, ${period.from} to ${period.to}, days of ${timezone}`,
      created: new Date(asOf),
    },
    {
      blocks: [...sections.flatMap(({ blocks }) => blocks), ...definitionBlocks(sections, timezone)],
      running: { left: `${title} · ${about}`, right: `${days}, days of ${timezone}` },
      foot: [
        `Source: event log of Syncline ${version}, every event counted, as of ${formatInstant(asOf, timezone)}`,
        ...(demo ? [DEMO_TEXT] : []),
      ],
      cover: (pdf, chapters) => drawCover(pdf, document, chapters),
    },
  );
}
