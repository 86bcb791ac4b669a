import type { MetricKey } from '@syncline/shared/metrics';
import { METRICS } from '@syncline/shared/metrics';
import type { QueryAnswer } from '@syncline/shared/query';
import { changeOf, formatPercent, metricFigure } from '../../lib/format.ts';
import { againstText, type Scope, useScope } from '../../lib/scope.ts';
import { Delta, Kpi, KpiStrip, metricDefinition } from '../../ui/kpi.tsx';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { CampaignsPanel } from './campaigns-panel.tsx';
import { LedgerPanel } from './ledger-panel.tsx';
import { MonthsPanel } from './months-panel.tsx';
import { PlatformClaimsPanel } from './platform-claims-panel.tsx';
import { useRevenue } from './revenue-questions.ts';
import { SectionLinks } from './section-links.tsx';
import { SharesPanels } from './shares-panel.tsx';

const SHOWN = ['gross_revenue', 'refunds', 'net_revenue', 'average_order_value', 'purchases'] as const;

/** What was charged, refunded and kept, by month and campaign. */
export function RevenueScreen() {
  const scope = useScope();
  const revenue = useRevenue(scope);
  return (
    <Page
      title="Revenue"
      facts={`${currencyName(scope.currency)}, net of refunds; an order counts on the day it was paid, a refund on the day it was made`}
    >
      <SectionLinks />
      <KpiStrip>
        {SHOWN.map((metric) => (
          <MoneyKpi key={metric} metric={metric} answer={revenue.data} scope={scope} />
        ))}
      </KpiStrip>
      <Row>
        <Cell span={7}>
          <LedgerPanel scope={scope} revenue={revenue} />
        </Cell>
        <Cell span={5}>
          <MonthsPanel scope={scope} />
        </Cell>
      </Row>
      <SharesPanels scope={scope} />
      <CampaignsPanel scope={scope} />
      <PlatformClaimsPanel scope={scope} />
    </Page>
  );
}

interface MoneyKpiProps {
  metric: MetricKey;
  answer: QueryAnswer | undefined;
  scope: Scope;
}

function MoneyKpi({ metric, answer, scope }: MoneyKpiProps) {
  const { label, unit, better } = METRICS[metric];
  const value = answer?.totals.metrics[metric] ?? null;
  const before = answer?.totals.comparison?.[metric];
  const compared = scope.comparison !== undefined;
  return (
    <Kpi
      label={label}
      definition={metricDefinition(metric)}
      figure={answer ? metricFigure(metric, value, scope.currency) : undefined}
      note={
        compared ? (
          <Delta change={changeOf(unit, value, before)} better={better} against={againstText(scope)} />
        ) : metric === 'refunds' ? (
          refundNote(answer)
        ) : null
      }
    />
  );
}

function refundNote(answer: QueryAnswer | undefined): string {
  const gross = answer?.totals.metrics.gross_revenue ?? 0;
  const refunds = answer?.totals.metrics.refunds ?? 0;
  return gross > 0 ? `${formatPercent(refunds / gross, { digits: 2 })} of gross` : '';
}

function currencyName(currency: string): string {
  const name = new Intl.DisplayNames(['en'], { type: 'currency' }).of(currency);
  return name && name !== currency ? `${name} (${currency})` : currency;
}
