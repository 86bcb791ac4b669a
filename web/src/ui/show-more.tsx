import { formatCount } from '@syncline/shared/format';
import { Button } from './controls.tsx';
import forms from './forms.module.css';
import styles from './show-more.module.css';

interface ShowMoreProps {
  shown: number;
  total: number;
  /** The pages, as an infinite query of TanStack has them. */
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

/** Under a list that comes in pages: how much of it is shown, and the next page. */
export function ShowMore({ shown, total, pages }: ShowMoreProps) {
  return (
    <div className={styles.more}>
      <span className={forms.note}>
        {formatCount(shown)} of {formatCount(total)} shown
      </span>
      {pages.hasNextPage ? (
        <Button look="outlined" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}
