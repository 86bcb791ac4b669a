import type { Filter } from '@syncline/shared/query';
import {
  type AnsweredTable,
  type CitedStudyRun,
  STUDY_ANALYSIS_NAMES,
  type StudyAnalysis,
} from '@syncline/shared/studies';
import { citationOf } from '@syncline/shared/study-citation';
import { formatInstant, formatPeriod } from '@syncline/shared/format';
import { WarningIcon } from '../../ui/icons.tsx';
import styles from './document.module.css';
import { FigureTable } from './figure-table.tsx';
import { filtersText } from './study-words.ts';

/** A run as it is read and printed: question, population, tables with their method, key and citation. */
export function RunDocument({ run }: { run: CitedStudyRun }) {
  return (
    <article className={styles.document} aria-label={`${run.name}, run ${run.number}`}>
      <dl className={styles.about}>
        <dt>Question</dt>
        <dd>{run.question}</dd>
        {run.population === '' ? null : (
          <>
            <dt>Population</dt>
            <dd>{run.population}</dd>
          </>
        )}
        <dt>Answered</dt>
        <dd>
          {formatInstant(run.as_of, run.timezone)}, by Syncline {run.version}, from all events up to journal record{' '}
          {run.record}
        </dd>
      </dl>
      {run.moved ? (
        <p className={styles.warning}>
          <WarningIcon size={13} /> Events came in while it was answered: its tables may count different ones.
        </p>
      ) : null}
      {run.tables.map((table, place) => (
        <TableSection key={table.title} table={table} place={place + 1} currency={run.currency} />
      ))}
      <section className={styles.section}>
        <h2>How to cite</h2>
        <p className={styles.citation}>{citationOf(run, window.location.origin)}</p>
        <p className={styles.method}>
          The key covers questions, rules and figures, not the names: a run with the same key gave the same figures to
          the last digit.
        </p>
      </section>
    </article>
  );
}

interface TableSectionProps {
  table: AnsweredTable;
  place: number;
  currency: string;
}

function TableSection({ table, place, currency }: TableSectionProps) {
  const { title, analysis, period, comparison_period: compared, warnings, blocks, method, request } = table;
  const name = STUDY_ANALYSIS_NAMES[analysis as StudyAnalysis] ?? analysis;
  const filters = Array.isArray(request.filters) ? (request.filters as Filter[]) : [];
  return (
    <section className={styles.section}>
      <h2>
        Table {place}. {title}
      </h2>
      <p className={styles.asked}>
        {[name, formatPeriod(period), compared && `compared with ${formatPeriod(compared)}`, filtersText(filters)]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {warnings.map(({ code, message }) => (
        <p key={code} className={styles.warning}>
          <WarningIcon size={13} /> {message}
        </p>
      ))}
      {blocks.map((block) => (
        <FigureTable key={block.title} block={block} currency={currency} />
      ))}
      <p className={styles.method}>
        <strong>Method.</strong> {method}
      </p>
    </section>
  );
}
