import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { formatPeriod } from '@syncline/shared/format';
import { brandsQuery, nameOf } from '../../lib/questions.ts';
import { type Scope, useScope } from '../../lib/scope.ts';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { AttentionPanel } from './attention-panel.tsx';
import { DevicePanel } from './device-panel.tsx';
import { OverviewKpis } from './overview-kpis.tsx';
import { useOverview } from './questions.ts';
import { RevenuePanel } from './revenue-panel.tsx';

// The table comes after the figures and the chart.
const CampaignsPanel = lazy(() =>
  import('./campaigns-panel.tsx').then((module) => ({ default: module.CampaignsPanel })),
);
const CAMPAIGNS_HEIGHT = 380;

/** What happened since the period before, when, for whom, and what needs a look. */
export function OverviewScreen() {
  const scope = useScope();
  const overview = useOverview(scope);
  return (
    <Page title="Overview" facts={<Facts scope={scope} />}>
      <OverviewKpis scope={scope} overview={overview} />
      <Row>
        <Cell span={7}>
          <RevenuePanel scope={scope} overview={overview} />
        </Cell>
        <Cell span={5}>
          <AttentionPanel scope={scope} openDays={overview.totals.data?.meta.open_days ?? []} />
          <DevicePanel overview={overview} />
        </Cell>
      </Row>
      <Suspense fallback={<div style={{ height: CAMPAIGNS_HEIGHT }} />}>
        <CampaignsPanel scope={scope} overview={overview} />
      </Suspense>
    </Page>
  );
}

function Facts({ scope }: { scope: Scope }) {
  const brands = useQuery(brandsQuery).data?.items;
  const chosen = scope.state.values.brand.map((slug) => nameOf(brands, slug));
  return (
    <>{`${chosen.length > 0 ? chosen.join(', ') : 'All brands'}, ${formatPeriod(scope.period)}, ${scope.workspace.timezone}`}</>
  );
}
