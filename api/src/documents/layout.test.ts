import PdfKit from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { FONTS } from './ink.ts';
import { type Block, BOTTOM, type Drawing, type LaidOutPage, paginate, type RowText, TOP } from './layout.ts';

const ROOM = BOTTOM - TOP;
const drawing = (height: number): Drawing => ({ height, draw: () => undefined });
const head: RowText = { cells: ['Title'], size: 13, before: 14 };
const lines = (count: number): RowText[] => Array.from({ length: count }, (_, index) => ({ cells: [`line ${index}`] }));
const laidOut = (blocks: Block[]): Promise<LaidOutPage[]> =>
  paginate(new PdfKit({ size: 'A4', margin: 0, font: FONTS.regular }), blocks);
const namesOf = ({ rows }: LaidOutPage) => rows.map((row) => ('cells' in row ? row.cells[0] : 'drawing'));

describe('pages', () => {
  it('repeat the head of a table that goes on, and never end with one', async () => {
    const pages = await laidOut([
      { chapter: 'One', head: [], rows: [drawing(ROOM - 40)] },
      { chapter: 'Two', head: [head], rows: lines(90) },
    ]);
    expect(pages.map(({ chapters }) => chapters)).toEqual([['One'], ['Two'], [], []].slice(0, pages.length));
    expect(namesOf(pages[0] as LaidOutPage)).toEqual(['drawing']);
    const rest = pages.slice(1);
    expect(rest.length).toBeGreaterThan(1);
    for (const page of rest) expect(namesOf(page)[0]).toBe('Title');
    expect(rest.flatMap(namesOf).filter((name) => name !== 'Title')).toEqual(lines(90).map(({ cells }) => cells[0]));
  });

  it('hold every drawing whole, and blocks that are to be whole where they fit', async () => {
    const pages = await laidOut([
      { head: [head], rows: [drawing(ROOM / 2)] },
      { head: [head], rows: [drawing(ROOM / 2)] },
      { head: [head], rows: lines(20), whole: true },
      { head: [], rows: lines(100), whole: true },
    ]);
    for (const { rows } of pages) expect(rows.reduce((sum, { height }) => sum + height, 0)).toBeLessThanOrEqual(ROOM);
    expect(namesOf(pages[0] as LaidOutPage)).toEqual(['Title', 'drawing']);
    expect(namesOf(pages[1] as LaidOutPage)).toEqual(['Title', 'drawing']);
    expect(namesOf(pages[2] as LaidOutPage).slice(0, 21)).toEqual(['Title', ...lines(20).map(({ cells }) => cells[0])]);
    expect(pages.every(({ rows }) => rows.length > 0)).toBe(true);
  });
});
