import { FUNNEL_STAGES, type FunnelAnswer, type FunnelStage } from '@syncline/shared/query';
import type { ReactNode } from 'react';
import { formatCount, formatInterval, formatPercent, UNDEFINED } from '@syncline/shared/format';
import { intervalOf } from '../../lib/proportion.ts';
import type { Scope } from '../../lib/scope.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './device-funnel-panel.module.css';
import { DEVICE_GROUPS, type Group } from './device-names.ts';
import { useFunnelByDevice } from './device-questions.ts';
import { comparisonTitle } from './findings.ts';

const STAGE_NAMES: Record<FunnelStage, string> = {
  exposed: 'Exposed',
  engaged: 'Engaged',
  followed: 'Followed',
  triggered: 'Triggered',
  confirmed: 'Confirmed',
  paid: 'Paid',
  kept: 'Not refunded',
};
const NEUTRAL = 'From exposure to purchase, by device of the first impression';

type Stages = FunnelAnswer['stages'];
interface FunnelRow extends Group {
  stages: Stages;
}

/** Exposed people by the device that first showed them an impression, and how far they went. */
export function DeviceFunnelPanel({ scope }: { scope: Scope }) {
  const query = useFunnelByDevice(scope);
  const { data } = query;
  const rows = data ? rowsOf(data) : [];
  return (
    <Panel
      what="Funnel by device of the first impression"
      title={data ? titleOf(rows) : undefined}
      subtitle="Exposed people whose furthest stage is this one or a later one, and their share of the exposed"
      query={query}
      height={206}
      picture={false}
      meta={data?.meta}
      table={data ? tableOf([...rows, totalRow(data)]) : undefined}
      empty={data && rows.length === 0 ? { sentence: 'Nobody was reached in these days under these filters.' } : false}
      source={
        <>
          A stage counts at or after a person’s first impression in these days. The 95 % interval of each share stands
          at the pointer and in the export. {data ? <MethodNote method={data.meta.method} /> : null}
        </>
      }
    >
      {() => (data ? <FunnelTable rows={rows} total={data.stages} /> : null)}
    </Panel>
  );
}

function rowsOf(answer: FunnelAnswer): FunnelRow[] {
  return DEVICE_GROUPS.flatMap((group) => {
    const part = answer.breakdown.find(({ device }) => device === group.key);
    return part ? [{ ...group, stages: part.stages }] : [];
  });
}

function totalRow(answer: FunnelAnswer): FunnelRow {
  return { key: 'all', name: 'All', colour: '', stages: answer.stages };
}

function stageOf(stages: Stages, stage: FunnelStage): Stages[number] | undefined {
  return stages.find((each) => each.stage === stage);
}

function titleOf(rows: readonly FunnelRow[]): string {
  const paid = (key: string) => {
    const row = rows.find((each) => each.key === key);
    return row && stageOf(row.stages, 'paid')?.of_exposed;
  };
  const mobile = paid('mobile');
  const desktop = paid('desktop');
  if (!mobile || !desktop) return NEUTRAL;
  return comparisonTitle(
    { name: 'People first reached on a phone', proportion: mobile },
    { name: 'People first reached on a desktop', proportion: desktop },
    'bought',
    NEUTRAL,
  );
}

function FunnelTable({ rows, total }: { rows: readonly FunnelRow[]; total: Stages }) {
  const columns: TableColumn<FunnelRow>[] = [
    {
      key: 'device',
      label: 'First impression on',
      value: (row) => row.name,
      cell: nameCell,
      footer: 'All',
      sortable: false,
    },
    ...FUNNEL_STAGES.map(
      (stage): TableColumn<FunnelRow> => ({
        key: stage,
        label: STAGE_NAMES[stage],
        value: (row) => stageOf(row.stages, stage)?.people ?? null,
        cell: (row) => stageCell(row.stages, stage),
        footer: stageCell(total, stage),
        numeric: true,
        definition:
          'Distinct people who got to this stage in order, by the device of their first impression; beneath it the share of those exposed',
        wide: stage !== 'exposed' && stage !== 'paid',
      }),
    ),
  ];
  return <DataTable columns={columns} rows={rows} rowKey={(row) => row.key} caption={NEUTRAL} />;
}

function nameCell({ name, colour }: FunnelRow): ReactNode {
  return (
    <span className={styles.name}>
      <i className={styles.swatch} style={{ background: colour }} />
      {name}
    </span>
  );
}

function stageCell(stages: Stages, stage: FunnelStage): ReactNode {
  const found = stageOf(stages, stage);
  if (!found) return UNDEFINED;
  const { people, of_exposed: share } = found;
  const interval = intervalOf(share);
  const note = stage === 'exposed' || !interval ? null : formatPercent(interval.value);
  const about = interval && note ? `95 % interval ${formatInterval(interval.low, interval.high)}` : undefined;
  return (
    <span className={styles.cell} title={about}>
      {formatCount(people)}
      {stage === 'exposed' ? <small>people</small> : <small>{note ?? UNDEFINED}</small>}
    </span>
  );
}

function tableOf(rows: readonly FunnelRow[]): ValueTable {
  return {
    columns: [
      { label: 'First impression on' },
      { label: 'Stage' },
      { label: 'People' },
      { label: 'Share of the exposed' },
      { label: 'Lower end, 95 %' },
      { label: 'Upper end, 95 %' },
    ],
    rows: rows.flatMap((row) =>
      row.stages.map(({ stage, people, of_exposed: share }) => [
        row.name,
        STAGE_NAMES[stage],
        people,
        share.value,
        share.low,
        share.high,
      ]),
    ),
  };
}
