import { formatCount, formatDay, formatShort } from '@syncline/shared/format';
import { bandCentre, linear, zeroAxis } from '@syncline/shared/scale';
import type { Box } from '../../documents/layout.ts';
import { PALETTE } from '../palette.ts';
import { bar, gridlines, label, line, plotTitle } from './marks.ts';

interface DayPlot {
  title: string;
  color: string;
  /** One for each day. */
  values: readonly number[];
}

const AXIS_WIDTH = 34;
const MOST_LABELS = 7;
const WIDEST_BAR = 42;
/** Bars of fewer points run together: then they are drawn as one shape. */
const NARROWEST_BAR = 1.2;

/** Counts by day as bars from zero, plots above one another on the same days. Days that are not complete are hatched. */
export function drawDays(
  pdf: PDFKit.PDFDocument,
  box: Box,
  { days, openDays, plots }: { days: readonly string[]; openDays: readonly string[]; plots: readonly DayPlot[] },
): void {
  const each = (box.height - 18) / plots.length;
  plots.forEach((plot, index) => {
    const area = { x: box.x + AXIS_WIDTH, y: box.y + index * each, width: box.width - AXIS_WIDTH, height: each };
    drawPlot(pdf, area, plot, { days, openDays });
  });
  drawDayAxis(pdf, { x: box.x + AXIS_WIDTH, width: box.width - AXIS_WIDTH, y: box.y + box.height - 14 }, days);
}

function drawPlot(
  pdf: PDFKit.PDFDocument,
  area: Box,
  { title, color, values }: DayPlot,
  { days, openDays }: { days: readonly string[]; openDays: readonly string[] },
): void {
  const { x, width } = area;
  plotTitle(pdf, title, x - AXIS_WIDTH, area.y + 4, color);
  const [top, bottom] = [area.y + 30, area.y + area.height - 6];
  const axis = zeroAxis(values, { whole: true });
  const scale = linear([axis.low, axis.high], [bottom, top]);
  gridlines(
    pdf,
    area,
    axis.ticks.map((tick) => ({ y: scale(tick), text: formatShort(tick), isZero: tick === 0 })),
  );
  const band = width / days.length;
  const thick = Math.min(WIDEST_BAR, band * 0.78);
  const open = new Set(openDays);
  values.forEach((value, index) => {
    const centre = bandCentre(index, days.length, x, x + width);
    const own = thick < NARROWEST_BAR ? band : thick;
    const place = { x: centre - own / 2, y: scale(value), width: own, height: scale(0) - scale(value) };
    bar(pdf, place, color, open.has(days[index] ?? ''));
  });
  const peak = values.indexOf(Math.max(...values));
  const labelled = days.length <= MOST_LABELS ? values.map((_, index) => index) : [peak];
  for (const index of labelled) {
    const value = values[index] ?? 0;
    const centre = bandCentre(index, days.length, x, x + width);
    const text =
      days.length <= MOST_LABELS ? formatCount(value) : `${formatCount(value)} on ${formatDay(days[index] ?? '')}`;
    label(pdf, text, centre, scale(value) - 11, { within: area });
  }
}

function drawDayAxis(
  pdf: PDFKit.PDFDocument,
  { x, y, width }: Pick<Box, 'x' | 'y' | 'width'>,
  days: readonly string[],
): void {
  const step = Math.ceil(days.length / MOST_LABELS);
  const year = days[0]?.slice(0, 4) !== days.at(-1)?.slice(0, 4);
  for (let index = 0; index < days.length; index += step) {
    const centre = bandCentre(index, days.length, x, x + width);
    line(pdf, [centre, y - 10], [centre, y - 6], PALETTE.strong);
    const text = formatDay(days[index] ?? '', { year });
    label(pdf, text, centre, y - 4, {
      within: { x: x - AXIS_WIDTH, width: width + AXIS_WIDTH },
      color: PALETTE['text-3'],
    });
  }
}
