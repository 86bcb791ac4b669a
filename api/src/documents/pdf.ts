import type { Readable } from 'node:stream';
import { setImmediate as othersTurn } from 'node:timers/promises';
import PdfKit from 'pdfkit';
import { FONTS, GREY, LEFT, RIGHT, RULE, write } from './ink.ts';
import { type Block, BOTTOM, drawRows, paginate } from './layout.ts';

const FOOT_SIZE = 7.5;

interface Description {
  title: string;
  subject: string;
  /** What is drawn is a function of the document and of this instant, to the byte. */
  created: Date;
}

/** A chapter of a document, and the page it begins on, from 1. */
export interface Chapter {
  name: string;
  page: number;
}

interface Content {
  blocks: readonly Block[];
  /** At the foot of every page, above its number. */
  foot: readonly string[];
  /** At the head of every page but the cover. */
  running?: { left: string; right: string };
  /** Draws the first page by itself, with the chapters that follow it. */
  cover?: (pdf: PDFKit.PDFDocument, chapters: readonly Chapter[]) => void;
}

/**
 * A document as PDF, A4, page by page as it is drawn: heads of tables are repeated, every page says what it is of and its
 * number of how many, and chapters are its bookmarks. The text can be selected and searched; its font (Inter) covers Latin,
 * Greek and Cyrillic. The stream fails where the content cannot be made or a page cannot be drawn.
 */
export function pdfOf({ title, subject, created }: Description, content: Content): Readable {
  const pdf = new PdfKit({
    size: 'A4',
    margin: 0,
    lang: 'en',
    displayTitle: true,
    font: FONTS.regular,
    info: { Title: title, Author: 'Syncline', Subject: subject, CreationDate: created },
  });
  draw(pdf, content).catch((error: unknown) => pdf.destroy(error instanceof Error ? error : new Error(String(error))));
  return pdf;
}

async function draw(pdf: PDFKit.PDFDocument, { blocks, foot, running, cover }: Content): Promise<void> {
  const pages = await paginate(pdf, blocks);
  const before = cover ? 1 : 0;
  const count = pages.length + before;
  if (cover) {
    cover(
      pdf,
      pages.flatMap(({ chapters }, index) => chapters.map((name) => ({ name, page: index + 1 + before }))),
    );
    drawFoot(pdf, foot, { number: 1, count });
  }
  for (const [index, { rows, chapters }] of pages.entries()) {
    if (index + before > 0) {
      await othersTurn();
      pdf.addPage();
    }
    for (const name of chapters) {
      pdf.outline.addItem(name);
      pdf.addNamedDestination(name);
    }
    if (running) drawRunning(pdf, running);
    drawRows(pdf, rows);
    drawFoot(pdf, foot, { number: index + 1 + before, count });
  }
  pdf.end();
}

function drawRunning(pdf: PDFKit.PDFDocument, { left, right }: NonNullable<Content['running']>): void {
  pdf.font(FONTS.regular).fontSize(FOOT_SIZE).fillColor(GREY);
  const room = RIGHT - LEFT - pdf.widthOfString(right) - 12;
  pdf.text(left, LEFT, 26, { width: room, height: FOOT_SIZE + 3, ellipsis: true });
  write(pdf, right, RIGHT, 26, { size: FOOT_SIZE, color: GREY, align: 'right' });
  pdf.moveTo(LEFT, 40).lineTo(RIGHT, 40).lineWidth(0.5).strokeColor(RULE).stroke();
}

function drawFoot(
  pdf: PDFKit.PDFDocument,
  lines: readonly string[],
  { number, count }: { number: number; count: number },
): void {
  lines.forEach((line, index) => {
    const y = BOTTOM + 14 + index * 11;
    pdf.font(FONTS.regular).fontSize(FOOT_SIZE).fillColor(GREY);
    pdf.text(line, LEFT, y, { width: RIGHT - LEFT - (index === 0 ? 80 : 0), height: FOOT_SIZE + 3, ellipsis: true });
  });
  write(pdf, `Page ${number} of ${count}`, RIGHT, BOTTOM + 14, { size: FOOT_SIZE, color: GREY, align: 'right' });
}
