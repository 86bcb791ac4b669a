import type { FigureBlock, FigureColumn, FigureUnit, FigureValue } from '@syncline/shared/study-figures';
import { numberWords } from '@syncline/shared/words';
import {
  formatCount,
  formatInterval,
  formatMoney,
  formatPercent,
  formatPoints,
  UNDEFINED,
} from '@syncline/shared/format';

/** A column as it is read: one figure, which several columns of the block make up. */
export interface ShownColumn {
  key: string;
  head: string;
  numeric: boolean;
  /** Places of the block's columns, by what they are in the figure. */
  places: Partial<Record<FigureColumn['role'], number>>;
  unit: FigureUnit;
}

/** A cell as it is read: the figure, and under it its interval and base. */
interface ShownCell {
  main: string;
  notes: string[];
}

/** The columns of a block with those of one figure put together. */
export function shownColumns({ columns }: Pick<FigureBlock, 'columns'>): ShownColumn[] {
  const shown = new Map<string, ShownColumn>();
  for (const [place, { key, label, unit, group, role }] of columns.entries()) {
    const name = group === null ? key : `group ${group}`;
    const column = shown.get(name) ?? { key: name, head: group ?? label, numeric: unit !== 'text', places: {}, unit };
    column.places[role] = place;
    if (role === 'value') column.unit = unit;
    shown.set(name, column);
  }
  return [...shown.values()];
}

/** A cell of such a column. Where the figure is not defined or held back it is a dash, with the base where that is told. */
export function shownCell({ places, unit }: ShownColumn, cells: readonly FigureValue[], currency: string): ShownCell {
  const at = (role: FigureColumn['role']): FigureValue => {
    const place = places[role];
    return place === undefined ? null : (cells[place] ?? null);
  };
  const [low, high, count, base] = [at('low'), at('high'), at('count'), at('base')];
  const notes: string[] = [];
  if (typeof low === 'number' && typeof high === 'number') notes.push(intervalText(low, high, unit, currency));
  if (typeof count === 'number' && typeof base === 'number')
    notes.push(`${formatCount(count)} of ${formatCount(base)}`);
  return { main: figureText(at('value'), unit, currency), notes };
}

function intervalText(low: number, high: number, unit: FigureUnit, currency: string): string {
  if (unit === 'share') return formatInterval(low, high);
  return `${figureText(low, unit, currency)} to ${figureText(high, unit, currency)}`;
}

/** A value in its unit; a dash where it is not defined. */
export function figureText(value: FigureValue, unit: FigureUnit, currency: string): string {
  if (value === null) return UNDEFINED;
  if (typeof value === 'string') return value;
  return WRITTEN[unit](value, currency);
}

const WRITTEN: Record<FigureUnit, (value: number, currency: string) => string> = {
  text: String,
  count: (value) => formatCount(value),
  number: (value) => numberWords(value, Number.isInteger(value) ? 0 : 2),
  share: (value) => formatPercent(value),
  points: (value) => formatPoints(value, Math.abs(value) < 0.0095 ? 2 : 1),
  part: (value) => formatPercent(value, { plus: true }),
  ratio: (value) => `${numberWords(value, 2)}×`,
  money: (value, currency) => formatMoney(value, currency),
  p: (value) => (value < 0.0001 ? '< 0.0001' : value.toFixed(4)),
};
