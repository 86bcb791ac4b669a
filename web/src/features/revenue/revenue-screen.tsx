import { formatCount } from '@syncline/shared/format';
import { useScope } from '../../lib/scope.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { Segments } from '../../ui/segments.tsx';
import { CampaignsPanel, ConvertedCampaignsPanel } from './campaigns-panel.tsx';
import { ChangePanels } from './change-panels.tsx';
import { ConvertedKpis } from './converted-kpis.tsx';
import { MonthSharesPanel } from './month-shares-panel.tsx';
import { PlatformClaimsPanel } from './platform-claims-panel.tsx';
import { PrintDefinitions, PrintFacts } from './print-facts.tsx';
import { isRateMissing, RatesMissing, RatesNote } from './rates-note.tsx';
import { RevenueKpis } from './revenue-kpis.tsx';
import { otherCurrencies, useRevenue } from './revenue-questions.ts';
import styles from './revenue-screen.module.css';
import { revenueSearchFields } from './revenue-search.ts';
import { SectionLinks } from './section-links.tsx';
import { SharesOverTimePanel } from './shares-over-time-panel.tsx';
import { useShares } from './shares-questions.ts';
import { WaterfallPanel } from './waterfall-panel.tsx';

const CURRENCIES = { own: 'own', converted: 'converted' } as const;

/** What it earned, net of refunds, who gets which share, and what changed; made to be printed, too. */
export function RevenueScreen() {
  const scope = useScope();
  const [search, setSearch] = useScreenSearch(revenueSearchFields);
  const converted = search.currencies === 'converted';
  const revenue = useRevenue(scope);
  const { shares, months, period } = useShares(scope, converted);
  const agreements = new Set(shares.data?.agreements.map(({ slug }) => slug)).size;
  const others = otherCurrencies(revenue.data) !== undefined;
  const own = currencyName(scope.currency);
  return (
    <div className={styles.sheet}>
      <Page
        title="Revenue"
        facts={`${own}, ${converted ? 'orders of every currency, ' : ''}net of refunds${shares.data ? `; ${agreementsText(agreements)}` : ''}`}
        actions={
          others || converted ? (
            <Segments
              label="Which currencies"
              options={[
                { value: CURRENCIES.own, label: `${scope.currency} alone` },
                { value: CURRENCIES.converted, label: 'All, converted' },
              ]}
              value={converted ? CURRENCIES.converted : CURRENCIES.own}
              onChange={(value) => setSearch({ currencies: value === CURRENCIES.converted ? value : undefined })}
            />
          ) : null
        }
      >
        <SectionLinks />
        <PrintFacts scope={scope} meta={revenue.data?.meta} />
        {isRateMissing(shares.error) ? (
          <RatesMissing error={shares.error} retry={shares.refetch} />
        ) : (
          <>
            {converted && shares.data ? <RatesNote answer={shares.data} currency={scope.currency} /> : null}
            {converted ? (
              <ConvertedKpis scope={scope} shares={shares.data} />
            ) : (
              <RevenueKpis scope={scope} revenue={revenue.data} shares={shares.data} />
            )}
            <Row>
              <Cell span={7}>
                <WaterfallPanel scope={scope} query={shares} converted={converted} />
              </Cell>
              <Cell span={5}>
                <SharesOverTimePanel scope={scope} period={period} query={months} />
              </Cell>
            </Row>
            <ChangePanels scope={scope} after={!shares.isPending} />
            <MonthSharesPanel scope={scope} period={period} query={months} converted={converted} />
            <div className={styles.screenOnly}>
              {converted ? <ConvertedCampaignsPanel scope={scope} /> : <CampaignsPanel scope={scope} />}
              <PlatformClaimsPanel scope={scope} />
            </div>
            <PrintDefinitions methods={[{ title: 'Shares', text: shares.data?.meta.method }]} />
          </>
        )}
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
