import type { FigureBlock } from '@syncline/shared/study-figures';
import { Fragment } from 'react';
import styles from './document.module.css';
import { type ShownColumn, shownCell, shownColumns } from './figure-cells.ts';

/** A scrolling region must be reachable by keyboard. */
const REACHABLE = { tabIndex: 0 };

/** A block of figures as a printed table: each figure with its interval and base under it, each row followed by its sentence. */
export function FigureTable({ block, currency }: { block: FigureBlock; currency: string }) {
  const columns = shownColumns(block);
  return (
    <section className={styles.scroll} aria-label={block.title} {...REACHABLE}>
      <table className={styles.table}>
        <caption>{block.title}</caption>
        <thead>
          <tr>
            {columns.map(({ key, head, numeric }) => (
              <th key={key} scope="col" className={numeric ? styles.number : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map(({ key, cells, sentence }) => (
            <Fragment key={key}>
              <tr className={sentence === null ? undefined : styles.told}>
                {columns.map((column, place) => (
                  <FigureCell key={column.key} column={column} cells={cells} currency={currency} first={place === 0} />
                ))}
              </tr>
              {sentence === null ? null : (
                <tr className={styles.sentence}>
                  <td colSpan={columns.length}>
                    <span className={styles.words}>{sentence}</span>
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface FigureCellProps {
  column: ShownColumn;
  cells: FigureBlock['rows'][number]['cells'];
  currency: string;
  first: boolean;
}

function FigureCell({ column, cells, currency, first }: FigureCellProps) {
  const { main, notes } = shownCell(column, cells, currency);
  const content = (
    <>
      {main}
      {notes.map((note) => (
        <small key={note}>{note}</small>
      ))}
    </>
  );
  if (first && !column.numeric) return <th scope="row">{content}</th>;
  return <td className={column.numeric ? styles.number : undefined}>{content}</td>;
}
