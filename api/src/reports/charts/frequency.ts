import { formatPercent, formatShort } from '@syncline/shared/format';
import type { FrequencyAnswer } from '@syncline/shared/query';
import { bandCentre, linear, zeroAxis } from '@syncline/shared/scale';
import type { Box } from '../../documents/layout.ts';
import { PALETTE } from '../palette.ts';
import { bar, dot, gridlines, label, line, plotTitle } from './marks.ts';

const AXIS_WIDTH = 38;
/** A rate of fewer people says too little to set the axis by. */
const MIN_BASE = 100;
const WIDEST_BAR = 34;

type Bins = FrequencyAnswer['bins'];

/** Conversion at each frequency with its interval, over the people of it: both on one axis of frequencies. */
export function drawFrequency(pdf: PDFKit.PDFDocument, box: Box, bins: Bins): void {
  const area = { x: box.x + AXIS_WIDTH, width: box.width - AXIS_WIDTH };
  const half = (box.height - 22) / 2;
  const centres = bins.map((_, index) => bandCentre(index, bins.length, area.x, area.x + area.width));
  drawRates(pdf, { ...area, y: box.y, height: half }, bins, centres);
  drawPeople(pdf, { ...area, y: box.y + half, height: half }, bins, centres);
  const foot = box.y + box.height - 18;
  bins.forEach(({ frequency, open }, index) => {
    label(pdf, open ? `${frequency}+` : String(frequency), centres[index] ?? 0, foot - 2, {
      within: area,
      color: PALETTE['text-3'],
    });
  });
  label(pdf, 'Impressions per person', area.x + area.width / 2, foot + 8, { within: area, color: PALETTE['text-2'] });
}

function drawRates(pdf: PDFKit.PDFDocument, area: Box, bins: Bins, centres: readonly number[]): void {
  const { x } = area;
  plotTitle(pdf, 'Buyers ÷ people, with 95 % interval', x - AXIS_WIDTH, area.y + 4, PALETTE.purchases);
  const [top, bottom] = [area.y + 26, area.y + area.height - 8];
  const firm = bins.filter(({ people }) => people >= MIN_BASE);
  const axis = zeroAxis(
    (firm.length > 0 ? firm : bins).flatMap(({ conversion }) => [conversion.value, conversion.high]),
    { intervals: 3 },
  );
  const digits = [0, 1, 2].find((digits) => axis.ticks.every((tick) => isWritten(tick * 100, digits))) ?? 3;
  const scale = linear([axis.low, axis.high], [bottom, top]);
  const within = (value: number) => Math.max(top, Math.min(bottom, scale(value)));
  gridlines(
    pdf,
    area,
    axis.ticks.map((tick) => ({ y: scale(tick), text: formatPercent(tick, { digits }), isZero: tick === 0 })),
  );
  bins.forEach(({ conversion: { value, low, high }, people }, index) => {
    const centre = centres[index] ?? 0;
    // One of few people that is off the axis is told by the table.
    if (value === null || low === null || high === null || value > axis.high) return;
    const color = people >= MIN_BASE ? PALETTE.purchases : PALETTE.strong;
    line(pdf, [centre, within(low)], [centre, within(high)], color, 1.4);
    dot(pdf, centre, scale(value), color, people < MIN_BASE);
  });
}

function drawPeople(pdf: PDFKit.PDFDocument, area: Box, bins: Bins, centres: readonly number[]): void {
  const { x, width } = area;
  plotTitle(pdf, 'People', x - AXIS_WIDTH, area.y + 4, PALETTE.reach);
  const [top, bottom] = [area.y + 30, area.y + area.height - 6];
  const axis = zeroAxis(
    bins.map(({ people }) => people),
    { intervals: 3, whole: true },
  );
  const scale = linear([axis.low, axis.high], [bottom, top]);
  gridlines(
    pdf,
    area,
    axis.ticks.map((tick) => ({ y: scale(tick), text: formatShort(tick), isZero: tick === 0 })),
  );
  const thick = Math.min(WIDEST_BAR, (width / bins.length) * 0.7);
  bins.forEach(({ people }, index) => {
    const centre = centres[index] ?? 0;
    bar(
      pdf,
      { x: centre - thick / 2, y: scale(people), width: thick, height: scale(0) - scale(people) },
      PALETTE.reach,
    );
    if (people > 0) label(pdf, formatShort(people), centre, scale(people) - 11, { within: area });
  });
}

/** Whether a number is written out by so many decimals. */
function isWritten(value: number, digits: number): boolean {
  return Math.abs(value - Number(value.toFixed(digits))) < 1e-9;
}
