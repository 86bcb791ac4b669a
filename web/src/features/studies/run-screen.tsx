import type { CitedStudyRun, StudyRunSummary } from '@syncline/shared/studies';
import { runPath } from '@syncline/shared/study-citation';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { apiUrl } from '../../lib/api.ts';
import { carryFilters } from '../../lib/filters.ts';
import { Button } from '../../ui/controls.tsx';
import { Choice } from '../../ui/fields.tsx';
import { Page } from '../../ui/page.tsx';
import { Failure, LoadingPlot } from '../../ui/states.tsx';
import { ComparisonPanel } from './comparison-panel.tsx';
import { RunDocument } from './run-document.tsx';
import { runQuery, runsQuery } from './studies-questions.ts';
import styles from './studies.module.css';
import { runText, sameText, shortKey } from './study-words.ts';

/** One run of a study as a document, to be read, printed, downloaded, cited and compared with an earlier one. */
export function RunScreen() {
  const { study, run } = useParams({ from: '/studies/$study/runs/$run' });
  const query = useQuery(runQuery(study, Number(run)));
  const { data } = query;
  const crumbs = (
    <>
      <Link to="/studies" search={carryFilters}>
        Studies
      </Link>
      <span>/</span>
      <Link to="/studies/$study" params={{ study }} search={carryFilters}>
        {data?.name ?? study}
      </Link>
      <span>/</span>
      Run {run}
    </>
  );
  if (!data) {
    return (
      <Page title={`Run ${run}`} crumbs={crumbs}>
        {query.isError ? (
          <Failure what="The run could not be read" error={query.error} retry={query.refetch} />
        ) : (
          <div aria-busy="true" className={styles.waiting}>
            <LoadingPlot />
          </div>
        )}
      </Page>
    );
  }
  return (
    <Page
      title={data.name}
      facts={
        <>
          Run {data.number} · {sameText(data)} · key <code>{shortKey(data.digest)}</code>
        </>
      }
      crumbs={crumbs}
      actions={
        <>
          <a className={styles.download} href={apiUrl(`${runPath(data)}.csv`)} download>
            Download CSV
          </a>
          <Button look="outlined" onClick={() => window.print()}>
            Print
          </Button>
        </>
      }
    >
      <Compared run={data} />
      <RunDocument run={data} />
    </Page>
  );
}

/** The choice of a run to compare with, and the comparison with it. */
function Compared({ run }: { run: CitedStudyRun }) {
  const { study, number } = run;
  const navigate = useNavigate();
  const { against } = useSearch({ from: '/studies/$study/runs/$run' });
  const runs = useQuery(runsQuery(study)).data?.items ?? [];
  const others = runs.filter((other) => other.number !== number);
  if (others.length === 0) return null;
  const chosen = others.find((other) => String(other.number) === against);
  const choose = (value: string) =>
    void navigate({
      to: '.',
      search: (before) => ({ ...before, against: value || undefined }),
      resetScroll: false,
    });
  const option = (other: StudyRunSummary) => ({ value: String(other.number), label: runText(other, run.timezone) });
  return (
    <div className={styles.compare}>
      <label>
        Compare with{' '}
        <Choice
          value={chosen ? String(chosen.number) : ''}
          options={[{ value: '', label: 'no other run' }, ...others.map(option)]}
          onChange={choose}
        />
      </label>
      {chosen ? <ComparisonPanel study={study} from={chosen.number} to={number} /> : null}
    </div>
  );
}
