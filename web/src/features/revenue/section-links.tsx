import { Link } from '@tanstack/react-router';
import { carryFilters } from '../../lib/filters.ts';
import styles from '../../ui/link-tabs.module.css';
import { REVENUE_SECTIONS } from './sections.ts';

/** The row of links between the screens under Revenue; the filters go along. */
export function SectionLinks() {
  return (
    <nav className={styles.tabs} aria-label="Parts of Revenue">
      {REVENUE_SECTIONS.map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          search={carryFilters}
          activeOptions={{ exact: true, includeSearch: false }}
          className={styles.tab ?? ''}
          activeProps={{ className: styles.current ?? '' }}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
