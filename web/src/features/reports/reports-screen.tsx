import { type Report, REPORT_PERIODS, REPORT_SECTIONS, reportPeriod } from '@syncline/shared/reports';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { aboutText } from '../../lib/annotations.ts';
import { formatInstant, formatPeriod, plural } from '@syncline/shared/format';
import { brandsQuery, campaignsQuery } from '../../lib/questions.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { UndoBar } from '../../ui/undo-bar.tsx';
import { ReportDialog } from './report-dialog.tsx';
import styles from './reports.module.css';
import { reportRunsQuery, reportsQuery, reportUrl, useReportChanges } from './reports-questions.ts';
import { RunsPanel } from './runs-panel.tsx';
import { scheduleText } from './report-words.ts';

/** Documents made of chosen sections, each to be opened, printed and saved as PDF. */
export function ReportsScreen() {
  const { timezone } = useWorkspace();
  const reports = useQuery(reportsQuery);
  const runs = useQuery(reportRunsQuery);
  const { restore, run, mail } = useReportChanges();
  const [written, setWritten] = useState<Report | 'new' | null>(null);
  const [removed, setRemoved] = useState<Report | null>(null);
  const items = reports.data?.items ?? [];
  const hasMailer = reports.data?.mail ?? false;
  const open = (
    <Button look="primary" onClick={() => setWritten('new')}>
      New report
    </Button>
  );
  return (
    <Page
      title="Reports"
      facts={`Documents to hand on, answered when they are made, whatever the filters say; days in ${timezone}`}
      actions={open}
    >
      <UndoBar
        name={removed?.name ?? null}
        undo={restore}
        onUndo={() => removed && restore.mutate(removed, { onSuccess: () => setRemoved(null) })}
      />
      <Panel
        title="All reports"
        subtitle="A PDF is drawn from the figures of the moment; it opens in the browser, from where it is printed"
        query={reports}
        height={160}
        picture={false}
        empty={
          items.length === 0 && {
            sentence: 'There is no report yet: choose what it is about, its days and its sections.',
            action: (
              <Button look="outlined" onClick={() => setWritten('new')}>
                New report
              </Button>
            ),
          }
        }
      >
        {() => (
          <ReportTable
            items={items}
            making={run.isPending ? run.variables.id : null}
            onOpen={setWritten}
            onRun={run.mutate}
          />
        )}
      </Panel>
      <output className={styles.made}>
        {run.data
          ? `“${run.data.name}” ${run.data.state === 'made' ? 'was made.' : `was not made: ${run.data.error}`}`
          : ''}
        {run.error ? `It could not be made: ${run.error.message}` : ''}
      </output>
      {items.length > 0 ? (
        <RunsPanel
          query={runs}
          items={runs.data?.items ?? []}
          folder={reports.data?.folder ?? ''}
          timezone={timezone}
          mailed={new Set(hasMailer ? items.flatMap(({ id, recipients }) => (recipients.length > 0 ? [id] : [])) : [])}
          mail={mail}
        />
      ) : null}
      {written ? (
        <ReportDialog
          key={written === 'new' ? '' : written.id}
          report={written === 'new' ? null : written}
          hasMailer={hasMailer}
          onClose={() => setWritten(null)}
          onRemoved={setRemoved}
        />
      ) : null}
    </Page>
  );
}

interface ReportTableProps {
  items: readonly Report[];
  /** The report that is being made because somebody asks. */
  making: string | null;
  onOpen: (report: Report) => void;
  onRun: (report: Report) => void;
}

function ReportTable({ items, making, onOpen, onRun }: ReportTableProps) {
  const workspace = useWorkspace();
  const brands = useQuery(brandsQuery).data?.items ?? [];
  const campaigns = useQuery(campaignsQuery).data?.items ?? [];
  const columns: TableColumn<Report>[] = [
    {
      key: 'name',
      label: 'Name',
      value: ({ name }) => name,
      cell: (report) => (
        <Button look="link" className={styles.name} onClick={() => onOpen(report)}>
          {report.name}
        </Button>
      ),
    },
    {
      key: 'about',
      label: 'About',
      value: (report) => aboutText(report, { brands, campaigns }) || 'Everything',
      wide: true,
    },
    {
      key: 'period',
      label: 'Period',
      value: ({ period }) => reportPeriod(period, workspace).to,
      cell: ({ period }) => (
        <>
          {'moving' in period ? REPORT_PERIODS[period.moving] : formatPeriod(period)}
          {'moving' in period ? (
            <small className={styles.when}>{formatPeriod(reportPeriod(period, workspace))}</small>
          ) : null}
        </>
      ),
    },
    {
      key: 'sections',
      label: 'Sections',
      value: ({ sections }) => sections.length,
      cell: ({ sections }) => (
        <span title={sections.map((key) => REPORT_SECTIONS[key].label).join(', ')}>
          {plural(sections.length, 'section')}
        </span>
      ),
      wide: true,
    },
    {
      key: 'schedule',
      label: 'Made',
      value: ({ next_run_at }) => next_run_at,
      cell: ({ schedule, next_run_at: next }) => (
        <>
          {scheduleText(schedule)}
          {next ? <small className={styles.when}>next {formatInstant(next, workspace.timezone)}</small> : null}
        </>
      ),
      wide: true,
    },
    {
      key: 'files',
      label: 'As it is now',
      value: () => null,
      sortable: false,
      cell: (report) => (
        <span className={styles.files}>
          <a href={reportUrl(report)} target="_blank" rel="noreferrer" aria-label={`Open or print ${report.name}`}>
            Open or print
          </a>
          <a href={reportUrl(report)} download aria-label={`Save ${report.name} as PDF`}>
            PDF
          </a>
          <Button
            look="link"
            aria-label={`Make ${report.name} now`}
            disabled={making !== null}
            onClick={() => onRun(report)}
          >
            {making === report.id ? 'Being made' : 'Run now'}
          </Button>
        </span>
      ),
    },
  ];
  return <DataTable columns={columns} rows={items} rowKey={({ id }) => id} caption="Reports" />;
}
