import { Link } from '@tanstack/react-router';
import { carryFilters } from '../lib/filters.ts';
import { Page } from '../ui/page.tsx';
import { Empty } from '../ui/states.tsx';

/** What an address without a screen shows. */
export function NotFound() {
  return (
    <Page title="No such page">
      <Empty
        sentence="There is nothing at this address; the link may be mistyped."
        action={
          <Link to="/" search={carryFilters}>
            Go to the overview
          </Link>
        }
      />
    </Page>
  );
}
