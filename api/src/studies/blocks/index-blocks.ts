import { AGAINST_NAMES, BEHAVIOURS, type IndexAnswer, SEGMENT_NAMES } from '@syncline/shared/research';
import {
  cellAt,
  estimateColumns,
  type FigureBlock,
  plainColumn,
  proportionColumns,
} from '@syncline/shared/study-figures';
import { anyBlocks } from './any.ts';

/**
 * The people compared, and a row for each behaviour: both shares with their bases, the difference, and the ratio under a head
 * that names the comparison group, so that it cannot be taken for a share; then whatever else the answer holds.
 */
export function indexBlocks({ people, rows, rule, meta: _meta, ...more }: IndexAnswer): FigureBlock[] {
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
    ...anyBlocks(more),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
