import { DEVICES, type Device } from '@syncline/shared/events';
import { ShareBar } from '../../charts/draw/share-bar.tsx';
import { formatCount } from '@syncline/shared/format';
import { Panel } from '../../ui/panel.tsx';
import { deviceTitle } from './findings.ts';
import type { useOverview } from './questions.ts';

const NAMES: Record<Device, string> = {
  mobile: 'Phone',
  desktop: 'Desktop',
  tablet: 'Tablet',
  other: 'Other',
  unknown: 'Unknown',
};
const COLOURS: Record<Device, string> = {
  mobile: 'var(--mobile)',
  desktop: 'var(--desktop)',
  tablet: 'var(--tablet)',
  other: 'var(--unknown)',
  unknown: 'var(--unknown)',
};

/** Purchases by the device they were made on. */
export function DevicePanel({ overview }: { overview: ReturnType<typeof useOverview> }) {
  const { byDevice } = overview;
  const rows = byDevice.data?.rows ?? [];
  const purchases = (device: Device) => rows.find((row) => row.dimensions.device === device)?.metrics.purchases ?? 0;
  const parts = DEVICES.map((device) => ({
    key: device,
    label: NAMES[device],
    value: purchases(device),
    colour: COLOURS[device],
  }));
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  return (
    <Panel
      what="Purchases by device"
      title={byDevice.data && deviceTitle(purchases('mobile'), total)}
      subtitle={`${byDevice.data ? `${formatCount(total)} purchases` : 'Purchases'} by the device of the paid order`}
      query={byDevice}
      height={48}
      meta={byDevice.data?.meta}
      table={{
        columns: [{ label: 'Device' }, { label: 'Purchases' }],
        rows: parts.map((part) => [part.label, part.value]),
      }}
      empty={total === 0 && { sentence: 'No purchases in this period.' }}
    >
      <ShareBar label="Purchases by device" parts={parts} />
    </Panel>
  );
}
