import { formatCount } from '@syncline/shared/format';
import { Button } from '../../ui/controls.tsx';
import forms from '../../ui/forms.module.css';
import styles from './campaigns.module.css';

/** Rows that are drawn at a time. */
export const PAGE_ROWS = 50;

interface PagesProps {
  count: number;
  page: number;
  onPage: (page: number) => void;
}

/** Under a table that is longer than a page: which rows these are, and the pages beside them. */
export function Pages({ count, page, onPage }: PagesProps) {
  const last = Math.ceil(count / PAGE_ROWS);
  if (last <= 1) return null;
  const from = (page - 1) * PAGE_ROWS + 1;
  return (
    <nav className={styles.pages} aria-label="Pages of campaigns">
      <span className={forms.note} aria-live="polite">
        {formatCount(from)} – {formatCount(Math.min(count, page * PAGE_ROWS))} of {formatCount(count)}
      </span>
      <Button look="outlined" disabled={page === 1} onClick={() => onPage(1)}>
        First
      </Button>
      <Button look="outlined" disabled={page === 1} onClick={() => onPage(page - 1)}>
        Previous
      </Button>
      <Button look="outlined" disabled={page === last} onClick={() => onPage(page + 1)}>
        Next
      </Button>
      <Button look="outlined" disabled={page === last} onClick={() => onPage(last)}>
        Last
      </Button>
    </nav>
  );
}
