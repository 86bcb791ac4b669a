import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { carryFilters } from '../../lib/filters.ts';
import { plural } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { LoadingText } from '../../ui/states.tsx';
import { FigureLink } from './figure-link.tsx';
import { ledgerOf, ledgerTable } from './ledger.ts';
import { LedgerLines } from './ledger-lines.tsx';
import { otherCurrencies } from './revenue-questions.ts';
import { figureOfLine } from './shared-orders-search.ts';
import { shareLines } from './shares.ts';
import { waterfallSteps, waterfallTitle } from './waterfall.ts';

interface WaterfallPanelProps {
  scope: Scope;
  query: PanelQuery & { data: RevenueShareAnswer | undefined };
  /** Whether the orders of all currencies are converted; those under a figure are listed in the workspace currency alone. */
  converted: boolean;
}

/** Eleven lines of 34. */
const HEIGHT = 374;

/** From list price to what each party gets, to the minor unit. */
export function WaterfallPanel({ scope, query, converted }: WaterfallPanelProps) {
  const { currency } = scope;
  const { data } = query;
  const ledger = data ? ledgerOf(waterfallSteps(data)) : undefined;
  const isEmpty = data !== undefined && data.totals.gross_revenue === 0 && data.totals.refunds === 0;
  return (
    <Panel
      what="From list price to shares"
      title={data ? waterfallTitle(data) : undefined}
      subtitle="From what it costs otherwise to what each party gets; a refund is booked on its own day and takes back its order’s shares"
      query={query}
      height={HEIGHT}
      warning={otherCurrencies(data)}
      meta={data?.meta}
      table={ledger ? ledgerTable(ledger, currency) : undefined}
      empty={
        isEmpty
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
      source={
        data ? (
          <>
            {sourceText(data)} <MethodNote method={data.meta.method} />
          </>
        ) : (
          <LoadingText width="80%" />
        )
      }
    >
      {() =>
        data && ledger ? (
          <LedgerLines
            ledger={ledger}
            currency={currency}
            height={HEIGHT}
            {...(converted ? {} : { link: linkOf(data, scope) })}
          />
        ) : null
      }
    </Panel>
  );
}

/** Leads from net revenue, and from what each party comes to, to the orders under it. */
function linkOf({ totals }: RevenueShareAnswer, scope: Scope) {
  const amounts = new Map(shareLines(totals).map(({ key, amount }) => [key, amount]));
  return (key: string, text: string): ReactNode => {
    const amount = key === 'net' ? totals.net_revenue : amounts.get(key);
    if (amount === undefined) return null;
    return <FigureLink scope={scope} of={key === 'net' ? {} : figureOfLine(key)} amount={amount} text={text} />;
  };
}

/** What the figures rest on. */
function sourceText({ agreements, guaranteed_months, totals }: RevenueShareAnswer): string {
  const versions = agreements.map(({ name, version }) => `${name} (version ${version})`);
  const under = versions.length > 0 ? `Under ${versions.join(', ')}.` : 'Under no agreement.';
  const guarantees = agreements.some(({ terms }) => terms.shares.some(({ minimum_minor }) => minimum_minor !== null));
  const minimums = guarantees ? ` Minimums are settled of ${plural(guaranteed_months.length, 'month')}.` : '';
  const list = totals.list_price === null ? ' List price, discount and tax are not known of every payment.' : '';
  return `${under}${minimums}${list} Fees are not known to the log: shares are before fees.`;
}
