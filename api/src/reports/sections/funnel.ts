import { formatCount, formatInterval, formatPercent, UNDEFINED } from '@syncline/shared/format';
import type { FunnelAnswer, FunnelStage } from '@syncline/shared/query';
import type { Box, RowText } from '../../documents/layout.ts';
import { bar, line } from '../charts/marks.ts';
import { PALETTE } from '../palette.ts';
import type { Questions } from '../questions.ts';
import { type Section, sectionOf, tableHead } from '../section.ts';

const STAGES: Record<FunnelStage, { label: string; color: string }> = {
  exposed: { label: 'Exposed', color: PALETTE.reach },
  engaged: { label: 'Engaged', color: PALETTE['text-2'] },
  followed: { label: 'Followed', color: PALETTE['text-2'] },
  triggered: { label: 'Triggered', color: PALETTE.purchases },
  confirmed: { label: 'Confirmed', color: PALETTE.purchases },
  paid: { label: 'Paid', color: PALETTE.purchases },
  kept: { label: 'Not refunded', color: PALETTE.purchases },
};
const COLUMNS = [
  { width: 84 },
  { width: 165 },
  { width: 75, right: true },
  { width: 75, right: true },
  { width: 100, right: true },
];
const HEADS = ['Stage', 'Of the stage before, up to 100 %', 'People', 'of the stage before', '95 % interval'];

/** How many of those exposed went on from stage to stage, each the one before as 100 %. */
export async function funnelSection(questions: Questions): Promise<Section> {
  const { stages, meta } = await questions.funnel();
  return sectionOf({
    title: 'From exposure to purchase',
    subtitle:
      'People by the furthest stage they came to at or after their first impression; each bar is of the stage before.',
    meta,
    request: questions.request,
    metrics: ['reach', 'triggers', 'confirmations', 'buyers'],
    blocks: [{ head: [tableHead(HEADS, COLUMNS)], whole: true, rows: stages.map(stageRow) }],
  });
}

function stageRow({ stage, people, of_previous: of }: FunnelAnswer['stages'][number], index: number): RowText {
  const isFirst = index === 0;
  const { label, color } = STAGES[stage];
  const known = !isFirst && of.value !== null;
  return {
    cells: [
      label,
      '',
      formatCount(people),
      isFirst || of.value === null ? (isFirst ? '' : UNDEFINED) : formatPercent(of.value),
      !known || of.low === null || of.high === null ? '' : formatInterval(of.low, of.high),
    ],
    columns: COLUMNS,
    rule: true,
    size: 9,
    mark: { column: 1, draw: (pdf, box) => drawShare(pdf, box, { color, of: isFirst ? null : of }) },
  };
}

function drawShare(
  pdf: PDFKit.PDFDocument,
  box: Box,
  { color, of }: { color: string; of: FunnelAnswer['stages'][number]['of_previous'] | null },
): void {
  const place = { x: box.x, y: box.y + 4, width: box.width, height: box.height - 9 };
  if (of === null) {
    bar(pdf, place, color);
    return;
  }
  bar(pdf, place, PALETTE.hover);
  const { value, low, high } = of;
  if (value === null) return;
  bar(pdf, { ...place, width: place.width * value }, color);
  if (low === null || high === null) return;
  const middle = place.y + place.height / 2;
  line(pdf, [place.x + place.width * low, middle], [place.x + place.width * high, middle], PALETTE['text-1'], 1);
}
