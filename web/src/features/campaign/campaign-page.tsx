import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type CampaignTab, carryFilters } from '../../lib/filters.ts';
import { brandsQuery, campaignsQuery, nameOf } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { CampaignFacts } from './campaign-facts.tsx';
import { ConversionKpis, FrequencyKpis, ReachKpis, SpendKpis, SummaryKpis } from './campaign-kpis.tsx';
import { CreditPanel } from './credit-panel.tsx';
import { DailyPanel } from './daily-panel.tsx';
import { ForecastPanel } from './forecast-panel.tsx';
import { FrequencyPanel, FrequencyTablePanel } from './frequency-panel.tsx';
import { DeviceFunnelPanel, FunnelPanel } from './funnel-panel.tsx';
import { LiftPanel } from './lift-panel.tsx';
import { LossesPanel } from './losses-panel.tsx';
import { PayoffPanel } from './payoff-panel.tsx';
import { PurchaseTimePanel } from './purchase-time-panel.tsx';
import { ReachPanel } from './reach-panel.tsx';
import { Tabs } from './tabs.tsx';

interface CampaignPageProps {
  slug: string;
  tab: CampaignTab;
  scope: Scope;
}

/** Header, tabs and the panels of the chosen one. */
export function CampaignPage({ slug, tab, scope }: CampaignPageProps) {
  const campaigns = useQuery(campaignsQuery);
  const brands = useQuery(brandsQuery).data?.items;
  const campaign = campaigns.data?.items.find((item) => item.slug === slug);
  if (campaigns.data && !campaign) return <NoCampaign slug={slug} />;
  const TabPanel = TABS[tab];
  const toCampaigns = (
    <Link to="/campaigns" search={carryFilters}>
      Campaigns
    </Link>
  );
  return (
    <Page
      title={campaign?.name ?? slug}
      crumbs={
        <>
          {toCampaigns}
          <span aria-hidden="true">/</span>
          {campaign?.brand ? nameOf(brands, campaign.brand) : 'no brand'}
        </>
      }
      facts={<CampaignFacts campaign={campaign} scope={scope} />}
    >
      <Tabs slug={slug} tab={tab} />
      <TabPanel slug={slug} scope={scope} />
    </Page>
  );
}

interface TabProps {
  slug: string;
  scope: Scope;
}

const TABS: Record<CampaignTab, (props: TabProps) => ReactNode> = {
  summary: SummaryTab,
  reach: ReachTab,
  frequency: FrequencyTab,
  conversion: ConversionTab,
};

function SummaryTab({ scope }: TabProps) {
  return (
    <>
      <SummaryKpis scope={scope} />
      <SpendKpis scope={scope} />
      <Row>
        <Cell span={7}>
          <FrequencyPanel scope={scope} />
        </Cell>
        <Cell span={5}>
          <ReachPanel scope={scope} />
        </Cell>
      </Row>
      <FunnelRow scope={scope} />
    </>
  );
}

function ReachTab({ scope }: TabProps) {
  return (
    <>
      <ReachKpis scope={scope} />
      <ReachPanel scope={scope} tall />
      <ForecastPanel scope={scope} />
      <DailyPanel scope={scope} metric="impressions" colour="var(--impressions)" />
    </>
  );
}

function FrequencyTab({ scope }: TabProps) {
  return (
    <>
      <FrequencyKpis scope={scope} />
      <FrequencyPanel scope={scope} />
      <PayoffPanel scope={scope} />
      <FrequencyTablePanel scope={scope} />
    </>
  );
}

function ConversionTab({ slug, scope }: TabProps) {
  return (
    <>
      <ConversionKpis scope={scope} />
      <FunnelRow scope={scope} />
      <Row>
        <Cell span={7}>
          <PurchaseTimePanel scope={scope} />
        </Cell>
        <Cell span={5}>
          <LossesPanel scope={scope} />
        </Cell>
      </Row>
      <Row>
        <Cell span={7}>
          <DailyPanel scope={scope} metric="purchases" colour="var(--purchases)" />
        </Cell>
        <Cell span={5}>
          <CreditPanel slug={slug} scope={scope} />
        </Cell>
      </Row>
      <LiftPanel scope={scope} />
    </>
  );
}

function FunnelRow({ scope }: { scope: Scope }) {
  return (
    <Row>
      <Cell span={7}>
        <FunnelPanel scope={scope} />
      </Cell>
      <Cell span={5}>
        <DeviceFunnelPanel scope={scope} />
      </Cell>
    </Row>
  );
}

function NoCampaign({ slug }: { slug: string }) {
  return (
    <Page title="No such campaign">
      <Empty
        sentence={`The catalogue has no campaign “${slug}”.`}
        action={
          <Link to="/campaigns" search={carryFilters}>
            See all campaigns
          </Link>
        }
      />
    </Page>
  );
}
