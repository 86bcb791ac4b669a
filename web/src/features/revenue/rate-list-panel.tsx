import type { ExchangeRate } from '@syncline/shared/exchange-rates';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatDay, plural } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { Button } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Choice, Field } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import { Panel } from '../../ui/panel.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import styles from './rates.module.css';
import { ratesDownload, ratesQuery } from './rates-questions.ts';
import { RATED_CURRENCIES, SOURCE_NAMES } from './rates-words.ts';

interface RateListPanelProps {
  scope: Scope;
  currency: string | undefined;
  onCurrency: (currency: string | undefined) => void;
  /** Opens a rate, as the URL names it. */
  onOpen: (rate: string) => void;
}

const ANY = '';

/** The rates of the period day by day; each opens to what it was before, and to be corrected. */
export function RateListPanel({ scope, currency, onCurrency, onOpen }: RateListPanelProps) {
  const listed = { period: scope.period, currency };
  const pages = useInfiniteQuery(ratesQuery(listed));
  const rates = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = pages.data?.pages[0]?.total ?? 0;
  return (
    <Panel
      what="Rates by day"
      title={pages.data ? (total === 0 ? 'Rates by day' : plural(total, 'rate')) : undefined}
      subtitle="What one euro was; open a day to see what it was before, or to correct it"
      query={pages}
      height={200}
      picture={false}
    >
      <div className={forms.form} style={{ marginBottom: 14 }}>
        <Field label="Currency">
          <Choice
            value={RATED_CURRENCIES.some(({ value }) => value === currency) ? (currency ?? ANY) : ANY}
            options={[{ value: ANY, label: 'any currency' }, ...RATED_CURRENCIES]}
            onChange={(next) => onCurrency(next === ANY ? undefined : next)}
          />
        </Field>
        {total > 0 ? (
          <span className={forms.row}>
            <a href={ratesDownload(listed, 'list')} download>
              Download CSV
            </a>
            <a href={ratesDownload(listed, 'ecb')} download>
              CSV in the layout of the ECB
            </a>
          </span>
        ) : null}
      </div>
      {rates.length === 0 ? (
        <p className={forms.note}>
          No rate of these days is known. Data takes eurofxref-hist.csv of the European Central Bank as it is published.
        </p>
      ) : (
        <>
          <DataTable
            columns={columnsOf(onOpen)}
            rows={rates}
            rowKey={(row) => `${row.day}.${row.currency}`}
            caption="Exchange rates by day"
          />
          <ShowMore shown={rates.length} total={total} pages={pages} />
        </>
      )}
    </Panel>
  );
}

function columnsOf(onOpen: (rate: string) => void): TableColumn<ExchangeRate>[] {
  return [
    {
      key: 'day',
      label: 'Day',
      value: ({ day }) => day,
      cell: ({ day, currency }) => (
        <Button look="link" aria-label={`Open ${currency} of ${day}`} onClick={() => onOpen(`${day}.${currency}`)}>
          {formatDay(day, { year: true, weekday: true })}
        </Button>
      ),
    },
    { key: 'currency', label: 'Currency', value: ({ currency }) => currency },
    {
      key: 'rate',
      label: 'Per euro',
      value: ({ rate }) => Number(rate),
      cell: ({ rate }) => rate,
      numeric: true,
      definition: 'What one euro was in this currency on the day',
    },
    { key: 'source', label: 'From', value: ({ source }) => SOURCE_NAMES[source], cell: sourceCell, wide: true },
  ];
}

function sourceCell({ source, note, corrected }: ExchangeRate): ReactNode {
  return (
    <>
      {SOURCE_NAMES[source]}
      {corrected ? ', corrected' : ''} <span className={styles.name}>{note}</span>
    </>
  );
}
