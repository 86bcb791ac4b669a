import { AGAINST_NAMES, SEGMENT_NAMES } from '@syncline/shared/research';
import type { Study, StudyDraft } from '@syncline/shared/studies';
import { newStudyTable, STUDY_TEMPLATES, type TemplateScope } from '@syncline/shared/study-templates';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { carryFilters } from '../../lib/filters.ts';
import { formatInstant, plural } from '@syncline/shared/format';
import { useScope } from '../../lib/scope.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import type { Start, StudiesSearch } from './studies-search.ts';
import { studiesQuery, useStudyChanges } from './studies-questions.ts';
import styles from './studies.module.css';
import { StudyEditor } from './study-editor.tsx';
import { sameText } from './study-words.ts';

/** Every study, templates to begin one from, or the one that is being written. */
export function StudiesScreen() {
  const search = useSearch({ from: '/studies' });
  const { add } = search;
  const navigate = useNavigate();
  const setAdd = (start: Start | undefined) =>
    void navigate({ to: '.', search: (before) => ({ ...before, add: start }) });
  if (add) return <NewStudy key={add} start={add} rule={search} onClose={() => setAdd(undefined)} />;
  return (
    <Page
      title="Studies"
      facts="Saved sets of tables with their question and method: run again at any time, cited, printed and compared"
      actions={
        <Button look="primary" onClick={() => setAdd('empty')}>
          New study
        </Button>
      }
    >
      <StudyList />
      <section className={styles.part} aria-label="Begin from a template">
        <h2>Begin from a template</h2>
        <ul className={styles.templates}>
          {Object.entries(STUDY_TEMPLATES).map(([key, { name, about }]) => (
            <li key={key}>
              <strong>{name}</strong>
              <p>{about}</p>
              <Button look="outlined" onClick={() => setAdd(key as keyof typeof STUDY_TEMPLATES)}>
                Begin with “{name}”
              </Button>
            </li>
          ))}
        </ul>
      </section>
    </Page>
  );
}

function StudyList() {
  const { timezone } = useWorkspace();
  const navigate = useNavigate();
  const query = useQuery(studiesQuery);
  const rows = query.data?.items ?? [];
  return (
    <Panel
      title={rows.length > 0 ? plural(rows.length, 'study', 'studies') : 'Studies'}
      query={query}
      height={160}
      picture={false}
      empty={
        query.data &&
        rows.length === 0 && {
          sentence:
            'No study yet. Begin one below: its tables are answered from every event, with bases and intervals.',
        }
      }
    >
      <DataTable
        caption="Studies"
        columns={[
          { key: 'name', label: 'Study', value: (row) => row.name, cell: NameCell },
          {
            key: 'tables',
            label: 'Tables',
            value: (row) => row.tables.length,
            numeric: true,
            definition: 'Tables that every run of the study answers',
            wide: true,
          },
          {
            key: 'runs',
            label: 'Runs',
            value: (row) => row.runs,
            numeric: true,
            definition: 'How often it was run; each run keeps its figures',
          },
          {
            key: 'last',
            label: 'Last run',
            value: (row) => row.last_run?.as_of ?? null,
            cell: (row) => (row.last_run ? formatInstant(row.last_run.as_of, timezone) : 'not run yet'),
          },
          {
            key: 'same',
            label: 'Its figures',
            value: (row) => row.last_run?.same_as ?? null,
            cell: (row) => (row.last_run ? sameText(row.last_run) : ''),
            wide: true,
          },
        ]}
        rows={rows}
        rowKey={(row) => row.id}
        onRow={(row) => void navigate({ to: '/studies/$study', params: { study: row.id }, search: carryFilters })}
      />
    </Panel>
  );
}

function NameCell({ id, name, question }: Study) {
  return (
    <span className={styles.name}>
      <Link to="/studies/$study" params={{ study: id }} search={carryFilters}>
        {name}
      </Link>
      <small>{question}</small>
    </span>
  );
}

function beginning(start: Start, scope: TemplateScope, rule: NewStudyProps['rule']): StudyDraft {
  if (start !== 'empty' && start !== 'index') return STUDY_TEMPLATES[start].draft(scope);
  const table = newStudyTable('index', 'Table 1', scope);
  const empty = { name: '', question: '', population: '' };
  if (start === 'empty' || table.analysis !== 'index') return { ...empty, tables: [table] };
  const { segment = 'mobile', against = 'everyone_else', primary = '60', minimum = 1 } = rule;
  const title = `How likely ${SEGMENT_NAMES[segment]} are to do what, against ${AGAINST_NAMES[against]}`;
  const request = {
    ...table.request,
    segment,
    against,
    primary_device_threshold: Number(primary) / 100,
    minimum_actions: minimum,
  };
  return { ...empty, tables: [{ analysis: 'index', title, request }] };
}

interface NewStudyProps {
  start: Start;
  /** Of an index. */
  rule: Pick<StudiesSearch, 'segment' | 'against' | 'primary' | 'minimum'>;
  onClose: () => void;
}

function NewStudy({ start, rule, onClose }: NewStudyProps) {
  const { period, filters } = useScope();
  const navigate = useNavigate();
  const changes = useStudyChanges();
  const draft = beginning(start, { period, filters }, rule);
  return (
    <StudyEditor
      title="New study"
      draft={draft}
      crumbs={
        <>
          <Link to="/studies" search={carryFilters}>
            Studies
          </Link>
          <span>/</span>
          New study
        </>
      }
      saving={changes.add}
      onSave={(study) =>
        changes.add.mutate(study, {
          onSuccess: ({ id }) => void navigate({ to: '/studies/$study', params: { study: id }, search: carryFilters }),
        })
      }
      onClose={onClose}
    />
  );
}
