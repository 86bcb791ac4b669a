import { KEPT_REPORT_FILES, type ReportRun } from '@syncline/shared/reports';
import { bytesText } from '../../lib/download.ts';
import { formatInstant, formatPeriod } from '@syncline/shared/format';
import { mailText } from '../../lib/mail-words.ts';
import { Button } from '../../ui/controls.tsx';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { outcomeText } from './report-words.ts';
import styles from './reports.module.css';
import { runUrl } from './reports-questions.ts';

interface RunsPanelProps {
  query: PanelQuery;
  items: readonly ReportRun[];
  folder: string;
  timezone: string;
  /** The reports that can be mailed. */
  mailed: ReadonlySet<string>;
  mail: { mutate: (run: ReportRun) => void; isPending: boolean; error: Error | null };
}

/** What was made, by schedule or because somebody asked, and what could not be, with the reason. */
export function RunsPanel({ query, items, folder, timezone, mailed, mail }: RunsPanelProps) {
  return (
    <Panel
      title="What was made"
      subtitle={`The last hundred. Of each report the ${KEPT_REPORT_FILES} newest files stay in ${folder}`}
      query={query}
      height={120}
      picture={false}
      empty={
        items.length === 0 && {
          sentence: 'Nothing was made yet. “Run now” makes a report and keeps it; a schedule does so by itself.',
        }
      }
    >
      {() => (
        <ol className={styles.runs} aria-label="What was made">
          {items.map((run) => (
            <li key={run.id}>
              <time dateTime={run.planned_at}>{formatInstant(run.planned_at, timezone)}</time>
              <strong>{run.name}</strong>
              <span className={styles.quiet}>{run.period ? formatPeriod(run.period) : ''}</span>
              <span className={styles.became}>
                <Outcome run={run} timezone={timezone} />
                {run.file && mailed.has(run.report) ? (
                  <Button
                    look="link"
                    aria-label={`Mail ${run.file.name}`}
                    disabled={mail.isPending}
                    onClick={() => mail.mutate(run)}
                  >
                    Mail it
                  </Button>
                ) : null}
                <Mailed mail={run.mail} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Outcome({ run, timezone }: { run: ReportRun; timezone: string }) {
  const { file, state, error } = run;
  if (file)
    return (
      <a href={runUrl(run)} target="_blank" rel="noreferrer" title={file.name}>
        Open, {bytesText(file.bytes)}
      </a>
    );
  return (
    <span className={state === 'failed' || error !== null ? styles.problem : styles.quiet}>
      {outcomeText(run, timezone)}
    </span>
  );
}

function Mailed({ mail }: Pick<ReportRun, 'mail'>) {
  const { told, trouble } = mailText(mail);
  return (
    <>
      {told === '' ? null : <small className={styles.quiet}>{told}</small>}
      {trouble === '' ? null : <small className={styles.problem}>{trouble}</small>}
    </>
  );
}
