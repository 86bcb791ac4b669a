import { type Study, STUDY_ANALYSIS_NAMES, type StudyState } from '@syncline/shared/studies';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ApiFailure } from '../../lib/api.ts';
import { carryFilters } from '../../lib/filters.ts';
import { formatInstant, plural } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Button } from '../../ui/controls.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Failure, LoadingPlot } from '../../ui/states.tsx';
import { runsQuery, studyQuery, useStudyChanges } from './studies-questions.ts';
import styles from './studies.module.css';
import { StudyEditor } from './study-editor.tsx';
import { askedText, sameText, shortKey } from './study-words.ts';

/** A study: what it asks, its runs, and the button that runs it again. */
export function StudyScreen() {
  const { study: id } = useParams({ from: '/studies/$study' });
  const { edit } = useSearch({ from: '/studies/$study' });
  const navigate = useNavigate();
  const changes = useStudyChanges();
  const query = useQuery(studyQuery(id, changes.run.isPending));
  const { data: study } = query;
  const setEdit = (next: boolean) =>
    void navigate({ to: '.', search: (before) => ({ ...before, edit: next ? ('true' as const) : undefined }) });
  const crumbs = (
    <>
      <Link to="/studies" search={carryFilters}>
        Studies
      </Link>
      <span>/</span>
      {study?.name ?? id}
    </>
  );
  if (!study) {
    return (
      <Page title="Study" crumbs={crumbs}>
        {query.isError ? (
          <Failure what="The study could not be read" error={query.error} retry={query.refetch} />
        ) : (
          <div aria-busy="true" className={styles.waiting}>
            <LoadingPlot />
          </div>
        )}
      </Page>
    );
  }
  if (edit) {
    return (
      <StudyEditor
        key={study.id}
        title={study.name}
        draft={study}
        crumbs={crumbs}
        saving={changes.change}
        onSave={(draft) => changes.change.mutate({ id, study: draft }, { onSuccess: () => setEdit(false) })}
        onClose={() => setEdit(false)}
      />
    );
  }
  const run = () =>
    changes.run.mutate(id, {
      onSuccess: ({ number }) =>
        void navigate({
          to: '/studies/$study/runs/$run',
          params: { study: id, run: String(number) },
          search: carryFilters,
        }),
    });
  const remove = () =>
    changes.remove.mutate(id, { onSuccess: () => void navigate({ to: '/studies', search: carryFilters }) });
  const isBusy = changes.run.isPending || study.running !== null;
  return (
    <Page
      title={study.name}
      crumbs={crumbs}
      facts={study.runs === 0 ? 'Not run yet' : `${plural(study.runs, 'run')}; figures stay as each run answered them`}
      actions={
        <>
          <Button look="outlined" onClick={() => setEdit(true)}>
            Change
          </Button>
          <ConfirmButton
            label="Delete"
            question={
              study.runs === 0
                ? 'Delete the study?'
                : `Delete the study and ${plural(study.runs, 'run')}? Links to them lead nowhere then.`
            }
            confirm="Delete it"
            disabled={isBusy || changes.remove.isPending}
            onConfirm={remove}
          />
          <Button look="primary" disabled={isBusy} onClick={run}>
            {study.runs === 0 ? 'Run' : 'Run again'}
          </Button>
        </>
      }
    >
      {isBusy ? <Progress study={study} /> : null}
      {changes.run.isError ? <Failure what="The study could not be run" error={changes.run.error} /> : null}
      {changes.remove.isError ? <p className={styles.problem}>{messageOf(changes.remove.error)}</p> : null}
      <dl className={styles.about}>
        <dt>Question</dt>
        <dd>{study.question}</dd>
        {study.population === '' ? null : (
          <>
            <dt>Population</dt>
            <dd>{study.population}</dd>
          </>
        )}
      </dl>
      <Tables study={study} />
      <Runs study={study} />
    </Page>
  );
}

function Progress({ study: { running, tables } }: { study: StudyState }) {
  const { answered, tables: all } = running ?? { answered: 0, tables: tables.length };
  return (
    <output className={styles.progress}>
      <progress value={answered} max={all} aria-label="Tables answered" />
      {answered < all ? `Answering table ${answered + 1} of ${all}` : 'Keeping the answers'}
    </output>
  );
}

function Tables({ study }: { study: Study }) {
  return (
    <section className={styles.part} aria-label="Tables">
      <h2>{plural(study.tables.length, 'table')}</h2>
      <ol className={styles.tables}>
        {study.tables.map((table) => (
          <li key={table.title}>
            <strong>{table.title}</strong>
            <span>
              {STUDY_ANALYSIS_NAMES[table.analysis]} · {askedText(table.request)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Runs({ study }: { study: Study }) {
  const { timezone } = useWorkspace();
  const navigate = useNavigate();
  const query = useQuery(runsQuery(study.id));
  const rows = query.data?.items ?? [];
  const open = (number: number) => ({ study: study.id, run: String(number) });
  return (
    <Panel
      title="Runs"
      subtitle="Equal keys: the same questions, rules and figures, to the last digit"
      query={query}
      height={120}
      picture={false}
      empty={
        query.data && rows.length === 0 && { sentence: 'Not run yet: a run answers every table and keeps the answers.' }
      }
    >
      <DataTable
        caption="Runs"
        columns={[
          {
            key: 'number',
            label: 'Run',
            value: (row) => row.number,
            cell: (row) => (
              <Link to="/studies/$study/runs/$run" params={open(row.number)} search={carryFilters}>
                Run {row.number}
              </Link>
            ),
          },
          {
            key: 'as_of',
            label: 'Answered',
            value: (row) => row.as_of,
            cell: (row) => formatInstant(row.as_of, timezone),
          },
          { key: 'same', label: 'Figures', value: (row) => row.same_as, cell: sameText },
          {
            key: 'record',
            label: 'Data to journal record',
            value: (row) => row.record,
            numeric: true,
            definition: 'The last journal record the figures count; two runs of the same number saw the same events',
            wide: true,
          },
          {
            key: 'digest',
            label: 'Key',
            value: (row) => row.digest,
            cell: (row) => <code>{shortKey(row.digest)}</code>,
            wide: true,
          },
        ]}
        rows={rows}
        rowKey={(row) => String(row.number)}
        onRow={(row) =>
          void navigate({ to: '/studies/$study/runs/$run', params: open(row.number), search: carryFilters })
        }
      />
    </Panel>
  );
}

function messageOf(error: Error): string {
  const hint = error instanceof ApiFailure ? error.hint : undefined;
  return hint ? `${error.message} ${hint}` : error.message;
}
