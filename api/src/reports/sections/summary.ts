import { changeOf, formatChange, formatMetric, formatPeriod } from '@syncline/shared/format';
import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import { write } from '../../documents/ink.ts';
import type { Box } from '../../documents/layout.ts';
import { line } from '../charts/marks.ts';
import { PALETTE } from '../palette.ts';
import type { Questions } from '../questions.ts';
import { type Section, type SectionWords, sectionOf } from '../section.ts';

const SUMMARY: MetricKey[] = [
  'reach',
  'frequency',
  'impressions',
  'engagements',
  'conversion_per_reach',
  'purchases',
  'gross_revenue',
  'net_revenue',
];
const IN_A_ROW = 4;
const ROW_HEIGHT = 66;
const FIGURE_SIZE = 16;

/** The figures that an executive asks for first, each with how it differs from the period before. */
export async function summarySection(questions: Questions, { currency }: SectionWords): Promise<Section> {
  const { totals, meta } = await questions.query({ metrics: SUMMARY });
  const before = meta.comparison_period;
  const rows = Array.from({ length: SUMMARY.length / IN_A_ROW }, (_, row) =>
    SUMMARY.slice(row * IN_A_ROW, (row + 1) * IN_A_ROW),
  );
  return sectionOf({
    title: 'Summary',
    subtitle: before
      ? `Each figure against ${formatPeriod(before)}; people are counted once in the whole period.`
      : 'People are counted once in the whole period.',
    meta,
    request: questions.request,
    metrics: SUMMARY,
    blocks: [
      {
        head: [],
        whole: true,
        rows: rows.map((metrics) => ({
          height: ROW_HEIGHT,
          draw: (pdf, box) => drawFigures(pdf, box, { metrics, totals, currency }),
        })),
      },
    ],
  });
}

function drawFigures(
  pdf: PDFKit.PDFDocument,
  { x, y, width }: Box,
  { metrics, totals, currency }: { metrics: readonly MetricKey[]; totals: QueryAnswer['totals']; currency: string },
): void {
  const each = width / IN_A_ROW;
  line(pdf, [x, y + 8], [x + width, y + 8], PALETTE.rule);
  metrics.forEach((metric, index) => {
    const left = x + index * each;
    const value = totals.metrics[metric] ?? null;
    write(pdf, METRICS[metric].label, left, y + 15, { color: PALETTE['text-2'] });
    const text = formatMetric(metric, value, currency);
    write(pdf, text, left, y + 27, { size: sizeToFit(pdf, text, each - 8), strong: true });
    drawChange(pdf, left, y + 48, { metric, value, before: totals.comparison?.[metric], currency });
  });
}

/** The size at which a figure fits its column. */
function sizeToFit(pdf: PDFKit.PDFDocument, text: string, room: number): number {
  pdf.fontSize(FIGURE_SIZE);
  return Math.min(FIGURE_SIZE, (FIGURE_SIZE * room) / pdf.widthOfString(text));
}

function drawChange(
  pdf: PDFKit.PDFDocument,
  x: number,
  y: number,
  {
    metric,
    value,
    before,
    currency,
  }: { metric: MetricKey; value: number | null; before: number | null | undefined; currency: string },
): void {
  if (before === undefined) return;
  const change = changeOf(METRICS[metric].unit, value, before);
  const was = `from ${formatMetric(metric, before, currency)}`;
  if (change === null) {
    write(pdf, was, x, y, { size: 7.5, color: PALETTE['text-3'] });
    return;
  }
  const { better } = METRICS[metric];
  const rises = change.value > 0;
  const isGood = better === 'up' ? rises : !rises;
  const color =
    better === 'neither' || change.value === 0 ? PALETTE['text-2'] : isGood ? PALETTE.positive : PALETTE.negative;
  const sign = change.value === 0 ? '' : rises ? '+' : '−';
  const width = write(pdf, `${sign}${formatChange(change)}`, x, y, { size: 7.5, strong: true, color });
  write(pdf, was, x + width + 4, y, { size: 7.5, color: PALETTE['text-3'] });
}
