import { formatDay, formatDays, formatInstant, formatPeriod, plural } from '@syncline/shared/format';
import { DEMO_TEXT } from '@syncline/shared/statement-words';
import { periodLength } from '@syncline/shared/time';
import { FONTS, INK, LEFT, RED, RIGHT, write } from '../documents/ink.ts';
import type { Chapter } from '../documents/pdf.ts';
import { line } from './charts/marks.ts';
import type { ReportDocument } from './document.ts';
import { PALETTE } from './palette.ts';

const WIDTH = RIGHT - LEFT;
const LABEL_WIDTH = 96;

/** The first page: what the report is called, for whom, about what and when, and where its chapters begin. */
export function drawCover(pdf: PDFKit.PDFDocument, document: ReportDocument, chapters: readonly Chapter[]): void {
  const { title, demo, moved, notes } = document;
  let y = 112;
  const paragraph = (text: string, style: { size: number; strong?: boolean; color?: string; after: number }) => {
    pdf
      .font(style.strong ? FONTS.strong : FONTS.regular)
      .fontSize(style.size)
      .fillColor(style.color ?? INK);
    pdf.text(text, LEFT, y, { width: WIDTH });
    y += pdf.heightOfString(text, { width: WIDTH }) + style.after;
  };
  paragraph(title, { size: 26, strong: true, after: 6 });
  paragraph(formatPeriod(document.period), { size: 14, color: PALETTE['text-2'], after: 18 });
  line(pdf, [LEFT, y], [RIGHT, y], PALETTE.strong, 1);
  y += 14;
  for (const [label, value] of factsOf(document)) {
    write(pdf, label, LEFT, y, { size: 9, color: PALETTE['text-3'] });
    pdf.font(FONTS.regular).fontSize(9).fillColor(INK);
    const place = { width: WIDTH - LABEL_WIDTH };
    pdf.text(value, LEFT + LABEL_WIDTH, y, place);
    y += Math.max(16, pdf.heightOfString(value, place) + 5);
  }
  y += 10;
  if (demo) paragraph(DEMO_TEXT, { size: 9, strong: true, color: RED, after: 8 });
  const open = [...new Set(document.sections.flatMap(({ method }) => method.openDays))];
  if (open.length > 0) {
    const text = `Not complete: ${formatDays(open)}. What is counted of ${open.length === 1 ? 'it' : 'them'} still grows.`;
    paragraph(text, { size: 9, color: PALETTE.warning, after: 8 });
  }
  if (moved) {
    const text = 'Events kept coming in while this was made: sections may differ by them.';
    paragraph(text, { size: 9, color: PALETTE.warning, after: 8 });
  }
  if (notes !== '') paragraph(notes, { size: 10, after: 8 });
  drawContents(pdf, y + 14, chapters);
}

function factsOf({ preparedFor, period, compared, notCovered, about, timezone, currency, asOf }: ReportDocument) {
  return [
    ...(preparedFor === '' ? [] : [['Prepared for', preparedFor] as const]),
    ['About', about] as const,
    ['Period', `${formatPeriod(period)}: ${plural(periodLength(period), 'whole day')} of ${timezone}`] as const,
    ...(compared === null ? [] : [['Compared with', formatPeriod(compared)] as const]),
    ...(notCovered === null
      ? []
      : [['Compared with', `nothing, as events begin after ${formatDay(notCovered.from, { year: true })}`] as const]),
    ['Money', `in ${currency}`] as const,
    ['Figures as of', formatInstant(asOf, timezone)] as const,
  ];
}

function drawContents(pdf: PDFKit.PDFDocument, top: number, chapters: readonly Chapter[]): void {
  write(pdf, 'Contents', LEFT, top, { size: 11, strong: true });
  chapters.forEach(({ name, page }, index) => {
    const y = top + 22 + index * 18;
    pdf.font(FONTS.regular).fontSize(9.5).fillColor(INK);
    pdf.text(name, LEFT, y, { width: WIDTH - 40, height: 14, ellipsis: true, goTo: name });
    write(pdf, String(page), RIGHT, y, { size: 9.5, align: 'right' });
    line(pdf, [LEFT, y + 14.5], [RIGHT, y + 14.5], PALETTE.rule);
  });
}
