import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { minorDigits } from '@syncline/shared/money';
import { useQuery } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';
import { formatMoney, formatPercent, UNDEFINED } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';

interface Line {
  key: string;
  name: string;
  amount: number;
}

/** Who gets which share of the orders of all currencies, in that of the workspace. */
export function ConvertedSharesPanel({ scope }: { scope: Scope }) {
  const { period, filters, currency } = scope;
  const json = { period, filters, currencies: 'converted' };
  const query = useQuery({
    queryKey: ['revenue-share', json],
    queryFn: ({ signal }) => request<RevenueShareAnswer>('/analysis/revenue-share', { json, signal }),
  });
  const { data } = query;
  const lines = data ? linesOf(data.totals) : [];
  return (
    <Panel
      title="Shares of the orders of all currencies"
      subtitle={`Each order under the agreements in its own currency; what each payment and refund gives, converted into ${currency}`}
      query={query}
      height={140}
      picture={false}
      meta={data?.meta}
      table={
        data && {
          columns: [{ label: 'Party' }, { label: `Comes to, ${currency}` }],
          rows: lines.map(({ name, amount }) => [name, amount / 10 ** minorDigits(currency)]),
        }
      }
      source={data ? <MethodNote method={data.meta.method} /> : null}
    >
      {() =>
        data ? (
          <DataTable
            columns={columnsOf(data.totals.net_revenue, currency)}
            rows={lines}
            rowKey={({ key }) => key}
            caption="Shares of the orders of all currencies"
          />
        ) : null
      }
    </Panel>
  );
}

function linesOf({ parties, tax, unallocated }: RevenueShareAnswer['totals']): Line[] {
  const nobodys = unallocated.reduce((sum, { amount }) => sum + amount, 0);
  return [
    ...parties.map(({ party, name, amount }) => ({ key: `party ${party}`, name, amount })),
    ...(tax === 0 ? [] : [{ key: 'tax', name: 'Tax, set apart', amount: tax }]),
    ...(unallocated.length === 0 ? [] : [{ key: 'nobody', name: 'Shared with nobody', amount: nobodys }]),
  ];
}

function columnsOf(net: number, currency: string): TableColumn<Line>[] {
  return [
    { key: 'name', label: 'Party', value: ({ name }) => name, footer: 'Net revenue' },
    {
      key: 'amount',
      label: 'Comes to',
      value: ({ amount }) => amount,
      cell: ({ amount }) => formatMoney(amount, currency),
      footer: formatMoney(net, currency),
      numeric: true,
      definition: 'What the party gets of the orders of all currencies, each entry converted at the rate of its day',
    },
    {
      key: 'share',
      label: 'Of net',
      value: ({ amount }) => (net > 0 ? amount / net : null),
      cell: ({ amount }) => (net > 0 ? formatPercent(amount / net, { digits: 2 }) : UNDEFINED),
      numeric: true,
      definition: 'What the party comes to ÷ net revenue',
    },
  ];
}
