import { estimateColumns, type FigureBlock, plainColumn, proportionColumns } from '@syncline/shared/study-figures';
import { describe, expect, it } from 'vitest';
import { figureText, shownCell, shownColumns } from './figure-cells.ts';

const columns: FigureBlock['columns'] = [
  plainColumn('name', 'Behaviour', 'text'),
  ...proportionColumns('own', 'Who do it'),
  ...estimateColumns('difference', 'Difference of the shares', 'points'),
  ...estimateColumns('ratio', 'Times as likely as everyone else', 'ratio'),
  plainColumn('p', 'p-value', 'p'),
];
const cells = ['Engage', 112, 341, 0.3284, 0.281, 0.38, 0.12, 0.08, 0.16, 1.96, 1.5, 2.51, 0.00001];

describe('figures as they are read', () => {
  it('are one column each, with their interval and base under them', () => {
    const shown = shownColumns({ columns });
    expect(shown.map(({ head, numeric }) => [head, numeric])).toEqual([
      ['Behaviour', false],
      ['Who do it', true],
      ['Difference of the shares', true],
      ['Times as likely as everyone else', true],
      ['p-value', true],
    ]);
    expect(shown.map((column) => shownCell(column, cells, 'USD'))).toEqual([
      { main: 'Engage', notes: [] },
      { main: '32.8\u202f%', notes: ['28.1 – 38.0\u202f%', '112 of 341'] },
      { main: '+12.0\u202fpts', notes: ['+8.0\u202fpts to +16.0\u202fpts'] },
      { main: '1.96×', notes: ['1.50× to 2.51×'] },
      { main: '< 0.0001', notes: [] },
    ]);
  });

  it('are a dash where they are held back, never a nought', () => {
    const held = cells.map((cell, place) => (place === 0 ? cell : null));
    for (const column of shownColumns({ columns }).slice(1)) {
      expect(shownCell(column, held, 'USD')).toEqual({ main: '–', notes: [] });
    }
  });

  it('are written in their unit: an index never as a share', () => {
    expect(figureText(1.96, 'ratio', 'USD')).toBe('1.96×');
    expect(figureText(0.45, 'part', 'USD')).toBe('+45.0\u202f%');
    expect(figureText(149_99, 'money', 'USD')).toBe('$149.99');
    expect(figureText(-3.5, 'number', 'USD')).toBe('−3.50');
    expect(figureText(1204, 'count', 'USD')).toBe('1,204');
    expect(figureText(0.03125, 'p', 'USD')).toBe('0.0313');
  });
});
