import { formatCount, formatPercent, UNDEFINED } from '@syncline/shared/format';
import type { Estimate, Proportion } from '@syncline/shared/query';
import { logScale, type RatioAxis, ratioAxis } from '@syncline/shared/ratio-axis';
import { BEHAVIOURS, type IndexRow, indexDirection } from '@syncline/shared/research';
import { moreWords, numberWords } from '@syncline/shared/words';
import { write } from '../../documents/ink.ts';
import type { Box, RowText } from '../../documents/layout.ts';
import { dot, line, MARK_SIZE } from '../charts/marks.ts';
import { PALETTE } from '../palette.ts';
import type { Questions } from '../questions.ts';
import { type Section, sectionOf, tableHead } from '../section.ts';

const COLUMNS = [
  { width: 129 },
  { width: 86, right: true },
  { width: 86, right: true },
  { width: 10 },
  { width: 118 },
  { width: 70, right: true },
];
const PLOT = 4;
const HEADS = ['What they do', 'Primary mobile', 'Everyone else', '', 'How many times as likely', ''];

/** What people who mostly use a phone are more or less likely to do than everyone else, with bases and intervals. */
export async function devicesSection(questions: Questions): Promise<Section> {
  const { rows, people, meta } = await questions.index();
  const axis = ratioAxis(rows.map(({ ratio }) => intervalOf(ratio)));
  const count = (number: number | null) => (number === null ? 'too few' : formatCount(number));
  return sectionOf({
    title: 'Phones against everyone else',
    subtitle: `${count(people.segment)} primary mobile people, ${count(people.comparison)} others. The line is the 95 % interval of the ratio; hollow where no difference is established (p adjusted for all rows).`,
    meta,
    request: questions.request,
    metrics: ['active_users', 'engaged_users', 'follows', 'buyers'],
    blocks: [
      {
        head: [tableHead(HEADS, COLUMNS)],
        whole: true,
        rows: [
          ...rows.map((row) => behaviourRow(row, axis)),
          { cells: [], columns: COLUMNS, mark: { column: PLOT, draw: (pdf, box) => drawAxis(pdf, box, axis) } },
        ],
      },
    ],
  });
}

function behaviourRow(row: IndexRow, axis: RatioAxis): RowText {
  const direction = indexDirection(row);
  return {
    cells: [
      capital(BEHAVIOURS[row.behaviour]),
      shareText(row.segment),
      shareText(row.comparison),
      '',
      '',
      row.suppressed ? 'too few people' : direction === 0 ? 'not established' : ratioText(row.ratio),
    ],
    columns: COLUMNS,
    rule: true,
    mark: {
      column: PLOT,
      draw: (pdf, box) => drawRatio(pdf, box, { axis, ratio: row.ratio, established: direction !== 0 }),
    },
  };
}

function drawRatio(
  pdf: PDFKit.PDFDocument,
  { x, y, width, height }: Box,
  { axis, ratio, established }: { axis: RatioAxis; ratio: Estimate; established: boolean },
): void {
  const scale = logScale(axis, x, x + width);
  line(pdf, [scale(1), y], [scale(1), y + height], PALETTE.strong, 0.8);
  const interval = intervalOf(ratio);
  if (interval === null) return;
  const middle = y + height / 2;
  const color = established ? PALETTE.mobile : PALETTE.unknown;
  line(pdf, [scale(interval.low), middle], [scale(interval.high), middle], color, 1.4);
  dot(pdf, scale(interval.value), middle, color, !established);
}

function drawAxis(pdf: PDFKit.PDFDocument, { x, y, width }: Box, axis: RatioAxis): void {
  const scale = logScale(axis, x, x + width);
  const same = scale(1);
  const style = { size: MARK_SIZE, color: PALETTE['text-3'], align: 'center' } as const;
  write(pdf, 'same', same, y + 3, style);
  for (const tick of [axis.low, axis.high]) {
    const at = scale(tick);
    if (Math.abs(at - same) > 26) write(pdf, `${tick}×`, at, y + 3, style);
  }
}

function intervalOf({ value, low, high }: Estimate) {
  return value === null || low === null || high === null ? null : { value, low, high };
}

function shareText(share: Proportion | null): string {
  if (share === null) return 'not shown';
  return share.value === null ? UNDEFINED : `${formatPercent(share.value)} of ${formatCount(share.base)}`;
}

function ratioText({ value }: Estimate): string {
  if (value === null) return UNDEFINED;
  return value >= 2 ? `${numberWords(value, 1)}×` : moreWords(value - 1, 'as likely');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
