import type { Readable } from 'node:stream';
import type { Statement } from '@syncline/shared/statements';
import { monthText } from '@syncline/shared/statement-words';
import { pdfOf } from '../documents/pdf.ts';
import { blocksOf } from './pdf-blocks.ts';

/** A statement as PDF. The stream fails where a page cannot be drawn. */
export function statementPdf(statement: Statement): Readable {
  const title = titleOf(statement);
  return pdfOf(
    {
      title,
      subject: `Shares of revenue, ${monthText(statement.month)}`,
      // A closed statement is the same document to the byte, whenever it is asked for.
      created: new Date(statement.closed_at ?? `${statement.month}-01T00:00:00Z`),
    },
    { blocks: blocksOf(statement), foot: [`${title} · Syncline`] },
  );
}

function titleOf({ number, name, month }: Statement): string {
  return `${number === null ? 'Draft of a statement' : `Statement ${number}`} · ${name} · ${monthText(month)}`;
}
