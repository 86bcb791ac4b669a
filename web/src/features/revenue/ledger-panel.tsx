import type { QueryAnswer } from '@syncline/shared/query';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { carryFilters } from '../../lib/filters.ts';
import { formatMoney, formatPercent, plural } from '../../lib/format.ts';
import { brandsQuery, nameOf } from '../../lib/questions.ts';
import type { Scope } from '../../lib/scope.ts';
import { mergeQueries, Panel, type PanelQuery } from '../../ui/panel.tsx';
import { type Ledger, type LedgerLine, ledgerOf, ledgerTable } from './ledger.ts';
import styles from './ledger-panel.module.css';
import { otherCurrencies, useRevenueByBrand } from './revenue-questions.ts';

interface LedgerPanelProps {
  scope: Scope;
  revenue: PanelQuery & { data: QueryAnswer | undefined };
}

/** From what was charged to what is left, to the minor unit, and whose it is. */
export function LedgerPanel({ scope, revenue }: LedgerPanelProps) {
  const { currency } = scope;
  const byBrand = useRevenueByBrand(scope);
  const brands = useQuery(brandsQuery).data?.items;
  const metrics = revenue.data?.totals.metrics;
  const gross = metrics?.gross_revenue ?? 0;
  const refunds = metrics?.refunds ?? 0;
  const ledger =
    metrics && byBrand.data
      ? ledgerOf({
          gross,
          refunds,
          purchases: metrics.purchases ?? 0,
          brands: byBrand.data.rows
            .map(({ dimensions, metrics: own }) => ({ slug: String(dimensions.brand), net: own.net_revenue ?? 0 }))
            .filter(({ net }) => net !== 0)
            .map(({ slug, net }) => ({ key: slug, name: nameOf(brands, slug, 'no brand'), net })),
          share: (part) => formatPercent(part, { digits: 2 }),
          count: (purchases) => plural(purchases, 'order'),
        })
      : undefined;
  return (
    <Panel
      title={metrics ? titleOf(gross, refunds) : undefined}
      subtitle="From what was charged to what is left, and which brand it is of; refunds are booked on the day of the refund"
      query={mergeQueries(revenue, byBrand)}
      height={300}
      warning={otherCurrencies(revenue.data)}
      meta={revenue.data?.meta}
      table={ledger ? ledgerTable(ledger, currency) : undefined}
      empty={
        metrics && gross === 0 && refunds === 0
          ? {
              sentence: 'Nothing was charged or refunded in these days under these filters.',
              action: (
                <Link to="/data" search={carryFilters}>
                  Bring in data
                </Link>
              ),
            }
          : false
      }
    >
      {() => (ledger ? <LedgerLines ledger={ledger} currency={currency} /> : null)}
    </Panel>
  );
}

function titleOf(gross: number, refunds: number): string {
  if (gross <= 0) return 'From gross to net revenue';
  return refunds === 0
    ? 'Nothing was refunded in these days'
    : `Refunds took ${formatPercent(refunds / gross, { digits: 1 })} of gross revenue`;
}

function LedgerLines({ ledger, currency }: { ledger: Ledger; currency: string }) {
  const size = ledger.high - ledger.low || 1;
  const at = (minor: number) => `${((minor - ledger.low) / size) * 100}%`;
  return (
    <div className={styles.ledger}>
      {ledger.lines.map((line, index) => {
        const { from, to } = line;
        return (
          <div key={line.key} className={line.kind === 'total' ? `${styles.line} ${styles.total}` : styles.line}>
            <span className={styles.name}>{line.name}</span>
            <span className={styles.note}>{line.note}</span>
            <span className={styles.amount}>{formatMoney(line.amount, currency)}</span>
            <span className={styles.track} aria-hidden="true">
              <i className={styles.zero} style={{ left: at(0) }} />
              <i
                className={styles.bar}
                style={{
                  left: at(Math.min(from, to)),
                  width: `${(Math.abs(to - from) / size) * 100}%`,
                  ...fillOf(line),
                }}
              />
              {index < ledger.lines.length - 1 ? (
                <i className={styles.step} style={{ left: `calc(${at(line.kind === 'part' ? from : to)} - 0.5px)` }} />
              ) : null}
            </span>
          </div>
        );
      })}
    </div>
  );
}

function fillOf({ kind, key, amount }: LedgerLine) {
  if (kind === 'change' || amount < 0) return { background: 'var(--negative)' };
  if (key === 'gross') return { background: 'color-mix(in srgb, var(--revenue) 45%, var(--canvas))' };
  if (kind === 'part') return { background: 'color-mix(in srgb, var(--revenue) 70%, var(--canvas))' };
  return { background: 'var(--revenue)' };
}
