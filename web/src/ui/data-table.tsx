import { useEventListener } from '@mantine/hooks';
import {
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_basic,
  sortFn_text,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { type MouseEvent, type ReactNode, useMemo, useState } from 'react';
import { formatCount, UNDEFINED } from '@syncline/shared/format';
import type { CellValue } from '../lib/value-table.ts';
import styles from './data-table.module.css';
import { useWidth } from './use-width.ts';
import { Defined, type Definition, DefinitionText } from './definition.tsx';
import { Peek } from './peek.tsx';

/** A column of a DataTable; one of figures says what they are, at the pointer or focus on its head. */
export type TableColumn<Row> = Column<Row> &
  (
    | { numeric?: false | undefined; definition?: undefined }
    | {
        /** Numbers stand right and begin with the largest when sorted. */
        numeric: true;
        /** A sentence under the label, or a whole definition. */
        definition: Definition | string;
      }
  );

interface Column<Row> {
  key: string;
  label: string;
  /** What is sorted by; null is always last. */
  value: (row: Row) => CellValue;
  /** What is shown; the value itself where it is absent. */
  cell?: (row: Row) => ReactNode;
  /** Cell of the footer: computed by the API, not summed here, unless the parts add up. */
  footer?: ReactNode;
  sortable?: boolean;
  /** Stands right without being a figure, as buttons at the end of a row do. */
  right?: boolean;
  /** Left out below 768, where a table keeps its name and two columns. */
  wide?: boolean;
}

export interface TableSort {
  key: string;
  descending: boolean;
}

interface DataTableProps<Row> {
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Read out, not shown. */
  caption: string;
  sort?: TableSort;
  onSort?: (sort: TableSort) => void;
  /** Whether the rows stand in the order of `sort` already, as those of a page do. */
  sorted?: boolean;
  /** What a click anywhere on a row does; the row's name should be a link to the same place. */
  onRow?: (row: Row) => void;
  /** Shown in place of rows. */
  none?: ReactNode;
  /** Whether the head stays under the filter bar when the page scrolls; a table too wide for the page scrolls sideways instead. */
  stickyHead?: boolean;
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic, text: sortFn_text },
});

/** A table with hairlines: sortable heads (buttons), first column kept in view, computed footer. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, caption, onRow, none, sorted = false, stickyHead = false } = props;
  const [ownSort, setOwnSort] = useState<TableSort | undefined>(props.sort);
  const sort = props.onSort ? props.sort : ownSort;
  const setSort = props.onSort ?? setOwnSort;
  const sorting: SortingState = useMemo(() => (sort ? [{ id: sort.key, desc: sort.descending }] : []), [sort]);
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.key,
        accessorFn: (row: Row) => column.value(row) ?? undefined,
        sortFn: column.numeric ? ('basic' as const) : ('text' as const),
        sortUndefined: 'last' as const,
      })),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    state: { sorting },
    manualSorting: sorted,
    getRowId: rowKey,
  });
  const hasFooter = rows.length > 0 && columns.some((column) => column.footer !== undefined);
  const { ref: outer, width: room } = useWidth();
  const { ref: inner, width } = useWidth();
  const isWider = width > room;
  const sticks = stickyHead && !isWider;
  const body = useEventListener('keydown', alongRows);
  return (
    // What scrolls is reached by keys, even where nothing in it is.
    <div
      ref={outer}
      className={sticks ? styles.sticky : styles.scroll}
      {...(isWider ? { tabIndex: 0, role: 'group', 'aria-label': caption } : {})}
    >
      <table ref={inner} className={styles.table}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <Head key={column.key} column={column} first={index === 0} sort={sort} onSort={setSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.length === 0 && none ? (
            <tr>
              <td colSpan={columns.length} className={styles.none}>
                {none}
              </td>
            </tr>
          ) : null}
          {table.getRowModel().rows.map((row) => (
            <tr
              key={row.id}
              className={onRow ? styles.link : undefined}
              onClick={onRow ? (event) => isBeside(event) && onRow(row.original) : undefined}
            >
              {columns.map((column, index) => (
                <td key={column.key} className={classOf(column, index === 0)}>
                  {column.cell ? column.cell(row.original) : plain(column.value(row.original))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {hasFooter ? (
          <tfoot>
            <tr>
              {columns.map((column, index) => (
                <td key={column.key} className={classOf(column, index === 0)}>
                  {column.footer}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}

const REACHABLE = 'a[href], button, input';

/** Up and down move the focus to the same control of the row before or after, Home and End to the first and last row. */
function alongRows(event: KeyboardEvent) {
  const from = event.target instanceof Element ? event.target : null;
  const rows = [...(from?.closest('tbody')?.rows ?? [])].filter((row) => row.querySelector(REACHABLE) !== null);
  const at = rows.findIndex((row) => row.contains(from));
  const row = rows[{ ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key] ?? -1];
  const types = from instanceof HTMLInputElement && from.type !== 'checkbox';
  if (!row || types || event.altKey || event.ctrlKey || event.metaKey) return;
  const place = [...(rows[at]?.querySelectorAll(REACHABLE) ?? [])].findIndex((control) => control === from);
  const control = [...row.querySelectorAll<HTMLElement>(REACHABLE)].at(place);
  if (place < 0 || !control) return;
  event.preventDefault();
  control.focus();
}

/** A near miss of a check box is no click on the row. */
function isBeside({ target }: MouseEvent): boolean {
  return !(target instanceof Element && target.closest('label'));
}

interface HeadProps<Row> {
  column: TableColumn<Row>;
  first: boolean;
  sort: TableSort | undefined;
  onSort: (sort: TableSort) => void;
}

function Head<Row>({ column, first, sort, onSort }: HeadProps<Row>) {
  const active = sort?.key === column.key ? sort : undefined;
  const next = active ? !active.descending : (column.numeric ?? false);
  const direction = active ? (active.descending ? 'descending' : 'ascending') : 'none';
  const { definition, label } = column;
  const defined = typeof definition === 'string' ? { title: label, formula: definition } : definition;
  if (column.sortable === false) {
    return (
      <th scope="col" className={classOf(column, first)}>
        {defined ? (
          <Defined definition={defined} className={`${styles.sort} ${styles.defined}`}>
            {label}
          </Defined>
        ) : (
          label
        )}
      </th>
    );
  }
  const button = (
    <button
      type="button"
      className={active ? `${styles.sort} ${styles.sorted}` : styles.sort}
      data-metric={defined?.anchor}
      onClick={() => onSort({ key: column.key, descending: next })}
    >
      {label}
      {active ? <i className={active.descending ? styles.arrow : `${styles.arrow} ${styles.up}`} /> : null}
    </button>
  );
  return (
    <th scope="col" className={classOf(column, first)} aria-sort={direction}>
      {defined ? (
        <Peek name={`Definition of ${defined.title}`} card={() => <DefinitionText definition={defined} />}>
          {button}
        </Peek>
      ) : (
        button
      )}
    </th>
  );
}

function classOf(column: { numeric?: boolean | undefined; right?: boolean; wide?: boolean }, first: boolean): string {
  return [(column.numeric || column.right) && styles.number, column.wide && styles.wide, first && styles.first]
    .filter(Boolean)
    .join(' ');
}

function plain(value: CellValue): ReactNode {
  if (value === null) return UNDEFINED;
  return typeof value === 'number' ? formatCount(value) : value;
}
