import type { CurrenciesAnswer } from '@syncline/shared/currencies';
import { type ExchangeRate, RATE_REACH_DAYS } from '@syncline/shared/exchange-rates';
import { addDays, daysOf, type Period } from '@syncline/shared/time';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Sparkline } from '../../charts/draw/sparkline.tsx';
import { carryFilters } from '../../lib/filters.ts';
import { formatDay, UNDEFINED } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { Button } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './rates.module.css';
import { rateLineQuery } from './rates-questions.ts';
import { coverageText, nameOfCurrency } from './rates-words.ts';

type Row = CurrenciesAnswer['rates'][number];

interface RateLinesPanelProps {
  scope: Scope;
  query: UseQueryResult<CurrenciesAnswer>;
  chosen: string | undefined;
  onCurrency: (currency: string) => void;
}

/** The rates that the money of the period needs: how many of its days have one, and how they moved. */
export function RateLinesPanel({ scope, query, chosen, onCurrency }: RateLinesPanelProps) {
  const { data } = query;
  return (
    <Panel
      title="Rates these days need"
      subtitle="A day without publication goes by the last rate before it, at most 7 days earlier; the euro has none, as rates are per euro"
      query={query}
      height={140}
      picture={false}
      meta={data?.meta}
      table={data && tableOf(data)}
      empty={
        data && data.rates.length === 0
          ? {
              sentence: `Nothing was sold in another currency than the ${nameOfCurrency(scope.currency)} in these days: no rate is needed.`,
              action: (
                <Link to="/data" search={carryFilters}>
                  Import a file of rates
                </Link>
              ),
            }
          : false
      }
    >
      {() =>
        data ? (
          <DataTable
            columns={columnsOf(scope.period, chosen, onCurrency)}
            rows={data.rates}
            rowKey={({ currency }) => currency}
            caption="Exchange rates by currency"
          />
        ) : null
      }
    </Panel>
  );
}

function columnsOf(
  period: Period,
  chosen: string | undefined,
  onCurrency: (currency: string) => void,
): TableColumn<Row>[] {
  return [
    {
      key: 'currency',
      label: 'Currency',
      value: ({ currency }) => currency,
      cell: ({ currency }) => (
        <>
          <Button
            look="link"
            aria-label={`List the rates of ${currency}`}
            aria-pressed={currency === chosen}
            onClick={() => onCurrency(currency)}
          >
            {currency}
          </Button>{' '}
          <span className={styles.name}>{nameOfCurrency(currency)}</span>
        </>
      ),
    },
    {
      key: 'coverage',
      label: 'Days with a rate',
      value: ({ days, missing_days }) => (days - missing_days) / days,
      cell: coverageCell,
      numeric: true,
      definition: 'Days of the period that have a rate of their own, of all its days; others go by the last day before',
    },
    {
      key: 'line',
      label: 'Over the period',
      value: () => null,
      cell: ({ currency }) => <RateLine period={period} currency={currency} />,
      sortable: false,
      wide: true,
    },
    {
      key: 'lowest',
      label: 'Lowest',
      value: ({ lowest }) => Number(lowest),
      cell: (row) => row.lowest ?? UNDEFINED,
      numeric: true,
      definition: 'The lowest rate per euro in the period',
      wide: true,
    },
    {
      key: 'highest',
      label: 'Highest',
      value: ({ highest }) => Number(highest),
      cell: (row) => row.highest ?? UNDEFINED,
      numeric: true,
      definition: 'The highest rate per euro in the period',
      wide: true,
    },
    {
      key: 'latest',
      label: 'Latest',
      value: ({ latest }) => (latest === null ? null : Number(latest.rate)),
      cell: latestCell,
      numeric: true,
      definition: 'The newest rate per euro, and its day',
    },
  ];
}

function coverageCell(row: Row): ReactNode {
  return <span className={row.missing_days > 0 ? styles.missing : undefined}>{coverageText(row)}</span>;
}

function latestCell({ latest }: Row): ReactNode {
  if (latest === null) return UNDEFINED;
  return (
    <>
      {latest.rate} <span className={styles.name}>{formatDay(latest.day, { year: true })}</span>
    </>
  );
}

/** The rates of the period as they moved. */
function RateLine({ period, currency }: { period: Period; currency: string }) {
  const { data } = useQuery(rateLineQuery(period, currency));
  if (!data || data.items.length === 0) return <span className={styles.line} />;
  return <Sparkline values={valuesOf(period, data.items)} colour="var(--text-2)" width={160} height={28} />;
}

/** What held on each day: a day without publication goes by the last rate before it, as conversions do. */
function valuesOf(period: Period, rates: readonly ExchangeRate[]): (number | null)[] {
  const byDay = new Map(rates.map((rate) => [rate.day, rate]));
  const values: (number | null)[] = [];
  let last: ExchangeRate | undefined;
  for (const day of daysOf(period)) {
    last = byDay.get(day) ?? last;
    values.push(last && addDays(last.day, RATE_REACH_DAYS) >= day ? Number(last.rate) : null);
  }
  return values;
}

function tableOf({ rates }: CurrenciesAnswer): ValueTable {
  return {
    columns: [
      'Currency',
      'Days that need a rate',
      'Days without',
      'Lowest, units per euro',
      'Highest, units per euro',
      'Latest, units per euro',
      'Published for',
    ].map((label) => ({ label })),
    rows: rates.map(({ currency, days, missing_days, lowest, highest, latest }) => [
      currency,
      days,
      missing_days,
      lowest,
      highest,
      latest?.rate ?? null,
      latest?.day ?? null,
    ]),
  };
}
