import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Statement } from '@syncline/shared/statements';
import { monthText } from '@syncline/shared/statement-words';
import PdfKit from 'pdfkit';
import { blocksOf } from './pdf-blocks.ts';
import { BOTTOM, drawRow, type Fonts, LEFT, paginate, RIGHT, TOP } from './pdf-layout.ts';

const require = createRequire(import.meta.url);
const FONTS: Fonts = {
  regular: require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  strong: require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
};
const GREY = '#5b6472';

/**
 * A statement as PDF, A4, page by page as it is drawn: heads of tables are repeated, every page says what it is of and its
 * number of how many. The text can be selected and searched; its font (Inter) covers Latin, Greek and Cyrillic. The stream
 * fails where a page cannot be drawn.
 */
export function statementPdf(statement: Statement): Readable {
  const title = titleOf(statement);
  const pdf = new PdfKit({
    size: 'A4',
    margin: 0,
    lang: 'en',
    displayTitle: true,
    font: FONTS.regular,
    info: {
      Title: title,
      Author: 'Syncline',
      Subject: `Shares of revenue, ${monthText(statement.month)}`,
      // A closed statement is the same document to the byte, whenever it is asked for.
      CreationDate: new Date(statement.closed_at ?? `${statement.month}-01T00:00:00Z`),
    },
  });
  draw(pdf, statement, title).catch((error: unknown) =>
    pdf.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return pdf;
}

async function draw(pdf: PDFKit.PDFDocument, statement: Statement, title: string): Promise<void> {
  const pages = await paginate(pdf, FONTS, blocksOf(statement));
  for (const [index, rows] of pages.entries()) {
    if (index > 0) {
      await othersTurn();
      pdf.addPage();
    }
    let y = TOP;
    for (const row of rows) {
      drawRow(pdf, FONTS, row, y);
      y += row.height;
    }
    const foot = { width: RIGHT - LEFT, lineBreak: false } as const;
    pdf.font(FONTS.regular).fontSize(7.5).fillColor(GREY);
    pdf.text(`${title} · Syncline`, LEFT, BOTTOM + 14, foot);
    pdf.text(`Page ${index + 1} of ${pages.length}`, LEFT, BOTTOM + 14, { ...foot, align: 'right' });
  }
  pdf.end();
}

function titleOf({ number, name, month }: Statement): string {
  return `${number === null ? 'Draft of a statement' : `Statement ${number}`} · ${name} · ${monthText(month)}`;
}
