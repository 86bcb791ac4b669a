import styles from './file-choice.module.css';

/** The first rows of a table as the file has them. */
export function SampleRows({ columns, rows }: { columns: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <section className={styles.sample} aria-label="First rows of the file" {...REACHABLE}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join('|')}>
              {columns.map((column, index) => (
                <td key={column}>{row[index]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A scrolling region must be reachable by keyboard. */
const REACHABLE = { tabIndex: 0 };
