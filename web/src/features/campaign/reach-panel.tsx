import { ReachBuild } from '../../charts/lazy.tsx';
import { prepareReach } from '../../charts/prepare/reach.ts';
import { useChartNotes, withNotes } from '../../lib/annotations.ts';
import { formatCount, formatDay } from '@syncline/shared/format';
import { ghostText, type Scope } from '../../lib/scope.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { AddNote, NoteList } from '../../ui/notes.tsx';
import { Panel } from '../../ui/panel.tsx';
import { reachTitle } from './findings.ts';
import { useReachCurve } from './questions.ts';

const HEIGHT = 392;
const TALL = 460;

/** How reach was built up, and by how many newly reached people a day. */
export function ReachPanel({ scope, tall = false }: { scope: Scope; tall?: boolean }) {
  const query = useReachCurve(scope);
  const { data } = query;
  const height = tall ? TALL : HEIGHT;
  const before = data?.comparison;
  const notes = useChartNotes(scope);
  return (
    <Panel
      title={data && reachTitle(data)}
      subtitle="People, counted once, on the day they were first reached in the period"
      query={query}
      scope={scope}
      height={height}
      meta={data?.meta}
      source={data ? <MethodNote method={data.meta.method} /> : null}
      empty={data?.reach === 0 && { sentence: 'Nobody was reached in these days under these filters.' }}
      controls={<AddNote scope={scope} />}
      table={
        data &&
        withNotes(
          {
            columns: [
              { label: 'Day', format: (day) => formatDay(String(day), { year: true }) },
              { label: 'Reached so far' },
              { label: 'Newly reached' },
              { label: 'Reach of the day' },
              { label: 'Impressions' },
            ],
            rows: data.days.map((day) => [
              day.day,
              day.cumulative_reach,
              day.newly_reached,
              day.reach,
              day.impressions,
            ]),
          },
          notes,
        )
      }
    >
      {() =>
        data ? (
          <>
            <ReachBuild
              data={prepareReach(data, data.meta.open_days, scope.workspace.today)}
              reach={data.reach}
              ghostName={before ? `${ghostText(scope)}, ${formatCount(before.reach)}` : undefined}
              height={height}
              notes={notes}
            />
            <NoteList notes={notes} scope={scope} />
          </>
        ) : null
      }
    </Panel>
  );
}
