import { Link } from '@tanstack/react-router';
import { useLayoutEffect, useRef } from 'react';
import { carryFilters } from '../../lib/filters.ts';
import styles from '../../ui/link-tabs.module.css';
import { REVENUE_SECTIONS } from './sections.ts';

/** So many pixels of what comes before stay in sight. */
const PEEK = 60;

/** The row of links between the screens under Revenue; the filters go along. */
export function SectionLinks() {
  const strip = useRef<HTMLElement>(null);
  // On a phone not all have room: the one that is open comes into sight.
  useLayoutEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>('[aria-current="page"]');
    if (current && strip.current) strip.current.scrollLeft = current.offsetLeft - PEEK;
  }, []);
  return (
    <nav ref={strip} className={styles.tabs} aria-label="Parts of Revenue">
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
