import { AGAINST_NAMES, SEGMENT_NAMES } from '@syncline/shared/research';
import type { Scope } from '../../lib/scope.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { devicesSearchFields, ruleOfSearch, useIndex } from './device-questions.ts';
import styles from './means-panel.module.css';
import { type MeanOver, type MeanShown, meansShown, meansTable } from './means-table.ts';

const HEIGHT = 186;

/** How much of several things the people of a primary device have on average, against those the indices compare them with. */
export function MeansPanel({ scope }: { scope: Scope }) {
  const [search] = useScreenSearch(devicesSearchFields);
  const rule = ruleOfSearch(search);
  const query = useIndex(scope, rule);
  const { data } = query;
  const [who, whom] = [SEGMENT_NAMES[rule.segment], AGAINST_NAMES[rule.against]];
  const nobody = data?.meta.warnings.some(({ code }) => code === 'no_data');
  return (
    <Panel
      title={`Means per person: ${who} against ${whom}`}
      subtitle="Over all people of a group, those with nothing among them; difference with 95 % interval, faint where none is established"
      query={query}
      scope={scope}
      height={HEIGHT}
      picture={false}
      meta={data?.meta}
      warning={data?.meta.warnings.find(({ code }) => code === 'other_currencies')?.message}
      table={data && meansTable(data.means)}
      empty={nobody && { sentence: 'Nobody was active in these days under these filters.' }}
      source={
        data ? (
          <>
            A mean is no share and no index: one person with much raises it. Adjusted p over all rows of this table and
            of the one of indices. <MethodNote method={data.meta.method} />
          </>
        ) : null
      }
    >
      {() => (data ? <MeansTable rows={meansShown(data.means)} who={who} whom={whom} /> : null)}
    </Panel>
  );
}

function MeansTable({ rows, who, whom }: { rows: readonly MeanShown[]; who: string; whom: string }) {
  const columns: TableColumn<MeanShown>[] = [
    { key: 'label', label: 'Mean', value: (row) => row.label, cell: labelCell },
    {
      key: 'segment',
      label: capital(who),
      value: (row) => row.segment.mean,
      cell: (row) => meanCell(row.segment),
      sortable: false,
      numeric: true,
      definition: 'Mean per person of this group, and how many people it is of',
    },
    {
      key: 'comparison',
      label: capital(whom),
      value: (row) => row.comparison.mean,
      cell: (row) => meanCell(row.comparison),
      sortable: false,
      numeric: true,
      definition: 'Mean per person of the group compared with, and how many people it is of',
    },
    {
      key: 'difference',
      label: 'Difference, 95 % interval',
      value: (row) => row.difference,
      cell: differenceCell,
      sortable: false,
      numeric: true,
      definition: 'Difference of the two means with Welch’s 95 % interval',
      wide: true,
    },
    {
      key: 'adjusted',
      label: 'Adjusted p',
      value: (row) => row.adjusted,
      sortable: false,
      numeric: true,
      definition:
        'p-value of Welch’s test, adjusted by Benjamini and Hochberg over all behaviours and means of the answer',
      wide: true,
    },
  ];
  return <DataTable columns={columns} rows={rows} rowKey={(row) => row.key} caption={`Means per person of ${who}`} />;
}

function labelCell({ label, sentence, difference, established }: MeanShown) {
  return (
    <span className={styles.label} title={sentence}>
      {label}
      <small>{established ? difference : 'no difference established'}</small>
    </span>
  );
}

function meanCell({ mean, people }: MeanOver) {
  return (
    <span className={styles.mean}>
      {mean} <small>{people}</small>
    </span>
  );
}

function differenceCell({ difference, established, sentence }: MeanShown) {
  return (
    <span className={established ? styles.strong : styles.faint} title={sentence}>
      {difference}
    </span>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
