import type { QueryAnswer } from '@syncline/shared/query';
import { formatCount, formatPercent, UNDEFINED } from '@syncline/shared/format';
import type { CellValue } from '../../lib/value-table.ts';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { DEVICE_GROUPS } from './device-names.ts';
import { type Share, ShareBar } from './share-bar.tsx';

/** Actions by the device they happened on; the parts add up to all of them. */
export function ActivityPanel({ device }: { device: PanelQuery & { data: QueryAnswer | undefined } }) {
  const { data } = device;
  const whole = data?.totals.metrics.actions ?? 0;
  const shares = data ? sharesOf(data) : [];
  return (
    <Panel
      what="Actions by device"
      title={data ? titleOf(shares, whole) : undefined}
      subtitle={`${data ? `${formatCount(whole)} actions` : 'Actions'} by device, unknown ones included; the parts add up`}
      query={device}
      height={180}
      meta={data?.meta}
      table={{
        columns: [{ label: 'Device' }, { label: 'Actions' }, { label: 'Share', format: shareCell }],
        rows: shares.map(({ name, value }) => [name, value, whole > 0 ? value / whole : null]),
      }}
      empty={data && whole === 0 ? { sentence: 'No actions in these days under these filters.' } : false}
      source="Actions are everything people do themselves: all events but impressions."
    >
      {() => <ShareBar shares={shares} whole={whole} />}
    </Panel>
  );
}

function sharesOf(answer: QueryAnswer): Share[] {
  return DEVICE_GROUPS.map((group) => ({
    ...group,
    value: answer.rows.find(({ dimensions }) => dimensions.device === group.key)?.metrics.actions ?? 0,
  }));
}

function shareCell(value: CellValue): string {
  return typeof value === 'number' ? formatPercent(value, { digits: 2 }) : UNDEFINED;
}

function titleOf(shares: readonly Share[], whole: number): string {
  const first = shares.find(({ key }) => key === 'mobile')?.value ?? 0;
  return whole > 0 && first > 0
    ? `${formatPercent(first / whole, { digits: 1 })} of all actions came from phones`
    : 'Activity by device';
}
