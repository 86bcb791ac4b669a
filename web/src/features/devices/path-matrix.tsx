import { formatCount, formatPercent } from '@syncline/shared/format';
import type { PathCell, PathMatrix as Matrix } from './paths.ts';
import styles from './path-matrix.module.css';

/** How strongly a step fills its cell: never so much that the figure in it is hard to read. */
const STRENGTHS = [6, 13, 21, 31, 40, 50];

/** A scrolling region must be reachable by keyboard. */
const REACHABLE = { tabIndex: 0 };

interface PathMatrixProps {
  matrix: Matrix;
  /** "Purchases by …". */
  caption: string;
}

/** Where people were last seen (rows) and where they bought (columns): count and share of all in each cell, in six steps. */
export function PathMatrix({ matrix: { columns, lines, total }, caption }: PathMatrixProps) {
  return (
    <section className={styles.scroll} aria-label={caption} {...REACHABLE}>
      <table className={styles.matrix}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <td className={styles.corner}>Last seen on ↓ · bought on →</td>
            {columns.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">All</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, name, cells, total: ofLine }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {cells.map((cell) => (
                <Cell key={cell.key} cell={cell} />
              ))}
              <Sum count={ofLine} of={total} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            {columns.map(({ key, total: ofColumn }) => (
              <Sum key={key} count={ofColumn} of={total} />
            ))}
            <Sum count={total} of={total} />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function Cell({ cell: { count, share, step, same, peak } }: { cell: PathCell }) {
  const strength = count === 0 ? 2 : (STRENGTHS[step] ?? 0);
  const classes = [styles.cell, same && styles.same, peak && styles.peak].filter(Boolean).join(' ');
  return (
    <td className={classes} style={{ background: `color-mix(in srgb, var(--purchases) ${strength}%, var(--canvas))` }}>
      {formatCount(count)}
      <small>{formatPercent(share, { digits: 1 })}</small>
    </td>
  );
}

function Sum({ count, of }: { count: number; of: number }) {
  return (
    <td className={styles.sum}>
      {formatCount(count)}
      <small>{formatPercent(count / of, { digits: 1 })}</small>
    </td>
  );
}
