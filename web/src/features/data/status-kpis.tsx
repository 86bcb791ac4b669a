import type { DataStatus } from '@syncline/shared/control';
import { useQuery } from '@tanstack/react-query';
import { formatCount, formatDay, plural, formatInstant } from '@syncline/shared/format';
import { dataStatusQuery } from '../../lib/questions.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import type { Definition } from '../../ui/definition.tsx';
import { Kpi, KpiStrip } from '../../ui/kpi.tsx';
import { Failure } from '../../ui/states.tsx';

const SOURCE = 'Syncline: write path';
const DEFINITIONS = {
  events: {
    title: 'Events stored',
    unit: 'events',
    formula: 'events in the log, demo events included',
    deduplication: 'each event id once',
    source: SOURCE,
  },
  backlog: {
    title: 'Waiting to be counted',
    unit: 'events',
    formula: 'events acknowledged and durable in the journal, not yet written to the log',
    deduplication: 'each journal row once',
    source: SOURCE,
  },
  refused: {
    title: 'Refused records',
    unit: 'records',
    formula: 'lines of requests and files that could not be taken in and are kept with their reason',
    deduplication: 'each line once for each time it was sent',
    source: SOURCE,
  },
  cells: {
    title: 'Figures kept ready',
    unit: 'day',
    formula:
      'last day whose figures are kept ready to be added up, in step with the log; today is one of them, and what has just come in is counted when asked',
    deduplication: 'the same figures as counted from the log',
    source: 'Syncline: interval cells',
  },
  stream: {
    title: 'Stream of X',
    unit: 'state',
    formula: 'whether posts with the hashtags of live offers are being delivered by the filtered stream of X',
    deduplication: 'not applicable',
    source: 'Syncline: purchases by post',
  },
  engine: {
    title: 'Engine',
    unit: 'state',
    formula: 'whether the database answers, and how often it was started again since the server began',
    deduplication: 'not applicable',
    source: SOURCE,
  },
} satisfies Record<string, Definition>;

const ENGINE: Record<DataStatus['engine']['state'], string> = {
  starting: 'Starting',
  ready: 'Ready',
  restarting: 'Restarting',
  stopped: 'Stopped',
};

type XStream = NonNullable<DataStatus['x_stream']>;

const STREAM: Record<XStream['state'], string> = {
  stopped: 'Stopped',
  idle: 'Idle',
  connecting: 'Connecting',
  connected: 'Connected',
  waiting: 'Waiting',
};

/** How much is stored, what waits, what was refused, and whether the engine runs. */
export function StatusKpis() {
  const { timezone } = useWorkspace();
  const status = useQuery(dataStatusQuery);
  const { data } = status;
  if (status.isError && !data) {
    return <Failure what="The state of the data could not be read" error={status.error} retry={status.refetch} />;
  }
  const count = (value: number | undefined) => (value === undefined ? undefined : { main: formatCount(value) });
  return (
    <KpiStrip>
      <Kpi
        label="Events stored"
        definition={DEFINITIONS.events}
        figure={count(data?.events)}
        note={data ? `as of ${formatInstant(data.as_of, timezone)}` : null}
      />
      <Kpi
        label="Waiting"
        definition={DEFINITIONS.backlog}
        figure={count(data?.journal.backlog_events)}
        note={data?.journal.backlog_events === 0 ? 'everything is counted' : 'durable, being written'}
      />
      <Kpi
        label="Refused records"
        definition={DEFINITIONS.refused}
        figure={count(data?.dead_letters)}
        note="kept with their reasons"
      />
      <Kpi
        label="Ready through"
        definition={DEFINITIONS.cells}
        figure={
          data ? { main: data.cells.closed_through === null ? '–' : formatDay(data.cells.closed_through) } : undefined
        }
        note={data ? cellsNote(data.cells) : null}
      />
      {data?.x_stream ? (
        <Kpi
          label="X stream"
          definition={DEFINITIONS.stream}
          figure={{ main: STREAM[data.x_stream.state] }}
          note={streamNote(data.x_stream, timezone)}
        />
      ) : null}
      <Kpi
        label="Engine"
        definition={DEFINITIONS.engine}
        figure={data ? { main: ENGINE[data.engine.state] } : undefined}
        note={data ? engineNote(data.engine) : null}
      />
    </KpiStrip>
  );
}

/** Whether the figures kept ready are those of the log, the worst first. */
function cellsNote({ state, behind, divergences, closed_through: closed }: DataStatus['cells']): string {
  if (state === 'failed') return 'cannot be kept up; the log answers instead';
  if (state === 'building') return 'being built from the log';
  if (state === 'checking') return 'being compared with the log';
  if (divergences > 0)
    return `differed from the log ${divergences === 1 ? 'once' : `${divergences} times`}, built anew`;
  if (behind || state === 'repairing') return 'new events are being taken in';
  return closed === null ? 'no events yet' : 'in step with the log';
}

function engineNote({ version, restarts }: DataStatus['engine']): string {
  const started = restarts === 0 ? 'no restarts' : plural(restarts, 'restart');
  return version === null ? started : `ClickHouse ${version}, ${started}`;
}

/** What the stream listens for and when it last heard something; while it is away, why. */
function streamNote({ state, rules, last_post_at, last_error }: XStream, timezone: string): string {
  if (state !== 'connected' && last_error) return last_error.message;
  if (rules === 0) return 'no offer is live';
  const last = last_post_at === null ? 'no post yet' : `last post ${formatInstant(last_post_at, timezone)}`;
  return `${plural(rules, 'rule')}, ${last}`;
}
