import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { figureFacts, type FiguresMeta } from '../lib/figure-facts.ts';
import { carryFilters } from '../lib/filters.ts';
import { Button } from './controls.tsx';
import styles from './definition.module.css';
import { AboutIcon } from './icons.tsx';
import { Peek } from './peek.tsx';

interface AboutFiguresProps {
  title: string;
  /** Unit, base and rule. */
  what: ReactNode;
  /** Heads of its table. */
  heads: readonly string[];
  /** Period and filters; null where it hangs on neither. */
  scope: string | null;
  asOf: string | null;
  meta: FiguresMeta | undefined;
}

/** Says what the figures of a part are: formulas or method, period and filters, as of when and read from where. */
export function AboutFigures({ title, what, heads, scope, asOf, meta }: AboutFiguresProps) {
  const card = () => (
    <div className={styles.definition}>
      <h3>{title}</h3>
      <dl>
        {what ? <Fact name="What they are">{what}</Fact> : null}
        {figureFacts({ title, heads, meta }).map(({ name, text }) => (
          <Fact key={name} name={name}>
            {text}
          </Fact>
        ))}
        {scope ? <Fact name="Period and filters">{scope}</Fact> : null}
        {asOf ? <Fact name="As of">{asOf}</Fact> : null}
      </dl>
      <Link to="/definitions" search={carryFilters}>
        All definitions
      </Link>
    </div>
  );
  return (
    <Peek name={`About these figures: ${title}`} card={card} stays>
      <Button look="icon" aria-label={`About these figures: ${title}`}>
        <AboutIcon />
      </Button>
    </Peek>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
