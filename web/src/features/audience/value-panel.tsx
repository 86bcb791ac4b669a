import type { Among, FollowerValueAnswer, FollowerValueRow } from '@syncline/shared/audience';
import { useQuery } from '@tanstack/react-query';
import { Forest, useForestHeight } from '../../charts/draw/forest.tsx';
import { formatDay } from '@syncline/shared/format';
import { brandsQuery, nameOf } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { audienceSearchFields, useFollowerValue } from './audience-questions.ts';
import { valueTable } from './audience-tables.ts';
import styles from './value-panel.module.css';
import { spendTexts, valueRows } from './value-rows.ts';

const CHOICES: readonly { value: Among; label: string }[] = [
  { value: 'reached', label: 'people it reached' },
  { value: 'active', label: 'active people' },
];
const ROW = 36;
/** Warnings that stand above the chart; the rest stand elsewhere on the page. */
const SAID = new Set(['suppressed', 'rows_limited', 'other_currencies']);

/** Whether those who followed a brand before the period bought from it more often than others, and spent more. */
export function ValuePanel({ scope }: { scope: Scope }) {
  const [search, setSearch] = useScreenSearch(audienceSearchFields);
  const among = search.among ?? 'reached';
  const query = useFollowerValue(scope, among);
  const catalogue = useQuery(brandsQuery).data?.items;
  const { data } = query;
  const told = data?.rows.filter(({ suppressed }) => !suppressed) ?? [];
  const count = data ? told.length : 5;
  const height = useForestHeight(count) + (count === 0 ? 60 : ROW * (count + 1) + 16);
  const name = (slug: string) => nameOf(catalogue, slug, 'no brand');
  const since = formatDay(scope.period.from, { year: true });
  const said = data?.meta.warnings.filter(({ code }) => SAID.has(code)).map(({ message }) => message) ?? [];
  return (
    <Panel
      title="What followers buy, against others"
      subtitle={`Buyers of the brand ÷ people, of those who followed it before ${since} and of others: ratio with 95 % interval, faint where no difference is established; then spend per person, buyer or not`}
      query={query}
      height={height}
      meta={data?.meta}
      warning={said.length > 0 && said.join(' ')}
      table={data && valueTable(data, name, scope.currency)}
      empty={data && told.length === 0 && { sentence: nothingTold(data, since) }}
      controls={
        <Segments
          label="Among"
          options={CHOICES}
          value={among}
          onChange={(next) => setSearch({ among: next === 'reached' ? undefined : next })}
        />
      }
      source={
        data ? (
          <>
            They followed first and bought after; who began to follow in the period is one of the others. Followers were
            fond of the brand before: an association, not an effect of following.{' '}
            <MethodNote method={data.meta.method} />
          </>
        ) : null
      }
    >
      {() =>
        data ? (
          <>
            <Forest
              label="Ratio of the shares of followers and others who bought, by brand"
              rows={valueRows({ ...data, rows: told }, name)}
              colour="var(--purchases)"
              oneName="as likely"
            />
            <div className={styles.spend}>
              <DataTable
                caption="Spend per person of followers and others, by brand"
                columns={columnsOf(name, scope.currency)}
                rows={told}
                rowKey={({ brand }) => brand}
              />
            </div>
          </>
        ) : null
      }
    </Panel>
  );
}

function nothingTold({ rows, rule }: FollowerValueAnswer, since: string): string {
  return rows.length === 0
    ? `Nobody followed a brand before ${since}, so there is nobody to compare. Choose days that begin later.`
    : `Fewer than ${rule.minimum_people} followers of each brand, or of the others, bought from it: too few to compare.`;
}

function columnsOf(name: (slug: string) => string, currency: string): TableColumn<FollowerValueRow>[] {
  const spent = (
    key: keyof ReturnType<typeof spendTexts>,
    label: string,
    definition: string,
    value: TableColumn<FollowerValueRow>['value'],
    wide = false,
  ): TableColumn<FollowerValueRow> => ({
    key,
    label,
    value,
    cell: (row) => spendTexts(row, currency)[key],
    numeric: true,
    definition,
    wide,
  });
  return [
    {
      key: 'brand',
      label: 'Spend per person',
      value: ({ brand }) => name(brand),
      cell: ({ brand }) => <b>{name(brand)}</b>,
    },
    spent(
      'followers',
      'Followers',
      'Net spend in the period ÷ people who followed the brand before it',
      ({ spend }) => spend.followers,
    ),
    spent(
      'others',
      'Others',
      'Net spend in the period ÷ people compared with who did not follow the brand',
      ({ spend }) => spend.others,
    ),
    spent(
      'difference',
      'Difference',
      'Mean spend of followers less that of the others',
      ({ spend }) => spend.difference.value,
      true,
    ),
    {
      ...spent(
        'interval',
        '95 % interval (Welch)',
        'Welch’s 95 % interval of the difference of the means',
        () => null,
        true,
      ),
      sortable: false,
    },
  ];
}
