import type { StudyChange, StudyComparison } from '@syncline/shared/study-comparison';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { plural, UNDEFINED } from '@syncline/shared/format';
import { Panel } from '../../ui/panel.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import styles from './document.module.css';
import { figureText } from './figure-cells.ts';
import { comparisonQuery } from './studies-questions.ts';

interface ComparisonPanelProps {
  study: string;
  from: number;
  to: number;
}

/** Two runs of a study, cell by cell: what is not the same, and why it may not be. */
export function ComparisonPanel({ study, from, to }: ComparisonPanelProps) {
  const query = useQuery(comparisonQuery(study, from, to));
  const { data } = query;
  return (
    <Panel
      title={data ? findingOf(data) : `Run ${to} against run ${from}`}
      subtitle={data && reasonOf(data)}
      query={query}
      height={120}
      picture={false}
    >
      {() =>
        data ? (
          <>
            {data.tables
              .filter(({ changes, found }) => changes.length > 0 || found !== 'both')
              .map((table) => (
                <ChangedTable key={`${table.analysis} ${table.title}`} table={table} comparison={data} />
              ))}
          </>
        ) : null
      }
    </Panel>
  );
}

function findingOf({ same, changed, cells, from, to }: StudyComparison): string {
  if (same || changed === 0) return `Run ${to.number} has the same figures as run ${from.number}`;
  return `${plural(changed, 'figure')} of ${cells.toLocaleString('en-US')} differ between run ${from.number} and run ${to.number}`;
}

function reasonOf({ same, data_changed: dataChanged, from, to, tables }: StudyComparison): string {
  const named = (which: 'request_changed' | 'method_changed') =>
    tables.filter((table) => table[which]).map(({ title }) => `“${title}”`);
  const [requests, methods] = [named('request_changed'), named('method_changed')];
  return [
    dataChanged
      ? `Events came in between: journal record ${from.record} and ${to.record}`
      : `The same data: journal record ${to.record}`,
    requests.length > 0 && `asked otherwise: ${requests.join(', ')}`,
    methods.length > 0 && `counted or worded otherwise: ${methods.join(', ')}`,
    same && `the same key ${to.digest.slice(0, 12)}`,
  ]
    .filter(Boolean)
    .join('; ');
}

const PAGE = 50;
/** A scrolling region must be reachable by keyboard. */
const REACHABLE = { tabIndex: 0 };

interface ChangedTableProps {
  table: StudyComparison['tables'][number];
  comparison: StudyComparison;
}

function ChangedTable({ table: { title, changes, found }, comparison }: ChangedTableProps) {
  const { from, to, currency } = comparison;
  const [shown, setShown] = useState(PAGE);
  if (found !== 'both') {
    const only = found === 'from' ? from.number : to.number;
    return (
      <p className={styles.asked}>
        Only run {only} has the table “{title}”.
      </p>
    );
  }
  return (
    <>
      <section className={styles.scroll} aria-label={`Changes of ${title}`} {...REACHABLE}>
        <table className={styles.table}>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">Figure</th>
              <th scope="col" className={styles.number}>
                Run {from.number}
              </th>
              <th scope="col" className={styles.number}>
                Run {to.number}
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.slice(0, shown).map((change) => (
              <tr key={`${change.block} ${change.row} ${change.column}`}>
                <th scope="row">{change.row}</th>
                <td>{change.column}</td>
                <td className={styles.number}>{sideText(change, 'from', currency)}</td>
                <td className={styles.number}>{sideText(change, 'to', currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {changes.length > shown ? (
        <ShowMore
          shown={shown}
          total={changes.length}
          pages={{
            hasNextPage: true,
            isFetchingNextPage: false,
            fetchNextPage: () => setShown((before) => before + PAGE),
          }}
        />
      ) : null}
    </>
  );
}

/** To as many digits as tell the sides apart. */
function sideText(change: StudyChange, side: 'from' | 'to', currency: string): string {
  const value = change[side];
  if (change.only !== null && change.only !== side) return 'no such row';
  const text = figureText(value, change.unit, currency);
  const other = figureText(change[side === 'from' ? 'to' : 'from'], change.unit, currency);
  return text === other && typeof value === 'number' ? String(value) : text || UNDEFINED;
}
