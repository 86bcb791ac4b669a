import type { FollowerValueAnswer } from '@syncline/shared/audience';
import {
  cellAt,
  estimateColumns,
  type FigureBlock,
  type FigureColumn,
  plainColumn,
  proportionColumns,
} from '@syncline/shared/study-figures';

const COLUMNS: FigureColumn[] = [
  plainColumn('brand', 'Brand', 'text'),
  ...proportionColumns('followers', 'Followers who bought from it'),
  ...proportionColumns('others', 'Others who bought from it'),
  ...estimateColumns('difference', 'Difference of the shares', 'points'),
  ...estimateColumns('ratio', 'Times as likely as others', 'ratio'),
  plainColumn('p_value', 'p-value', 'p'),
  plainColumn('adjusted_p_value', 'Adjusted p-value', 'p'),
];
const SPEND: FigureColumn[] = [
  plainColumn('brand', 'Brand', 'text'),
  plainColumn('spend.followers', 'Spent per follower', 'money'),
  plainColumn('spend.others', 'Spent per other', 'money'),
  ...estimateColumns('spend.difference', 'Difference per person', 'money'),
  plainColumn('spend.p_value', 'p-value', 'p'),
];

/** What followers of each brand bought against others: likelihoods under heads that name the others, then money per person. */
export function followerValueBlocks({ rows }: FollowerValueAnswer): FigureBlock[] {
  const block = (title: string, columns: FigureColumn[], worded: boolean): FigureBlock => ({
    title,
    columns,
    rows: rows.map((row) => ({
      key: row.brand,
      cells: columns.map(({ key }) => cellAt(row, key)),
      sentence: worded ? row.sentence : null,
    })),
  });
  return [
    block('How likely followers are to buy from a brand, against others', COLUMNS, true),
    block('Money paid to the brand per person, buyer or not', SPEND, false),
  ];
}
