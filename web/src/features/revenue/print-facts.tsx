import { METRICS } from '@syncline/shared/metrics';
import type { AnswerMeta } from '@syncline/shared/query';
import { formatInstant, formatPeriod } from '@syncline/shared/format';
import { type Scope, scopeText } from '../../lib/scope.ts';
import styles from './print-facts.module.css';

interface PrintFactsProps {
  scope: Scope;
  meta: Pick<AnswerMeta, 'as_of' | 'timezone'> | undefined;
}

/** On paper, where there is no filter bar: period, comparison, filters, when it was computed, and the mark of the demo. */
export function PrintFacts({ scope, meta }: PrintFactsProps) {
  const facts = [
    scopeText(scope),
    scope.comparisonPeriod ? `against ${formatPeriod(scope.comparisonPeriod)}` : null,
    meta ? `as of ${formatInstant(meta.as_of, meta.timezone)}` : null,
  ].filter((fact) => fact !== null);
  return (
    <p className={styles.facts}>
      {facts.join('  ·  ')}
      {scope.workspace.demo.state === 'none' ? null : <span className={styles.demo}>Demo data</span>}
    </p>
  );
}

const DEFINED = ['gross_revenue', 'refunds', 'net_revenue', 'average_order_value', 'purchases'] as const;

/** On paper, where nothing opens: what the figures are, in the API's own words. */
export function PrintDefinitions({ methods }: { methods: readonly { title: string; text: string | undefined }[] }) {
  return (
    <section className={styles.definitions} aria-label="Definitions">
      <h2>Definitions</h2>
      <p>{DEFINED.map((metric) => `${METRICS[metric].label}: ${METRICS[metric].formula}`).join('.  ')}.</p>
      {methods.map(({ title, text }) =>
        text === undefined ? null : (
          <p key={title}>
            <strong>{title}.</strong> {text}
          </p>
        ),
      )}
    </section>
  );
}
