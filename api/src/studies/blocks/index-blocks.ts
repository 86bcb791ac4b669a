import { type MeanRow, MEANS } from '@syncline/shared/means';
import { AGAINST_NAMES, BEHAVIOURS, type IndexAnswer, SEGMENT_NAMES } from '@syncline/shared/research';
import {
  cellAt,
  estimateColumns,
  type FigureBlock,
  type FigureUnit,
  plainColumn,
  proportionColumns,
} from '@syncline/shared/study-figures';
import { anyBlocks } from './any.ts';

/**
 * The people compared, and a row for each behaviour: both shares with their bases, the difference, and the ratio under a head
 * that names the comparison group, so that it cannot be taken for a share; then the means per person, money apart; then
 * whatever else the answer holds.
 */
export function indexBlocks({ people, rows, means, rule, meta: _meta, ...more }: IndexAnswer): FigureBlock[] {
  const who = capital(SEGMENT_NAMES[rule.segment]);
  const whom = AGAINST_NAMES[rule.against];
  const columns = [
    plainColumn('behaviour', 'Behaviour', 'text'),
    ...proportionColumns('segment', `${who} who do it`),
    ...proportionColumns('comparison', `Of ${whom}, who do it`),
    ...estimateColumns('difference', 'Difference of the shares', 'points'),
    ...estimateColumns('ratio', `Times as likely as ${whom}`, 'ratio'),
    plainColumn('p_value', 'p-value', 'p'),
    plainColumn('adjusted_p_value', 'Adjusted p-value', 'p'),
  ];
  return [
    {
      title: 'People compared',
      columns: [plainColumn('group', 'Group', 'text'), plainColumn('people', 'People', 'count')],
      rows: [
        { key: 'segment', cells: [who, people.segment], sentence: null },
        { key: 'comparison', cells: [capital(whom), people.comparison], sentence: null },
        { key: 'unknown', cells: ['Of unknown primary device, in neither', people.unknown], sentence: null },
      ],
    },
    {
      title: `How likely ${SEGMENT_NAMES[rule.segment]} are to do what, against ${whom}`,
      columns,
      rows: rows.map((row) => ({
        key: row.behaviour,
        cells: columns.map(({ key }) => (key === 'behaviour' ? capital(BEHAVIOURS[row.behaviour]) : cellAt(row, key))),
        sentence: row.sentence,
      })),
    },
    ...meanBlock('Means per person', {
      means: means.filter(({ unit }) => unit !== 'money'),
      who,
      whom,
      unit: 'number',
    }),
    ...meanBlock('Money per person', { means: means.filter(({ unit }) => unit === 'money'), who, whom, unit: 'money' }),
    ...anyBlocks(more),
  ];
}

interface Means {
  means: readonly MeanRow[];
  who: string;
  whom: string;
  /** Of means and their differences. */
  unit: FigureUnit;
}

/** Means of both groups with what they are made of; none where there are none. Their ratio is one of means, and is told so. */
function meanBlock(title: string, { means, who, whom, unit }: Means): FigureBlock[] {
  if (means.length === 0) return [];
  const ofGroup = (key: string, name: string) => [
    plainColumn(`${key}.value`, `${name}: mean`, unit),
    plainColumn(`${key}.total`, `${name}: total`, unit === 'money' ? 'money' : 'count'),
    plainColumn(`${key}.base`, `${name}: people`, 'count'),
  ];
  const columns = [
    plainColumn('mean', 'Mean of', 'text'),
    ...ofGroup('segment', who),
    ...ofGroup('comparison', capital(whom)),
    ...estimateColumns('difference', 'Difference of the means', unit),
    ...(unit === 'money' ? [] : estimateColumns('ratio', `Mean ÷ mean of ${whom}`, 'ratio')),
    plainColumn('p_value', 'p-value', 'p'),
    plainColumn('adjusted_p_value', 'Adjusted p-value', 'p'),
  ];
  const block: FigureBlock = {
    title,
    columns,
    rows: means.map((row) => ({
      key: row.mean,
      cells: columns.map(({ key }) => (key === 'mean' ? capital(MEANS[row.mean].label) : cellAt(row, key))),
      sentence: row.sentence,
    })),
  };
  return [block];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
