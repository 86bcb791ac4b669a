import type { CurrenciesAnswer } from '@syncline/shared/currencies';
import { minorDigits } from '@syncline/shared/money';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatMoney, plural, UNDEFINED } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { metricDefinition } from '../../ui/definition.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './rates.module.css';
import { missingText, nameOfCurrency } from './rates-words.ts';

type Row = CurrenciesAnswer['currencies'][number];

/** What was paid and refunded in each currency, and what it is in the workspace's. */
export function CurrenciesPanel({ scope, query }: { scope: Scope; query: UseQueryResult<CurrenciesAnswer> }) {
  const { data } = query;
  const own = scope.currency;
  return (
    <Panel
      what="Money by currency"
      title={data ? titleOf(data, own) : undefined}
      subtitle={`Net of refunds, in the currency of each order and in ${own}`}
      query={query}
      height={140}
      picture={false}
      meta={data?.meta}
      warning={data && missingText(data.rates)}
      table={data && tableOf(data, own)}
      empty={data && data.currencies.length === 0 ? { sentence: 'Nothing was paid or refunded in these days.' } : false}
      source={data ? <MethodNote method={data.meta.method} /> : null}
    >
      {() =>
        data ? (
          <DataTable
            columns={columnsOf(data, own)}
            rows={data.currencies}
            rowKey={({ currency }) => currency}
            caption="What was paid and refunded, by currency"
          />
        ) : null
      }
    </Panel>
  );
}

function titleOf({ currencies, converted }: CurrenciesAnswer, own: string): string {
  if (currencies.length === 0) return 'Money by currency';
  const all = plural(currencies.length, 'currency', 'currencies');
  return converted === null ? `Money in ${all}` : `${formatMoney(converted, own)} net in ${all}`;
}

function columnsOf({ converted }: CurrenciesAnswer, own: string): TableColumn<Row>[] {
  const money = (key: 'gross_revenue' | 'refunds' | 'net_revenue', label: string, wide: boolean): TableColumn<Row> => ({
    key,
    label,
    value: (row) => row[key] / 10 ** row.minor_digits,
    cell: (row) => formatMoney(row[key], row.currency),
    numeric: true,
    definition: metricDefinition(key),
    wide,
  });
  return [
    {
      key: 'currency',
      label: 'Currency',
      value: ({ currency }) => currency,
      cell: currencyCell,
      footer: 'All of them',
    },
    {
      key: 'orders',
      label: 'Orders',
      value: ({ orders }) => orders,
      numeric: true,
      definition: 'Orders paid in this currency in the period',
      wide: true,
    },
    money('gross_revenue', 'Gross', true),
    money('refunds', 'Refunds', true),
    money('net_revenue', 'Net', false),
    {
      key: 'converted',
      label: `Net in ${own}`,
      value: (row) => row.converted,
      cell: (row) =>
        row.converted === null ? (
          <span className={styles.missing}>{plural(row.unconverted_days, 'day')} without a rate</span>
        ) : (
          formatMoney(row.converted, own)
        ),
      footer: converted === null ? UNDEFINED : formatMoney(converted, own),
      numeric: true,
      definition: 'Net revenue, each payment and refund converted at the rate of its own day',
    },
  ];
}

function currencyCell({ currency }: Row): ReactNode {
  return (
    <>
      {currency} <span className={styles.name}>{nameOfCurrency(currency)}</span>
    </>
  );
}

function tableOf({ currencies, converted }: CurrenciesAnswer, own: string): ValueTable {
  const size = 10 ** minorDigits(own);
  return {
    columns: ['Currency', 'Orders', 'Gross', 'Refunds', 'Net', `Net in ${own}`, 'Days without a rate'].map((label) => ({
      label,
    })),
    rows: [
      ...currencies.map((row) => [
        row.currency,
        row.orders,
        ...[row.gross_revenue, row.refunds, row.net_revenue].map((minor) => minor / 10 ** row.minor_digits),
        row.converted === null ? null : row.converted / size,
        row.unconverted_days,
      ]),
      ['All of them', null, null, null, null, converted === null ? null : converted / size, null],
    ],
  };
}
