import { formatShort, UNDEFINED } from '@syncline/shared/format';
import type { CellValue, ValueTable } from '../lib/value-table.ts';
import styles from './panel.module.css';

/** The numbers of a chart as a plain table. */
export function ValueTableView({ table }: { table: ValueTable }) {
  const numeric = table.columns.map((_, index) => table.rows.some((row) => typeof row[index] === 'number'));
  return (
    <table className={styles.values}>
      <thead>
        <tr>
          {table.columns.map((column, index) => (
            <th key={column.label} scope="col" className={numeric[index] ? styles.number : undefined}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={row.join('|')}>
            {table.columns.map((column, index) => (
              <td key={column.label} className={numeric[index] ? styles.number : undefined}>
                {show(row[index] ?? null, column.format)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function show(value: CellValue, format: ((value: CellValue) => string) | undefined): string {
  if (value === null) return UNDEFINED;
  if (format) return format(value);
  if (typeof value === 'number') return Number.isInteger(value) ? value.toLocaleString('en-US') : formatShort(value);
  return value;
}
