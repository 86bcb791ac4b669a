import { type LiftAnswer, liftSentence } from '@syncline/shared/lift';
import {
  cellAt,
  estimateColumns,
  type FigureBlock,
  type FigureColumn,
  plainColumn,
  proportionColumns,
} from '@syncline/shared/study-figures';

const ARM_COLUMNS: FigureColumn[] = [
  plainColumn('arm', 'Arm', 'text'),
  plainColumn('people', 'People', 'count'),
  ...proportionColumns('conversion', 'Who paid'),
  plainColumn('purchases', 'Purchases', 'count'),
  plainColumn('gross_revenue', 'Gross revenue', 'money'),
];
const LIFT_COLUMNS: FigureColumn[] = [
  ...estimateColumns('absolute', 'Exposed − control, difference of the shares', 'points'),
  ...estimateColumns('relative', 'The same as a part of the control arm’s share', 'part'),
  plainColumn('p_value', 'p-value', 'p'),
];
const INCREMENTAL_COLUMNS: FigureColumn[] = [
  ...estimateColumns('buyers', 'Buyers', 'number'),
  ...estimateColumns('purchases', 'Purchases', 'number'),
  ...estimateColumns('gross_revenue', 'Gross revenue', 'money'),
];
const SPLIT_COLUMNS: FigureColumn[] = [
  ...proportionColumns('exposed', 'Exposed people, of both arms'),
  plainColumn('expected.exposed', 'Planned share of the exposed', 'share'),
  plainColumn('p_value', 'p-value of the plan', 'p'),
  plainColumn('verdict', 'Split', 'text'),
];
const DAY_COLUMNS: FigureColumn[] = [
  plainColumn('day', 'Day of the first record', 'text'),
  plainColumn('exposed', 'Exposed', 'count'),
  plainColumn('control', 'Control', 'count'),
  plainColumn('p_value', 'p-value', 'p'),
  plainColumn('broken', 'Broken', 'text'),
];

/** Both arms, their difference in words and figures, what it amounts to, and whether the split is sound. */
export function liftBlocks({
  arms,
  in_both: inBoth,
  lift,
  incremental,
  sample_ratio: split,
}: LiftAnswer): FigureBlock[] {
  const days = split.days.map((day) => ({ key: day.day, from: day }));
  return [
    block('Arms', ARM_COLUMNS, [
      { key: 'exposed', from: { ...arms.exposed, arm: 'Exposed' } },
      { key: 'control', from: { ...arms.control, arm: 'Control, held out' } },
      { key: 'both', from: { people: inBoth, arm: 'Records of both arms, left out' } },
    ]),
    block('What the campaign added', LIFT_COLUMNS, [{ key: 'lift', from: lift, sentence: `${liftSentence(lift)}.` }]),
    block('Beyond what as many control people would have brought', INCREMENTAL_COLUMNS, [
      { key: 'incremental', from: incremental },
    ]),
    block('Split of the people', SPLIT_COLUMNS, [
      { key: 'split', from: { ...split, verdict: split.verdict.replaceAll('_', ' ') } },
    ]),
    ...(days.length > 0 ? [block('Split by day', DAY_COLUMNS, days)] : []),
  ];
}

function block(
  title: string,
  columns: FigureColumn[],
  rows: readonly { key: string; from: object; sentence?: string }[],
): FigureBlock {
  return {
    title,
    columns,
    rows: rows.map(({ key, from, sentence }) => ({
      key,
      cells: columns.map((column) => cellAt(from, column.key)),
      sentence: sentence ?? null,
    })),
  };
}
