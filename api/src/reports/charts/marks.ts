import { write } from '../../documents/ink.ts';
import type { Box } from '../../documents/layout.ts';
import { PALETTE } from '../palette.ts';

type Pdf = PDFKit.PDFDocument;

/** Size of the text on axes and marks, in points. */
export const MARK_SIZE = 7.5;

/** A filled bar; one that is not complete yet is hatched, so that it can be told apart without colour. */
export function bar(pdf: Pdf, { x, y, width, height }: Box, fill: string, open = false): void {
  if (width <= 0 || height <= 0) return;
  if (!open) {
    pdf.rect(x, y, width, height).fill(fill);
    return;
  }
  pdf.save();
  pdf.rect(x, y, width, height).clip();
  for (let from = x - height; from < x + width; from += 3) {
    pdf.moveTo(from, y + height).lineTo(from + height, y);
  }
  pdf.lineWidth(0.8).strokeColor(fill).stroke();
  pdf.restore();
  pdf.rect(x, y, width, height).lineWidth(0.5).strokeColor(fill).stroke();
}

/** An outline in a colour, for fills that are pale against paper. */
export function outline(pdf: Pdf, { x, y, width, height }: Box, color: string): void {
  if (width > 0 && height > 0) pdf.rect(x, y, width, height).lineWidth(0.6).strokeColor(color).stroke();
}

export function line(pdf: Pdf, from: [number, number], to: [number, number], color: string, width = 0.5): void {
  pdf
    .moveTo(...from)
    .lineTo(...to)
    .lineWidth(width)
    .strokeColor(color)
    .stroke();
}

/** A figure as a dot; hollow where no difference is established. */
export function dot(pdf: Pdf, x: number, y: number, color: string, hollow = false): void {
  pdf.circle(x, y, 2.8);
  if (hollow) pdf.lineWidth(1).fillAndStroke('#ffffff', color);
  else pdf.fill(color);
}

/** The name of a plot, with the colour of its marks beside it. */
export function plotTitle(pdf: Pdf, title: string, x: number, y: number, color: string): void {
  bar(pdf, { x, y: y + 2, width: 6, height: 6 }, color);
  write(pdf, title, x + 10, y, { strong: true });
}

/** The horizontal gridlines of a plot with their values, the one of zero strong. */
export function gridlines(
  pdf: Pdf,
  { x, width }: Box,
  ticks: readonly { y: number; text: string; isZero: boolean }[],
): void {
  for (const { y, text, isZero } of ticks) {
    line(pdf, [x, y], [x + width, y], isZero ? PALETTE.strong : PALETTE.grid, isZero ? 0.8 : 0.5);
    write(pdf, text, x - 5, y - 4.5, { size: MARK_SIZE, color: PALETTE['text-3'], align: 'right' });
  }
}

/** A label centred on a mark on paper of its own, moved as far as it must to stay between two ends. */
export function label(
  pdf: Pdf,
  text: string,
  x: number,
  y: number,
  style: { within: Pick<Box, 'x' | 'width'>; color?: string; strong?: boolean },
): void {
  const { within, color = PALETTE['text-1'], strong = false } = style;
  write(pdf, '', x, y, { size: MARK_SIZE, strong });
  const half = pdf.widthOfString(text) / 2;
  const at = Math.min(Math.max(x, within.x + half), within.x + within.width - half);
  pdf.rect(at - half - 1, y, 2 * half + 2, MARK_SIZE + 1).fill('#ffffff');
  write(pdf, text, at, y, { size: MARK_SIZE, color, strong, align: 'center' });
}
