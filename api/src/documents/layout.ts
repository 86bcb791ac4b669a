import { setImmediate as othersTurn } from 'node:timers/promises';
import { FONTS, INK, LEFT, RIGHT, RULE } from './ink.ts';

export const TOP = 48;
export const BOTTOM = 780;
const GAP = 10;
const PADDING = 3;
const ROWS_AT_ONCE = 50;

/** Figures of one width stand under one another. */
const FIGURES = { features: ['tnum' as const] };

type Pdf = PDFKit.PDFDocument;

/** A place on the page, in points. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

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
  /** Draws into a column that has no text. */
  mark?: { column: number; draw: (pdf: Pdf, box: Box) => void };
}

/** A drawing across the page, which is never cut. */
export interface Drawing {
  height: number;
  draw: (pdf: Pdf, box: Box) => void;
}

type RowLike = RowText | Drawing;

/** What stays together: a head that is repeated on every page, and the rows under it. */
export interface Block {
  head: readonly RowText[];
  rows: readonly RowLike[];
  /** Begins a chapter of this name. */
  chapter?: string;
  /** Whether it is not cut where it fits on a page. */
  whole?: true;
}

type Row = RowLike & { height: number };

export interface LaidOutPage {
  rows: Row[];
  /** Chapters that begin on it. */
  chapters: string[];
}

const WHOLE: readonly Column[] = [{ width: RIGHT - LEFT }];

/** Cuts the blocks into pages: a head never stands alone at the end of one, and begins every page on which its rows go on. */
export async function paginate(pdf: Pdf, blocks: readonly Block[]): Promise<LaidOutPage[]> {
  const measured = (row: RowLike): Row => ({ ...row, height: isDrawing(row) ? row.height : heightOf(pdf, row) });
  const pages: LaidOutPage[] = [{ rows: [], chapters: [] }];
  let room = BOTTOM - TOP;
  const put = (rows: readonly Row[]) => {
    pages.at(-1)?.rows.push(...rows);
    room -= sum(rows);
  };
  const turn = () => {
    pages.push({ rows: [], chapters: [] });
    room = BOTTOM - TOP;
  };
  for (const block of blocks) {
    const head = block.head.map(measured);
    const least = block.rows.slice(0, block.whole ? block.rows.length : 1).map(measured);
    const needed = sum([...head, ...least]);
    const isEmpty = pages.at(-1)?.rows.length === 0;
    if (needed > room && !isEmpty) turn();
    if (block.chapter !== undefined) pages.at(-1)?.chapters.push(block.chapter);
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

/** Draws the rows of a page from its top on. */
export function drawRows(pdf: Pdf, rows: readonly Row[]): void {
  let y = TOP;
  for (const row of rows) {
    if (isDrawing(row)) row.draw(pdf, { x: LEFT, y, width: RIGHT - LEFT, height: row.height });
    else drawCells(pdf, row, y);
    y += row.height;
  }
}

function drawCells(pdf: Pdf, row: RowText & { height: number }, y: number): void {
  const { cells, columns = WHOLE, before = 0, height, rule, mark } = row;
  prepare(pdf, row);
  let x = LEFT;
  columns.forEach(({ width, right }, index) => {
    const text = cells[index] ?? '';
    if (right) {
      const at = x + width - pdf.widthOfString(text, FIGURES);
      pdf.text(text, at, y + before + PADDING, { ...FIGURES, lineBreak: false });
    } else if (text !== '') {
      pdf.text(text, x, y + before + PADDING, { width: width - GAP });
    }
    x += width;
  });
  if (mark) {
    const left = columns.slice(0, mark.column).reduce((all, { width }) => all + width, LEFT);
    const width = (columns[mark.column]?.width ?? 0) - GAP;
    mark.draw(pdf, { x: left, y: y + before, width, height: height - before });
  }
  if (rule) {
    pdf
      .moveTo(LEFT, y + height - 0.5)
      .lineTo(RIGHT, y + height - 0.5)
      .lineWidth(0.5)
      .strokeColor(RULE)
      .stroke();
  }
}

function isDrawing(row: RowLike): row is Drawing {
  return 'draw' in row;
}

function heightOf(pdf: Pdf, row: RowText): number {
  const { cells, columns = WHOLE, before = 0 } = row;
  prepare(pdf, row);
  const line = pdf.currentLineHeight(true);
  // Figures stand in one line.
  const heights = columns.map(({ width, right }, index) =>
    right ? line : pdf.heightOfString(cells[index] || ' ', { width: width - GAP }),
  );
  return Math.ceil(before + Math.max(...heights) + 2 * PADDING);
}

function prepare(pdf: Pdf, { strong, size = 8.5, color = INK }: RowText): void {
  pdf
    .font(strong ? FONTS.strong : FONTS.regular)
    .fontSize(size)
    .fillColor(color);
}

function sum(rows: readonly { height: number }[]): number {
  return rows.reduce((total, { height }) => total + height, 0);
}
