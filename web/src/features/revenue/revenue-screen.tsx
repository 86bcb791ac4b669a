import { formatCount } from '../../lib/format.ts';
import { useScope } from '../../lib/scope.ts';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { useRevenueShare } from './agreements-questions.ts';
import { CampaignsPanel } from './campaigns-panel.tsx';
import { ChangePanels } from './change-panels.tsx';
import { MonthSharesPanel } from './month-shares-panel.tsx';
import { monthsPeriod } from './months.ts';
import { PlatformClaimsPanel } from './platform-claims-panel.tsx';
import { PrintDefinitions, PrintFacts } from './print-facts.tsx';
import { RevenueKpis } from './revenue-kpis.tsx';
import { useRevenue } from './revenue-questions.ts';
import styles from './revenue-screen.module.css';
import { SectionLinks } from './section-links.tsx';
import { SharesOverTimePanel } from './shares-over-time-panel.tsx';
import { WaterfallPanel } from './waterfall-panel.tsx';

/** What it earned, net of refunds, who gets which share, and what changed; made to be printed, too. */
export function RevenueScreen() {
  const scope = useScope();
  const revenue = useRevenue(scope);
  const shares = useRevenueShare(scope);
  // Of a short period the months before it, too; of a longer one it is the same question.
  const period = monthsPeriod(scope.period, scope.workspace.first_day);
  const months = useRevenueShare({ period, filters: scope.filters });
  const agreements = new Set(shares.data?.agreements.map(({ slug }) => slug)).size;
  return (
    <div className={styles.sheet}>
      <Page
        title="Revenue"
        facts={`${currencyName(scope.currency)}, net of refunds${shares.data ? `; ${agreementsText(agreements)}` : ''}`}
      >
        <SectionLinks />
        <PrintFacts scope={scope} meta={revenue.data?.meta} />
        <RevenueKpis scope={scope} revenue={revenue.data} shares={shares.data} />
        <Row>
          <Cell span={7}>
            <WaterfallPanel scope={scope} query={shares} />
          </Cell>
          <Cell span={5}>
            <SharesOverTimePanel scope={scope} period={period} query={months} />
          </Cell>
        </Row>
        <ChangePanels scope={scope} />
        <MonthSharesPanel scope={scope} period={period} query={months} />
        <div className={styles.screenOnly}>
          <CampaignsPanel scope={scope} />
          <PlatformClaimsPanel scope={scope} />
        </div>
        <PrintDefinitions methods={[{ title: 'Shares', text: shares.data?.meta.method }]} />
      </Page>
    </div>
  );
}

function agreementsText(count: number): string {
  if (count === 0) return 'no agreement applies in this period';
  return count === 1 ? 'one agreement applies in this period' : `${formatCount(count)} agreements apply in this period`;
}

function currencyName(currency: string): string {
  const name = new Intl.DisplayNames(['en'], { type: 'currency' }).of(currency);
  return name && name !== currency ? `${name} (${currency})` : currency;
}
