import type { FunnelAnswer } from '@syncline/shared/query';
import { Funnel } from '../../charts/draw/funnel.tsx';
import { IntervalRows } from '../../charts/draw/interval-rows.tsx';
import { prepareFunnel } from '../../charts/prepare/funnel.ts';
import { formatCount, formatDays, formatPercent } from '@syncline/shared/format';
import { intervalOf, proportionOf } from '../../lib/proportion.ts';
import type { Scope } from '../../lib/scope.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { deviceTitle, funnelTitle } from './findings.ts';
import { useFunnel } from './questions.ts';

const HEIGHT = 272;
const NOBODY = { sentence: 'Nobody saw this campaign in these days under these filters.' };

/** People by furthest stage, from exposed to not refunded. */
export function FunnelPanel({ scope }: { scope: Scope }) {
  const query = useFunnel(scope);
  const { data } = query;
  const columns = data ? prepareFunnel(data.stages) : [];
  return (
    <Panel
      title={data && funnelTitle(data.stages)}
      subtitle="People by furthest stage; each column is the one before as 100 %, filled by those who went on"
      query={query}
      scope={scope}
      height={HEIGHT}
      meta={data?.meta}
      empty={data?.stages[0]?.people === 0 && NOBODY}
      source={data ? <Source meta={data.meta} /> : null}
      table={{
        columns: [
          { label: 'Stage' },
          { label: 'People' },
          { label: 'of the stage before', format: (value) => formatPercent(Number(value)) },
          { label: '95 % from', format: (value) => formatPercent(Number(value)) },
          { label: 'to', format: (value) => formatPercent(Number(value)) },
        ],
        rows: columns.map((column) => [column.label, column.people, column.rate, column.low, column.high]),
      }}
    >
      <Funnel columns={columns} height={HEIGHT} />
    </Panel>
  );
}

function Source({ meta }: { meta: FunnelAnswer['meta'] }) {
  const open = meta.open_days;
  return (
    <>
      {open.length > 0 ? `${formatDays(open)} can still add people to every stage. ` : null}
      <MethodNote method={meta.method} />
    </>
  );
}

const DEVICES: Record<string, { label: string; colour: string }> = {
  mobile: { label: 'Phone', colour: 'var(--mobile)' },
  desktop: { label: 'Desktop', colour: 'var(--desktop)' },
  tablet: { label: 'Tablet', colour: 'var(--tablet)' },
  other: { label: 'Other', colour: 'var(--unknown)' },
  unknown: { label: 'Unknown', colour: 'var(--unknown)' },
};

/** Buyers of the people exposed, by the device of their first impression. */
export function DeviceFunnelPanel({ scope }: { scope: Scope }) {
  const query = useFunnel(scope);
  const { data } = query;
  const rows = (data?.breakdown ?? []).flatMap(({ device, stages }) => {
    const people = (name: string) => stages.find((stage) => stage.stage === name)?.people ?? 0;
    const exposed = people('exposed');
    const interval = intervalOf(proportionOf(people('paid'), exposed));
    if (!interval) return [];
    const { label, colour } = DEVICES[device] ?? { label: device, colour: 'var(--unknown)' };
    return {
      key: device,
      label,
      colour,
      ...interval,
      base: `${formatCount(people('paid'))} of ${formatCount(exposed)}`,
    };
  });
  const overall = data?.stages.find((stage) => stage.stage === 'paid')?.of_exposed.value ?? null;
  return (
    <Panel
      title={data && deviceTitle(data.breakdown)}
      subtitle="Share of the people exposed who bought, with 95 % interval"
      query={query}
      scope={scope}
      height={HEIGHT}
      meta={data?.meta}
      empty={rows.length === 0 && NOBODY}
      table={{
        columns: [
          { label: 'Device' },
          { label: 'Buyers ÷ exposed', format: (value) => formatPercent(Number(value)) },
          { label: 'Buyers of exposed' },
        ],
        rows: rows.map((row) => [row.label, row.value, row.base]),
      }}
    >
      <IntervalRows label="Buyers ÷ exposed people by device" rows={rows} overall={overall} overallName="all people" />
    </Panel>
  );
}
