import type { CitedStudyRun } from '@syncline/shared/studies';
import type { FigureBlock } from '@syncline/shared/study-figures';
import { expect } from 'vitest';

/** The comparison groups of the two indices of the study of 2013, in their order, as they are worded. */
export const COMPARED_WITH = ['everyone else', 'all people, themselves included'] as const;

/** Both shares at the end of a sentence, each with its base. */
const SHARES = /: [\d.,]+\u202f% of [\d,]+ against [\d.,]+\u202f% of [\d,]+\.$/;

/** The index of a run's table; throws where the table has none. */
export function indexBlock({ tables }: CitedStudyRun, place: number): FigureBlock {
  const block = tables[place]?.blocks.find(({ columns }) => columns.some(({ key }) => key === 'behaviour'));
  if (!block) throw new Error(`table ${place} has no index`);
  return block;
}

/** Expects that no figure of the index can be read as a share, nor a share without its base and comparison group. */
export function expectReadAsIndex({ columns, rows }: FigureBlock, whom: string): void {
  const numbers = columns.filter(({ unit }) => unit !== 'text');
  const ratios = numbers.filter(({ key }) => key.startsWith('ratio.'));
  expect(ratios.map(({ unit, label }) => [unit, label])).toEqual([
    ['ratio', `Times as likely as ${whom}: ratio, 1 is equal`],
    ['ratio', `Times as likely as ${whom}: 95 % interval from`],
    ['ratio', `Times as likely as ${whom}: 95 % interval to`],
  ]);
  const shares = numbers.filter(({ unit }) => unit === 'share');
  expect(new Set(shares.map(({ group }) => group))).toEqual(
    new Set(['Primary mobile people who do it', `Of ${whom}, who do it`]),
  );
  // An index names what it is compared with; a share names its base.
  const sentences = rows.map(({ sentence }) => sentence ?? '');
  const heads = sentences.map((sentence) => sentence.replace(SHARES, ''));
  expect(heads.filter((head) => !head.includes(whom) || /% of /.test(head))).toEqual([]);
  const shown = rows.filter(({ cells }) => cells[1] !== null);
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.filter(({ sentence }) => !SHARES.test(sentence ?? ''))).toEqual([]);
}
