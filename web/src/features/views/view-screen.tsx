import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useWorkspace } from '../../lib/workspace.ts';
import { Page } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { addressOf } from './place.ts';
import { viewQuery } from './views-questions.ts';

/** The link of a saved view: goes on to its page, and takes its own place in the history. */
export function ViewScreen() {
  const { view: id } = useParams({ from: '/views/$view' });
  const workspace = useWorkspace();
  const router = useRouter();
  const { data, isFetching, error, refetch } = useQuery(viewQuery(id));
  useEffect(() => {
    if (data && !isFetching) router.history.replace(addressOf(data, workspace));
  }, [data, isFetching, workspace, router]);
  return (
    <Page title="Saved view">
      {error ? (
        <>
          <Failure what="The view could not be opened" error={error} retry={refetch} />
          <p>
            <Link to="/">Go to the overview</Link>
          </p>
        </>
      ) : null}
    </Page>
  );
}
