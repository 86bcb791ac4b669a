import { SmallPlots } from '../../charts/draw/small-plots.tsx';
import { prepareFrequency } from '../../charts/prepare/frequency.ts';
import { formatCount, formatDay, formatPercent, formatShort } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { NOBODY_REACHED } from './compare.ts';
import { useFrequencies, useReachCurves } from './compare-questions.ts';

interface ShapesProps {
  scope: Scope;
  campaigns: readonly string[];
  nameOf: (slug: string) => string;
}

/** Height of about as many rows of plots as there will be. */
const heightFor = (count: number) => Math.ceil(count / 4) * 172;

/** How the reach of each was built up, on one scale. */
export function CompareReach({ scope, campaigns, nameOf }: ShapesProps) {
  const { query, answers } = useReachCurves(scope, campaigns);
  const begun = (day: string) => day <= scope.workspace.today;
  const plots = campaigns.map((campaign, index) => ({
    key: campaign,
    name: nameOf(campaign),
    total: formatCount(answers[index]?.reach ?? 0),
    points: (answers[index]?.days ?? []).map(({ day, cumulative_reach: reached, newly_reached: newly }) => ({
      label: formatDay(day),
      value: begun(day) ? reached : null,
      base: `${formatCount(newly)} newly reached`,
    })),
  }));
  return (
    <Panel
      title="Reach build of each, on one scale"
      subtitle="People, counted once, on the day they were first reached in the period"
      query={query}
      scope={scope}
      height={heightFor(campaigns.length)}
      empty={answers.every((answer) => answer?.reach === 0) && NOBODY_REACHED}
      meta={answers[0]?.meta}
      table={{
        columns: [{ label: 'Day' }, ...campaigns.map((campaign) => ({ label: nameOf(campaign) }))],
        rows: (answers[0]?.days ?? []).map(({ day }, place) => [
          day,
          ...answers.map((answer) => answer?.days[place]?.cumulative_reach ?? null),
        ]),
      }}
      source={answers[0] ? <MethodNote method={answers[0].meta.method} /> : null}
    >
      {() => (
        <SmallPlots
          what="Reached so far"
          form="line"
          plots={plots}
          colour="var(--reach)"
          format={(value) => (value === 0 ? '0' : formatShort(value))}
        />
      )}
    </Panel>
  );
}

/** How often people saw each, and what came of it: shares of reach, and buyers ÷ people with intervals, each on one scale. */
export function CompareFrequency({ scope, campaigns, nameOf }: ShapesProps) {
  const { query, answers } = useFrequencies(scope, campaigns);
  const prepared = answers.map((answer) => (answer ? prepareFrequency(answer).points : []));
  const percent = (value: number) => (value === 0 ? '0' : formatPercent(value, { digits: value < 0.1 ? 1 : 0 }));
  const plots = campaigns.map((campaign, index) => {
    const answer = answers[index];
    const points = prepared[index] ?? [];
    return {
      key: campaign,
      name: nameOf(campaign),
      frequency: answer?.frequency ? `mean ${answer.frequency.toFixed(2)}` : '',
      rate: answer?.conversion.value ? formatPercent(answer.conversion.value) : '',
      shares: points.map(({ label, share, people }) => ({
        label,
        value: share,
        base: `${formatCount(people)} people`,
      })),
      rates: points.map(({ label, rate, low, high, people, buyers, firm, share }) => ({
        label,
        value: rate,
        low,
        high,
        base: `${formatCount(buyers)} of ${formatCount(people)} people`,
        weak: !firm || share < 0.02,
      })),
    };
  });
  const shared = {
    query,
    scope,
    height: heightFor(campaigns.length),
    empty: answers.every((answer) => answer?.reach === 0) && NOBODY_REACHED,
    meta: answers[0]?.meta,
    source: answers[0] ? <MethodNote method={answers[0].meta.method} /> : null,
  };
  return (
    <>
      <Panel
        {...shared}
        title="How often people saw each"
        subtitle="Share of the campaign’s reach by number of impressions, on one scale"
        table={{
          columns: [{ label: 'Impressions seen' }, ...campaigns.map((campaign) => ({ label: nameOf(campaign) }))],
          rows: (prepared[0] ?? []).map(({ label }, place) => [
            label,
            ...prepared.map((points) => points[place]?.people ?? null),
          ]),
        }}
      >
        {() => (
          <SmallPlots
            what="of reach"
            form="bars"
            plots={plots.map(({ frequency, shares, ...plot }) => ({ ...plot, total: frequency, points: shares }))}
            colour="var(--reach)"
            format={percent}
          />
        )}
      </Panel>
      <Panel
        {...shared}
        title="Conversion by number of impressions"
        subtitle="Buyers ÷ people who saw it that often, with 95 % intervals, on one scale; pale where fewer than 100 people or 2 % of reach stand behind it"
        table={{
          columns: ['Campaign', 'Impressions seen', 'People', 'Buyers', 'Buyers ÷ people', '95 % from', 'to'].map(
            (label) => ({ label }),
          ),
          rows: campaigns.flatMap((campaign, index) =>
            (prepared[index] ?? []).map(({ label, people, buyers, rate, low, high }) => [
              nameOf(campaign),
              label,
              people,
              buyers,
              rate,
              low,
              high,
            ]),
          ),
        }}
      >
        {() => (
          <SmallPlots
            what="Buyers ÷ people"
            form="intervals"
            plots={plots.map(({ rate, rates, ...plot }) => ({ ...plot, total: rate, points: rates }))}
            colour="var(--purchases)"
            format={percent}
          />
        )}
      </Panel>
    </>
  );
}
