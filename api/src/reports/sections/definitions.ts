import { formatInstant } from '@syncline/shared/format';
import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { Tier } from '@syncline/shared/query';
import type { Block, RowText } from '../../documents/layout.ts';
import { PALETTE } from '../palette.ts';
import { type MethodNote, type Section, tableHead } from '../section.ts';

const COLUMNS = [{ width: 108 }, { width: 150 }, { width: 131 }, { width: 110 }];
const HEADS = ['Figure', 'Formula', 'What is counted once', 'Source'];

const TIERS: Record<Tier, string> = {
  intervals: 'interval cells, which are kept in step with the event log',
  raw: 'the event log itself',
  mixed: 'interval cells and, for their newest events, the event log itself',
};

/** The definition of every figure that was used, as the Definitions page has it, and how each section came about. */
export function definitionBlocks(sections: readonly Section[], timezone: string): Block[] {
  const used = new Set(sections.flatMap(({ metrics }) => metrics));
  const metrics = (Object.keys(METRICS) as MetricKey[]).filter((metric) => used.has(metric));
  const title = 'Definitions and methods';
  return [
    {
      chapter: title,
      head: [{ cells: [title], size: 13, strong: true, before: 16 }, tableHead(HEADS, COLUMNS)],
      rows: metrics.map(definitionRow),
    },
    ...sections.map(({ method }) => methodBlock(method, timezone)),
  ];
}

function definitionRow(metric: MetricKey): RowText {
  const { label, formula, deduplication, source } = METRICS[metric];
  return { cells: [label, formula, deduplication, source], columns: COLUMNS, size: 8, rule: true };
}

function methodBlock({ title, text, tier, asOf }: MethodNote, timezone: string): Block {
  return {
    whole: true,
    head: [{ cells: [title], size: 9.5, strong: true, before: 10 }],
    rows: [
      { cells: [text], size: 8 },
      {
        cells: [`Answered from ${TIERS[tier]}, as of ${formatInstant(asOf, timezone)}.`],
        size: 8,
        color: PALETTE['text-2'],
      },
    ],
  };
}
