import type { StatementSummary } from '@syncline/shared/statements';
import { apiUrl } from '../../lib/api.ts';
import { statementPath } from './statements-questions.ts';
import styles from './statements.module.css';

/** Links to the files of one statement. */
export function Files({ of }: { of: Pick<StatementSummary, 'month' | 'party' | 'currency' | 'name'> }) {
  return (
    <span className={styles.files}>
      {(['pdf', 'csv'] as const).map((kind) => (
        <a
          key={kind}
          href={apiUrl(`${statementPath(of)}.${kind}`)}
          aria-label={`${kind.toUpperCase()} of ${of.name}`}
          download
        >
          {kind.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
