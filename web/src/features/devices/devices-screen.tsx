import { formatPercent } from '@syncline/shared/format';
import { useScope } from '../../lib/scope.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { ActivityPanel } from './activity-panel.tsx';
import { BehaviourPanel } from './behaviour-panel.tsx';
import { DeviceFunnelPanel } from './device-funnel-panel.tsx';
import { DeviceKpis } from './device-kpis.tsx';
import { DEFAULT_THRESHOLD, devicesSearchFields, useByDevice, useByPrimaryDevice } from './device-questions.ts';
import { HoursPanel } from './hours-panel.tsx';
import { IndexPanel } from './index-panel.tsx';
import { IntensityPanel } from './intensity-panel.tsx';
import { MeansPanel } from './means-panel.tsx';
import { PartsPanel } from './parts-panel.tsx';
import { PathsPanel } from './paths-panel.tsx';
import { SensitivityPanel } from './sensitivity-panel.tsx';
import { ThresholdChoice } from './threshold-choice.tsx';

/** Activity and conversion by device, and by each person's primary device. */
export function DevicesScreen() {
  const scope = useScope();
  const [search, setSearch] = useScreenSearch(devicesSearchFields);
  const threshold = search.primary ?? DEFAULT_THRESHOLD;
  const primary = useByPrimaryDevice(scope, threshold);
  const device = useByDevice(scope);
  const choose = (next: number) =>
    setSearch({ primary: next === DEFAULT_THRESHOLD ? undefined : Math.round(next * 100) });
  return (
    <Page
      title="Devices"
      facts={
        <>
          A person is <strong>primary mobile</strong> when at least{' '}
          <ThresholdChoice value={threshold} onChange={choose} /> of their actions in the period are on phone or tablet
          apps; desktop likewise, else mixed
        </>
      }
    >
      <DeviceKpis query={primary} rule={`${formatPercent(threshold, { digits: 0 })} of their actions`} />
      <BehaviourPanel scope={scope} primary={primary} device={device} />
      <Row>
        <Cell span={5}>
          <ActivityPanel device={device} />
        </Cell>
        <Cell span={7}>
          <DeviceFunnelPanel scope={scope} />
        </Cell>
      </Row>
      <IndexPanel scope={scope} />
      {search.moved ? <SensitivityPanel scope={scope} moved={search.moved} /> : null}
      <MeansPanel scope={scope} />
      <PartsPanel scope={scope} />
      <Row>
        <Cell span={6}>
          <PathsPanel scope={scope} />
        </Cell>
        <Cell span={6}>
          <IntensityPanel scope={scope} threshold={threshold} />
        </Cell>
      </Row>
      <HoursPanel scope={scope} threshold={threshold} />
    </Page>
  );
}
