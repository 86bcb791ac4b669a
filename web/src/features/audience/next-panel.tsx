import type { NextFollowsAnswer } from '@syncline/shared/audience';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ShareCell } from '../../charts/draw/cell-bars.tsx';
import { formatCount, formatPercent, UNDEFINED } from '@syncline/shared/format';
import { brandsQuery, nameOf } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { useNextFollows } from './audience-questions.ts';
import { nextTable } from './audience-tables.ts';
import styles from './next-panel.module.css';

type Row = NextFollowsAnswer['brands'][number];

/** The brands followed next that have a column of their own; all are in the export. */
const PLACES = ['Most often next', 'Second', 'Third'] as const;
const ROW = 36;
/** Brands listed until more are asked for. */
const FIRST = 10;

/** Which brand people began to follow after each one. */
export function NextPanel({ scope }: { scope: Scope }) {
  const query = useNextFollows(scope);
  const catalogue = useQuery(brandsQuery).data?.items;
  const { data } = query;
  const [all, setAll] = useState(false);
  const total = data?.brands.length ?? catalogue?.length ?? FIRST;
  const shown = all ? total : Math.min(total, FIRST);
  const name = (slug: string) => nameOf(catalogue, slug, 'no brand');
  return (
    <Panel
      title="Which brand is followed next"
      subtitle="Of the people who began to follow a brand in the period, and another after it: the share by the one they began to follow next"
      query={query}
      height={ROW * (1 + shown)}
      picture={false}
      meta={data?.meta}
      warning={data?.meta.warnings.find(({ code }) => code === 'rows_limited')?.message}
      table={data && nextTable(data, name)}
      empty={
        data?.brands.length === 0 && { sentence: 'Nobody began to follow a brand in these days under these filters.' }
      }
      source={
        data ? (
          <>
            Late in the period there is less time to follow another. A brand many follow comes next after any.{' '}
            <MethodNote method={data.meta.method} />
          </>
        ) : null
      }
    >
      {() =>
        data ? (
          <>
            <DataTable
              caption="Brands by new followers, and the brands followed next"
              columns={columnsOf(name, largestOf(data))}
              rows={data.brands.slice(0, shown)}
              rowKey={({ brand }) => brand}
            />
            {total > FIRST ? (
              <ShowMore
                shown={shown}
                total={total}
                pages={{ hasNextPage: !all, isFetchingNextPage: false, fetchNextPage: () => setAll(true) }}
              />
            ) : null}
          </>
        ) : null
      }
    </Panel>
  );
}

/** The largest share that any next brand has: the bars of all of them share its scale. */
function largestOf({ brands }: NextFollowsAnswer): number {
  return Math.max(...brands.map(({ next }) => next[0]?.share.value ?? 0));
}

function columnsOf(name: (slug: string) => string, largest: number): TableColumn<Row>[] {
  return [
    {
      key: 'brand',
      label: 'Brand',
      value: ({ brand }) => name(brand),
      cell: ({ brand }) => <b>{name(brand)}</b>,
      sortable: false,
    },
    {
      key: 'new',
      label: 'New followers',
      value: (row) => row.new_followers,
      sortable: false,
      numeric: true,
      definition: 'People who began to follow the brand in the period',
      wide: true,
    },
    {
      key: 'another',
      label: 'Followed another',
      value: (row) => row.followed_another.value,
      cell: ({ followed_another: { value, numerator } }) =>
        value === null ? UNDEFINED : `${formatPercent(value, { digits: 1 })} · ${formatCount(numerator)}`,
      sortable: false,
      numeric: true,
      definition: 'New followers who followed another brand after it within the period ÷ new followers, and how many',
    },
    ...PLACES.map((label, place) => ({
      key: `next-${place}`,
      label,
      value: ({ next }: Row) => next[place]?.share.value ?? null,
      cell: ({ next }: Row) => <Next next={next[place]} name={name} largest={largest} />,
      sortable: false,
      wide: place > 0,
    })),
  ];
}

interface NextProps {
  next: Row['next'][number] | undefined;
  name: (slug: string) => string;
  largest: number;
}

function Next({ next, name, largest }: NextProps) {
  if (!next) return UNDEFINED;
  const share = next.share.value ?? 0;
  return (
    <span className={styles.next}>
      <span className={styles.name}>{name(next.brand)}</span>
      <ShareCell share={share / largest} text={formatPercent(share, { digits: 1 })} colour="var(--engagement)" />
    </span>
  );
}
