import type { MetricKey } from '@syncline/shared/metrics';
import type { AnswerMeta } from '@syncline/shared/query';
import type { Block, Column, RowText } from '../documents/layout.ts';
import { countedText } from '../studies/method.ts';
import { PALETTE } from './palette.ts';

/** How the figures of a section came about, for the end of the report. */
export interface MethodNote {
  title: string;
  text: string;
  tier: AnswerMeta['tier'];
  asOf: string;
  openDays: readonly string[];
}

/** A part of a report, ready to be laid out. */
export interface Section {
  blocks: Block[];
  /** Whose definitions are printed at the end. */
  metrics: readonly MetricKey[];
  method: MethodNote;
}

/** What a section says of itself besides its figures. */
export interface SectionWords {
  /** The campaigns and brands of the catalogue by what they are called. */
  nameOf: (slug: string) => string;
  currency: string;
}

interface Parts {
  title: string;
  /** Unit, base and rule of what follows. */
  subtitle: string;
  meta: AnswerMeta & { method?: string };
  /** What was asked. */
  request: Parameters<typeof countedText>[0];
  metrics: readonly MetricKey[];
  /** The first continues the heading, which is repeated with its head. */
  blocks: readonly Block[];
}

/** Warnings that the cover or the method tells once for the whole report. */
const TOLD_ELSEWHERE = new Set(['open_days', 'demo_data', 'backlog', 'no_comparison', 'rows_limited']);

/** A section under its title, with the warnings that concern its figures; where nothing was measured it says so instead. */
export function sectionOf({ title, subtitle, meta, request, metrics, blocks }: Parts): Section {
  const nothing = meta.warnings.find(({ code }) => code === 'no_data');
  const warnings = meta.warnings.filter(({ code }) => code !== 'no_data' && !TOLD_ELSEWHERE.has(code));
  const name: RowText = { cells: [title], size: 13, strong: true, before: 16 };
  const heading = [
    name,
    { cells: [subtitle], color: PALETTE['text-2'] },
    ...warnings.map(({ message }) => ({ cells: [message], color: PALETTE.warning })),
  ];
  const [first, ...rest] = blocks;
  return {
    blocks:
      nothing || !first
        ? [{ chapter: title, head: [name], rows: [{ cells: [nothing?.message ?? ''] }] }]
        : [{ ...first, chapter: title, head: [...heading, ...first.head] }, ...rest],
    metrics,
    method: {
      title,
      // Formulas stand among the definitions.
      text: countedText(request, meta),
      tier: meta.tier,
      asOf: meta.as_of,
      openDays: meta.open_days,
    },
  };
}

/** The head of a table. */
export function tableHead(cells: readonly string[], columns: readonly Column[]): RowText {
  return { cells, columns, color: PALETTE['text-3'], size: 7.5, rule: true, before: 4 };
}
