import { setImmediate as othersTurn } from 'node:timers/promises';

/** Files of the two weights. */
export interface Fonts {
  regular: string;
  strong: string;
}

export const LEFT = 48;
export const RIGHT = 547;
export const TOP = 48;
export const BOTTOM = 780;
const GAP = 10;
const ROWS_AT_ONCE = 50;
const RULE = '#c9ced6';
const INK = '#14181f';

/** Figures of one width stand under one another. */
const FIGURES = { features: ['tnum' as const] };

/** A column of a table, its width in points; numbers stand right. */
export interface Column {
  width: number;
  right?: boolean;
}

/** One line of the document: cells in columns, or one text across. */
export interface RowText {
  cells: readonly string[];
  columns?: readonly Column[];
  size?: number;
  strong?: boolean;
  color?: string;
  /** Space above, and a rule under it. */
  before?: number;
  rule?: boolean;
}

/** What stays together: a head that is repeated on every page, and the rows under it. */
export interface Block {
  head: readonly RowText[];
  rows: readonly RowText[];
}

interface Row extends RowText {
  height: number;
}

const WHOLE: readonly Column[] = [{ width: RIGHT - LEFT }];

/** Cuts the blocks into pages: a head never stands alone at the end of one, and begins every page on which its rows go on. */
export async function paginate(pdf: PDFKit.PDFDocument, fonts: Fonts, blocks: readonly Block[]): Promise<Row[][]> {
  const measured = (row: RowText): Row => ({ ...row, height: heightOf(pdf, fonts, row) });
  const pages: Row[][] = [[]];
  let room = BOTTOM - TOP;
  const put = (rows: readonly Row[]) => {
    pages.at(-1)?.push(...rows);
    room -= sum(rows);
  };
  const turn = () => {
    pages.push([]);
    room = BOTTOM - TOP;
  };
  for (const block of blocks) {
    const head = block.head.map(measured);
    const [first] = block.rows.slice(0, 1).map(measured);
    if (sum(first ? [...head, first] : head) > room) turn();
    put(head);
    for (const [index, text] of block.rows.entries()) {
      // Others have their turn: a document may have thousands of rows.
      if (index % ROWS_AT_ONCE === 0) await othersTurn();
      const row = measured(text);
      if (row.height > room) {
        turn();
        put(head);
      }
      put([row]);
    }
  }
  return pages;
}

export function drawRow(pdf: PDFKit.PDFDocument, fonts: Fonts, row: Row, y: number): void {
  const { cells, columns = WHOLE, before = 0, height, rule } = row;
  prepare(pdf, fonts, row);
  let x = LEFT;
  columns.forEach(({ width, right }, index) => {
    const text = cells[index] ?? '';
    if (right) {
      const at = x + width - pdf.widthOfString(text, FIGURES);
      pdf.text(text, at, y + before + 3, { ...FIGURES, lineBreak: false });
    } else {
      pdf.text(text, x, y + before + 3, { width: width - GAP });
    }
    x += width;
  });
  if (rule) {
    pdf
      .moveTo(LEFT, y + height - 0.5)
      .lineTo(RIGHT, y + height - 0.5)
      .lineWidth(0.5)
      .strokeColor(RULE)
      .stroke();
  }
}

function heightOf(pdf: PDFKit.PDFDocument, fonts: Fonts, row: RowText): number {
  const { cells, columns = WHOLE, before = 0 } = row;
  prepare(pdf, fonts, row);
  const line = pdf.currentLineHeight(true);
  // Figures stand in one line.
  const heights = columns.map(({ width, right }, index) =>
    right ? line : pdf.heightOfString(cells[index] || ' ', { width: width - GAP }),
  );
  return Math.ceil(before + Math.max(...heights) + 6);
}

function prepare(pdf: PDFKit.PDFDocument, fonts: Fonts, { strong, size = 8.5, color = INK }: RowText): void {
  pdf
    .font(strong ? fonts.strong : fonts.regular)
    .fontSize(size)
    .fillColor(color);
}

function sum(rows: readonly Row[]): number {
  return rows.reduce((total, { height }) => total + height, 0);
}
