import { METRICS } from '@syncline/shared/metrics';
import { TimeBars } from '../../charts/lazy.tsx';
import { prepareDays } from '../../charts/prepare/days.ts';
import { useChartNotes, withNotes } from '../../lib/annotations.ts';
import { formatCount, formatDay, formatShort } from '@syncline/shared/format';
import { useChartLevels } from '../../lib/levels.ts';
import { ghostText, type Scope } from '../../lib/scope.ts';
import { byDay } from '../../lib/series.ts';
import { AddNote, NoteList } from '../../ui/notes.tsx';
import { mergeQueries, Panel } from '../../ui/panel.tsx';
import { useDaily } from './questions.ts';

interface DailyPanelProps {
  scope: Scope;
  metric: 'impressions' | 'purchases';
  colour: string;
}

const HEIGHT = 250;

/** A counted metric of the campaign by day. */
export function DailyPanel({ scope, metric, colour }: DailyPanelProps) {
  const daily = useDaily(scope, scope.period);
  const before = useDaily(scope, scope.comparisonPeriod ?? scope.period);
  const notes = useChartNotes(scope);
  const levels = useChartLevels(metric, scope);
  const name = METRICS[metric].label;
  const points = prepareDays({
    period: scope.period,
    values: byDay(daily.data, metric),
    comparisonPeriod: scope.comparisonPeriod,
    comparisonValues: byDay(before.data, metric),
    openDays: daily.data?.meta.open_days ?? [],
    known: scope.workspace,
    additive: true,
  });
  return (
    <Panel
      title={`${name} by day`}
      subtitle={METRICS[metric].formula}
      query={mergeQueries(daily, before)}
      scope={scope}
      height={HEIGHT}
      meta={daily.data?.meta}
      empty={
        points.every((point) => !point.value && !point.before) && {
          sentence: `No ${name.toLowerCase()} in these days.`,
        }
      }
      controls={<AddNote scope={scope} />}
      table={withNotes(
        {
          columns: [
            { label: 'Day', format: (day) => formatDay(String(day), { year: true, weekday: true }) },
            { label: name },
            { label: 'Compared day', format: (day) => formatDay(String(day), { year: true }) },
            { label: `Its ${name.toLowerCase()}` },
          ],
          rows: points.map((point) => [point.day, point.value, point.beforeDay, point.before]),
        },
        notes,
      )}
    >
      <TimeBars
        label={`${name} by day`}
        points={points}
        name={name}
        colour={colour}
        ghostName={ghostText(scope)}
        height={HEIGHT}
        axisText={(value) => (value === 0 ? '0' : formatShort(value))}
        valueText={(value) => formatCount(Math.round(value))}
        whole
        notes={notes}
        levels={levels}
      />
      <NoteList notes={notes} scope={scope} />
    </Panel>
  );
}
