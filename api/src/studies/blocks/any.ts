import {
  cellAt,
  estimateColumns,
  type FigureBlock,
  type FigureColumn,
  type FigureUnit,
  isRecord,
  plainColumn,
  proportionColumns,
} from '@syncline/shared/study-figures';

/** Words for names of fields that do not speak for themselves. */
const WORDS: Record<string, string> = {
  at_least: 'people at each number or more',
  bins: 'people at each number',
  days: 'by day',
  people_did: 'did this very thing',
  of_previous: 'of the stage before',
  of_exposed: 'of the exposed',
  breakdown: 'stages by device',
  by_engagement: 'by engagement',
  by_view: 'by view',
  end_of: 'at the end of',
  next: 'followed next',
  paths: 'by both devices',
};

interface List {
  path: string;
  items: readonly unknown[];
}

type Item = Record<string, unknown>;

/**
 * Any answer in rows and columns: what stands alone in a block of one row, each list in a block of its own, a list within a
 * list beside the names of what it is in. Proportions and estimates are told by their fields, units by the names of theirs.
 */
export function anyBlocks(answer: object): FigureBlock[] {
  const { meta: _meta, ...figures } = answer as Item;
  const lists: List[] = [];
  const columns = columnsOf(figures, '', lists);
  const own = columns.length > 0 ? [block('Figures', columns, [{ item: figures, name: ['all'] }])] : [];
  return [
    ...own,
    ...lists.flatMap(({ path, items }) =>
      listBlocks(
        path,
        items.map((item, place) => rowOf(item, place, {})),
      ),
    ),
  ];
}

interface Row {
  item: Item;
  /** What tells it from the other rows. */
  name: readonly unknown[];
}

function listBlocks(path: string, rows: readonly Row[]): FigureBlock[] {
  const found = new Map<string, FigureColumn>();
  const within = new Map<string, Row[]>();
  for (const { item } of rows) {
    const lists: List[] = [];
    for (const column of columnsOf(item, '', lists)) found.set(column.key, column);
    const names = namesOf(item);
    for (const list of lists) {
      const inner = list.items.map((one, place) => rowOf(one, place, names));
      within.set(list.path, [...(within.get(list.path) ?? []), ...inner]);
    }
  }
  const columns = [...found.values()];
  const own = columns.some(({ unit }) => unit !== 'text') ? [block(capital(wordsOf(path)), columns, rows)] : [];
  return [...own, ...[...within].flatMap(([key, rows]) => listBlocks(`${path}.${key}`, rows))];
}

/** An item of a list as a row, beside the names of what it is in; what is a mere value is told by its place. */
function rowOf(one: unknown, place: number, names: Item): Row {
  const item = isRecord(one) ? one : { place: place + 1, value: one };
  const told = Object.entries(names).map(([key, value]) => [key in item ? `of_${key}` : key, value]);
  return {
    item: { ...Object.fromEntries(told), ...item },
    name: [...Object.values(names), ...Object.values(namesOf(item))],
  };
}

/** What an item is called by: the texts it begins with, or else its first field. */
function namesOf(item: Item): Item {
  const fields = Object.entries(item);
  const texts = fields.findIndex(([, value]) => typeof value !== 'string');
  return Object.fromEntries(fields.slice(0, texts === -1 ? fields.length : Math.max(texts, 1)));
}

function columnsOf(from: Record<string, unknown>, within: string, lists: List[]): FigureColumn[] {
  const isOfShares = Object.values(from).some((value) => isRecord(value) && 'numerator' in value);
  return Object.entries(from).flatMap(([key, value]) => {
    const path = within === '' ? key : `${within}.${key}`;
    if (key === 'sentence' || value === null || value === undefined) return [];
    if (Array.isArray(value)) {
      lists.push({ path, items: value });
      return [];
    }
    if (!isRecord(value)) return [plainColumn(path, capital(wordsOf(path)), unitOf(path, value))];
    if ('numerator' in value && 'base' in value) return proportionColumns(path, capital(wordsOf(path)));
    if ('low' in value && 'high' in value)
      return estimateColumns(path, capital(wordsOf(path)), estimateUnit(path, isOfShares));
    return columnsOf(value, path, lists);
  });
}

function block(title: string, columns: FigureColumn[], rows: readonly Row[]): FigureBlock {
  const used = new Map<string, number>();
  return {
    title,
    columns,
    rows: rows.map(({ item, name }) => {
      const key = name.map(String).join(' | ');
      const times = used.get(key) ?? 0;
      used.set(key, times + 1);
      return {
        key: times === 0 ? key : `${key} (${times + 1})`,
        cells: columns.map((column) => cellAt(item, column.key)),
        sentence: typeof item.sentence === 'string' ? item.sentence : null,
      };
    }),
  };
}

function unitOf(path: string, value: unknown): FigureUnit {
  if (typeof value !== 'number') return 'text';
  if (/(^|[._])p_value$/.test(path)) return 'p';
  if (/revenue|refunds|spend/.test(path)) return 'money';
  if (/(^|\.)share(_|$)|_share$/.test(path)) return 'share';
  return 'number';
}

/** Differences beside shares are differences of shares. */
function estimateUnit(path: string, isOfShares: boolean): FigureUnit {
  if (path.endsWith('ratio')) return 'ratio';
  if (path.endsWith('difference') && isOfShares) return 'points';
  return unitOf(path, 0);
}

function wordsOf(path: string): string {
  return path
    .split('.')
    .map((key) => WORDS[key] ?? key.replaceAll('_', ' '))
    .join(', ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
