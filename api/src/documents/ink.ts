import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Files of the two weights: the TTF of Inter, as fontkit does not read every WOFF2. */
export const FONTS = {
  regular: require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  strong: require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
};

/** Ends of the text from left to right, in points of A4. */
export const LEFT = 48;
export const RIGHT = 547;

export const INK = '#14181f';
export const GREY = '#5b6472';
export const RULE = '#c9ced6';
export const RED = '#b3261e';

interface Style {
  size?: number;
  strong?: boolean;
  color?: string;
  /** Which end of the text is at `x`, or its middle. */
  align?: 'left' | 'right' | 'center';
}

/** Writes one line of text with its top at `y`, and says how wide it is, in points. */
export function write(pdf: PDFKit.PDFDocument, text: string, x: number, y: number, style: Style = {}): number {
  const { size = 8.5, strong = false, color = INK, align = 'left' } = style;
  const features = { features: ['tnum' as const] };
  pdf
    .font(strong ? FONTS.strong : FONTS.regular)
    .fontSize(size)
    .fillColor(color);
  const width = pdf.widthOfString(text, features);
  const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
  pdf.text(text, left, y, { ...features, lineBreak: false });
  return width;
}
