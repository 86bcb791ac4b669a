import { formatCount, formatMoney, formatPercent, formatPoints, plural, UNDEFINED } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Payoff, payoffs } from './payoff.ts';
import { useFrequency, useTotals } from './questions.ts';

const WORDS = { 1: 'more', 0: 'no difference shown', [-1]: 'fewer' } as const;

/** What each further impression goes with, and what a cap at it would have saved. */
export function PayoffPanel({ scope }: { scope: Scope }) {
  const query = useFrequency(scope);
  const spend = useTotals(scope).data?.totals.metrics.spend ?? null;
  const { data } = query;
  const rows = data ? payoffs(data, spend) : [];
  return (
    <Panel
      title="What a cap on impressions would have saved"
      subtitle="Difference to people with one impression fewer, with 95 % interval; impressions above the cap are exact"
      query={query}
      scope={scope}
      height={430}
      picture={false}
      meta={data?.meta}
      empty={data?.reach === 0 && { sentence: 'Nobody saw this campaign in these days under these filters.' }}
      table={{
        columns: [
          { label: 'Cap' },
          { label: 'Buyers ÷ people at it' },
          { label: 'vs one fewer' },
          { label: '95 % from' },
          { label: 'to' },
          { label: 'Impressions above' },
          { label: 'of all impressions' },
          ...(spend === null ? [] : [{ label: 'At the mean cost', unit: `minor units of ${scope.currency}` }]),
          { label: 'People above' },
          { label: 'Buyers among them' },
        ],
        rows: rows.map((row) => [
          row.frequency,
          row.rate.value,
          row.marginal?.value ?? null,
          row.marginal?.low ?? null,
          row.marginal?.high ?? null,
          row.above,
          row.aboveShare,
          ...(spend === null ? [] : [row.saved]),
          row.people,
          row.buyers,
        ]),
      }}
      source={
        `Buyers among those above the cap are the most it could have lost: some bought before they passed it, or would have bought all the same. ` +
        `People who see more also differ in other ways, so a difference is no effect of an impression. ` +
        (spend === null
          ? 'What was saved in money is not known, as no spend is.'
          : 'Money: spend of the period × share of impressions above, as if every impression cost the same.')
      }
    >
      <DataTable
        caption="What caps would have saved"
        columns={columnsFor(spend !== null, scope.currency)}
        rows={rows}
        rowKey={({ frequency }) => String(frequency)}
      />
    </Panel>
  );
}

function columnsFor(priced: boolean, currency: string): TableColumn<Payoff>[] {
  const number = { numeric: true, sortable: false } as const;
  const saved: TableColumn<Payoff> = {
    ...number,
    key: 'saved',
    definition: 'Spend of the period × share of impressions above the cap, as if every impression cost the same',
    label: 'At the mean cost',
    wide: true,
    value: ({ saved }) => saved,
    cell: ({ saved }) => (saved === null ? UNDEFINED : formatMoney(saved, currency)),
  };
  return [
    {
      key: 'cap',
      label: 'Cap',
      sortable: false,
      value: ({ frequency }) => frequency,
      cell: ({ frequency }) => <strong>{plural(frequency, 'impression')}</strong>,
    },
    {
      ...number,
      key: 'rate',
      definition: 'Buyers ÷ people who saw exactly so many impressions',
      label: 'Buyers ÷ people at it',
      wide: true,
      value: ({ rate }) => rate.value,
      cell: ({ rate }) => (rate.value === null ? UNDEFINED : formatPercent(rate.value)),
    },
    {
      ...number,
      key: 'marginal',
      definition: 'Buyers ÷ people at this frequency, less that at one impression fewer',
      label: 'vs one fewer',
      wide: true,
      value: ({ marginal }) => marginal?.value ?? null,
      cell: ({ marginal }) => (marginal ? formatPoints(marginal.value, 2) : UNDEFINED),
    },
    {
      ...number,
      key: 'interval',
      definition: 'Newcombe 95 % interval of the difference, and whether it leaves 0 out',
      label: '95 % interval',
      wide: true,
      value: ({ marginal }) => marginal?.low ?? null,
      cell: ({ marginal, direction }) =>
        marginal
          ? `${formatPoints(marginal.low, 2)} to ${formatPoints(marginal.high, 2)}, ${WORDS[direction]}`
          : UNDEFINED,
    },
    {
      ...number,
      key: 'above',
      definition: 'Impressions that people saw beyond the cap',
      label: 'Impressions above',
      value: ({ above }) => above,
    },
    {
      ...number,
      key: 'share',
      definition: 'Impressions above the cap ÷ all impressions',
      label: 'of all',
      wide: true,
      value: ({ aboveShare }) => aboveShare,
      cell: ({ aboveShare }) => formatPercent(aboveShare, { digits: 1 }),
    },
    ...(priced ? [saved] : []),
    {
      ...number,
      key: 'people',
      definition: 'Distinct people who saw more than the cap',
      label: 'People above',
      wide: true,
      value: ({ people }) => people,
    },
    {
      ...number,
      key: 'buyers',
      definition: 'Buyers who saw more than the cap; that they would not have bought with fewer is not said',
      label: 'Buyers among them',
      value: ({ buyers }) => buyers,
      cell: ({ buyers }) => formatCount(buyers),
    },
  ];
}
