import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import type { Period } from '@syncline/shared/time';
import { useQuery } from '@tanstack/react-query';
import { lazy } from 'react';
import { formatPercent, formatPeriod } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { agreementsQuery } from './agreements-questions.ts';
import { monthSharesTable } from './month-shares.ts';
import { type SharesByMonth, shareMoved, sharesByMonth, type TermsChange, termsChanges } from './months.ts';
import { residualParties } from './waterfall.ts';

// The drawing comes after the figures; the panel keeps its place meanwhile.
const SharesChart = lazy(() => import('./shares-chart.tsx').then((module) => ({ default: module.SharesChart })));
const HEIGHT = 374;

interface SharesOverTimePanelProps {
  scope: Scope;
  /** The days whose months are shown. */
  period: Period;
  query: PanelQuery & { data: RevenueShareAnswer | undefined };
}

/** Net revenue by month and party, with the days on which terms changed. */
export function SharesOverTimePanel({ scope, period, query }: SharesOverTimePanelProps) {
  const { workspace, currency } = scope;
  const shown = { ...scope, period };
  const { data } = query;
  const notes = useVersionNotes();
  const shares = data ? sharesByMonth(data, period, workspace) : undefined;
  const changes = data ? termsChanges(data.agreements, notes, period) : [];
  const some = shares?.months.some(({ amounts }) => amounts.some((amount) => amount !== 0)) ?? false;
  return (
    <Panel
      what="Net revenue by month and party"
      title={data && shares ? titleOf(shares, changes, residualParties(data.agreements)) : undefined}
      subtitle={`${formatPeriod(period)}, net revenue by month and party; dotted where terms change, hatched while open`}
      query={query}
      height={HEIGHT}
      meta={data?.meta}
      scope={shown}
      table={shares ? monthSharesTable(shares, currency) : undefined}
      empty={data && !some ? { sentence: 'There is no revenue to share in these days.' } : false}
    >
      {() => (shares ? <SharesChart shares={shares} changes={changes} currency={currency} height={HEIGHT} /> : null)}
    </Panel>
  );
}

/** The note of each version, by agreement and number. */
export function useVersionNotes(): ReadonlyMap<string, string | null> {
  const agreements = useQuery(agreementsQuery).data?.items ?? [];
  return new Map(
    agreements.flatMap(({ slug, versions }) =>
      versions.map(({ version, note }) => [`${slug} ${version}`, note] as const),
    ),
  );
}

function titleOf(shares: SharesByMonth, changes: readonly TermsChange[], residual: ReadonlySet<string>): string {
  for (const change of changes.toReversed()) {
    const moved = shareMoved(shares, change, residual);
    if (!moved) continue;
    const share = (part: number) => formatPercent(part, { digits: 1 });
    const verb = moved.now > moved.before ? 'rose' : 'fell';
    return `${moved.name}: share ${verb} from ${share(moved.before)} to ${share(moved.now)} with ${change.names[0] ?? 'new terms'}`;
  }
  return 'Net revenue by month and party';
}
