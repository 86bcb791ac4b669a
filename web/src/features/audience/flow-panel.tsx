import { FlowBars } from '../../charts/draw/flow-bars.tsx';
import { prepareFlows } from '../../charts/prepare/flows.ts';
import { useChartNotes, withNotes } from '../../lib/annotations.ts';
import { formatCount } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { byDay } from '../../lib/series.ts';
import { AddNote, NoteList } from '../../ui/notes.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useFlowDays } from './audience-questions.ts';
import { flowTable } from './audience-tables.ts';

const HEIGHT = 270;

/** Follows, unfollows and what is left of them, day by day. */
export function FlowPanel({ scope }: { scope: Scope }) {
  const query = useFlowDays(scope);
  const { data } = query;
  const notes = useChartNotes(scope);
  const points = prepareFlows({
    period: scope.period,
    came: byDay(data, 'follows'),
    went: byDay(data, 'unfollows'),
    openDays: data?.meta.open_days ?? [],
    known: scope.workspace,
  });
  const total = (of: 'came' | 'went') => points.reduce((sum, point) => sum + (point[of] ?? 0), 0);
  const [came, went] = [total('came'), total('went')];
  return (
    <Panel
      title="Follows, unfollows and net by day"
      subtitle={
        data
          ? `${formatCount(came)} follows less ${formatCount(went)} unfollows are ${formatCount(came - went, { plus: true })} in the period; every event counts, those of one person and brand too`
          : 'Events by day, follows above zero and unfollows below it'
      }
      query={query}
      height={HEIGHT}
      meta={data?.meta}
      controls={<AddNote scope={scope} />}
      table={withNotes(flowTable(points), notes)}
      empty={data && came + went === 0 && { sentence: 'No follow or unfollow in these days under these filters.' }}
    >
      {() => (
        <>
          <FlowBars
            label="Follows and unfollows by day"
            points={points}
            cameName="Follows"
            wentName="Unfollows"
            height={HEIGHT}
            notes={notes}
          />
          <NoteList notes={notes} scope={scope} />
        </>
      )}
    </Panel>
  );
}
