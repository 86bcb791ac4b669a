import { METRICS, type MetricKey } from '@syncline/shared/metrics';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { UNIT_WORDS } from '../lib/figure-facts.ts';
import { carryFilters } from '../lib/filters.ts';
import styles from './definition.module.css';
import { Peek } from './peek.tsx';

/** How a figure is computed and where its definition comes from. */
export interface Definition {
  title: string;
  formula: string;
  unit?: string;
  deduplication?: string;
  source?: string;
  /** Its place among all definitions. */
  anchor?: MetricKey;
}

/** The definition of a metric of the API. */
export function metricDefinition(
  metric: MetricKey,
): Definition & { unit: string; deduplication: string; source: string } {
  const { label, unit, formula, deduplication, source } = METRICS[metric];
  return { title: label, unit: UNIT_WORDS[unit], formula, deduplication, source, anchor: metric };
}

interface DefinedProps {
  definition: Definition;
  /** Read out in place of the children. */
  name?: string;
  className: string;
  children: ReactNode;
}

/** The name of a figure: its definition shows at the pointer or at the focus, and stays once it is clicked. */
export function Defined({ definition, name, className, children }: DefinedProps) {
  return (
    <Peek name={`Definition of ${definition.title}`} card={() => <DefinitionText definition={definition} />} stays>
      <button type="button" className={className} aria-label={name} data-metric={definition.anchor}>
        {children}
      </button>
    </Peek>
  );
}

/** A definition as it stands on its card. */
export function DefinitionText({ definition }: { definition: Definition }) {
  const { title, formula, unit, deduplication, source, anchor } = definition;
  const facts = { Formula: formula, Unit: unit, 'Counted once': deduplication, Source: source };
  return (
    <div className={styles.definition}>
      <h3>{title}</h3>
      <dl>
        {Object.entries(facts).map(([name, fact]) =>
          fact ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{fact}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {anchor ? (
        <Link to="/definitions" search={carryFilters} hash={anchor}>
          Among all definitions
        </Link>
      ) : null}
    </div>
  );
}
