import { UpsetRows } from '../../charts/draw/upset-rows.tsx';
import { formatCount, formatPercent } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Cell, Row } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { NOBODY_REACHED, type Standing, standings } from './compare.ts';
import { useIntersections } from './compare-questions.ts';

interface CompareOverlapProps {
  scope: Scope;
  campaigns: readonly string[];
  nameOf: (slug: string) => string;
}

/** Combinations that are drawn; the others stand in the table. */
const DRAWN = 16;

/** Who was reached by exactly which of the campaigns, and what each adds to those before it. */
export function CompareOverlap({ scope, campaigns, nameOf }: CompareOverlapProps) {
  const query = useIntersections(scope, campaigns);
  const { data } = query;
  const intersections = data?.intersections ?? [];
  const total = data?.union_reach ?? 0;
  const names = campaigns.map(nameOf);
  const rows = standings(campaigns, intersections);
  const shared = { query, scope, meta: data?.meta, empty: total === 0 && NOBODY_REACHED };
  const rest = intersections.length - DRAWN;
  return (
    <Row>
      <Cell span={6}>
        <Panel
          {...shared}
          title="Who was reached by which of them"
          subtitle={`${data ? `${formatCount(total)} people in all, each in one row` : 'Everybody in one row'}${rest > 0 ? `; the ${DRAWN} largest of ${intersections.length} combinations` : ''}`}
          height={54 + Math.min(DRAWN, Math.max(3, intersections.length)) * 28}
          table={{
            columns: [
              { label: 'Reached by exactly' },
              { label: 'Campaigns' },
              { label: 'People' },
              { label: 'of all reached', format: (value) => formatPercent(Number(value)) },
            ],
            rows: intersections.map(({ campaigns: all, people }) => [
              campaigns
                .filter((campaign) => all.includes(campaign))
                .map(nameOf)
                .join(' + '),
              all.length,
              people,
              people / Math.max(1, total),
            ]),
          }}
          source={data ? <MethodNote method={data.meta.method} /> : null}
        >
          {() => (
            <UpsetRows
              label="People reached by exactly each combination of the campaigns"
              sets={names}
              combinations={intersections.slice(0, DRAWN).map(({ campaigns: all, people }) => ({
                holds: campaigns.map((campaign) => all.includes(campaign)),
                people,
              }))}
              total={total}
              colour="var(--reach)"
            />
          )}
        </Panel>
      </Cell>
      <Cell span={6}>
        <Panel
          {...shared}
          title="What each adds"
          subtitle="Incremental: people whom none of the campaigns above it reached; they add up to everybody reached"
          height={60 + campaigns.length * 34}
          picture={false}
          table={{
            columns: ['Campaign', 'Reach', 'Only it', 'Shared', 'Incremental', 'Together so far'].map((label) => ({
              label,
            })),
            rows: rows.map((row) => [
              nameOf(row.campaign),
              row.reach,
              row.exclusive,
              row.shared,
              row.incremental,
              row.together,
            ]),
          }}
        >
          <DataTable
            caption="Exclusive, shared and incremental reach"
            columns={columnsFor(campaigns, nameOf, total)}
            rows={rows}
            rowKey={({ campaign }) => campaign}
          />
        </Panel>
      </Cell>
    </Row>
  );
}

function columnsFor(
  campaigns: readonly string[],
  nameOf: (slug: string) => string,
  total: number,
): TableColumn<Standing>[] {
  const count = (
    key: 'reach' | 'exclusive' | 'shared' | 'incremental',
    label: string,
    definition: string,
    wide = false,
  ): TableColumn<Standing> => ({
    key,
    label,
    numeric: true,
    definition,
    sortable: false,
    wide,
    value: (row: Standing) => row[key],
  });
  return [
    {
      key: 'campaign',
      label: 'Campaign, in this order',
      sortable: false,
      value: ({ campaign }) => `${campaigns.indexOf(campaign) + 1} · ${nameOf(campaign)}`,
      footer: 'All of them',
    },
    { ...count('reach', 'Reach', 'Distinct people with an impression of the campaign'), footer: formatCount(total) },
    count('exclusive', 'Only it', 'People whom none of the other campaigns here reached', true),
    count('shared', 'Shared', 'People whom another of these campaigns reached, too', true),
    {
      ...count(
        'incremental',
        'Incremental',
        'People whom none of the campaigns before it reached; the rows add up to all people',
      ),
      footer: formatCount(total),
    },
    {
      key: 'share',
      label: 'of its reach',
      numeric: true,
      definition: 'People whom this campaign adds to those before it ÷ its reach',
      sortable: false,
      wide: true,
      value: (row) => row.incremental / Math.max(1, row.reach),
      cell: (row) => formatPercent(row.incremental / Math.max(1, row.reach), { digits: 1 }),
    },
  ];
}
