import type { BrandFollowsAnswer } from '@syncline/shared/audience';
import { METRICS } from '@syncline/shared/metrics';
import type { Proportion } from '@syncline/shared/query';
import {
  changeOf,
  type Figure,
  formatCount,
  formatInterval,
  formatPercent,
  formatRatio,
  metricFigure,
  UNDEFINED,
} from '@syncline/shared/format';
import { intervalOf } from '../../lib/proportion.ts';
import { againstText, type Scope } from '../../lib/scope.ts';
import { type Definition, metricDefinition } from '../../ui/definition.tsx';
import { Delta, Kpi, KpiStrip } from '../../ui/kpi.tsx';
import { useFlowTotals } from './audience-questions.ts';

const SOURCE = 'follow and unfollow events, of before the period too';

function definition(title: string, unit: string, formula: string): Definition {
  return { title, unit, formula, deduplication: 'each person once, and each brand once per person', source: SOURCE };
}

const FOLLOWERS = definition(
  'Followers',
  'distinct people',
  'people whose last follow or unfollow of some brand, up to the end of the period, was a follow',
);
const MEAN = definition('Brands per follower', 'brands', 'brands followed ÷ followers, at the end of the period');

/** Followers, how many brands they follow, and how these grew. */
export function AudienceKpis({ scope, follows }: { scope: Scope; follows: { data: BrandFollowsAnswer | undefined } }) {
  const { data } = follows;
  const flows = useFlowTotals(scope);
  const against = againstText(scope);
  const net = flows.data?.totals.metrics.net_follows;
  return (
    <KpiStrip>
      <Kpi
        label="Followers"
        definition={FOLLOWERS}
        figure={data ? { main: formatCount(data.followers) } : undefined}
        note="people who follow a brand"
      />
      <Kpi
        label="Brands per follower"
        definition={MEAN}
        figure={data ? { main: data.mean === null ? UNDEFINED : formatRatio(data.mean) } : undefined}
        note={`${formatCount(data?.follows ?? 0)} follows that stand`}
      />
      {[5, 11].map((brands) => {
        const share = data?.at_least.find((one) => one.brands === brands)?.share;
        return (
          <Kpi
            key={brands}
            label={`Follow ${brands} or more`}
            definition={definition(
              `Follow ${brands} or more brands`,
              'share of followers',
              `people who follow at least ${brands} brands ÷ people who follow at least one, at the end of the period`,
            )}
            figure={share && shareFigure(share)}
            note={share && intervalText(share)}
          />
        );
      })}
      <Kpi
        label="Net follows"
        definition={metricDefinition('net_follows')}
        figure={net === undefined ? undefined : metricFigure('net_follows', net, scope.currency)}
        note={
          against ? (
            <Delta
              change={changeOf('count', net, flows.data?.totals.comparison?.net_follows)}
              better={METRICS.net_follows.better}
              against={against}
            />
          ) : (
            flowText(flows.data?.totals.metrics)
          )
        }
      />
    </KpiStrip>
  );
}

function shareFigure({ value }: Proportion): Figure {
  if (value === null) return { main: UNDEFINED };
  const text = formatPercent(value);
  return { main: text.slice(0, -2), minor: text.slice(-2) };
}

function intervalText(share: Proportion): string {
  const interval = intervalOf(share);
  if (!interval) return 'of no followers';
  return `${formatInterval(interval.low, interval.high)} of ${formatCount(share.base)}`;
}

function flowText(metrics: Record<string, number | null> | undefined): string {
  return `${formatCount(metrics?.follows ?? 0)} follows, ${formatCount(metrics?.unfollows ?? 0)} unfollows`;
}
