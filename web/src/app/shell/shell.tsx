import type { Workspace } from '@syncline/shared/control';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { formatCount } from '@syncline/shared/format';
import { isBusy, WorkspaceContext, workspaceQuery } from '../../lib/workspace.ts';
import { Page } from '../../ui/page.tsx';
import { Failure } from '../../ui/states.tsx';
import { TourProvider } from '../tour/tour-provider.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Rail } from './rail.tsx';
import styles from './shell.module.css';

/** The frame around every screen: skip link, rail, filter bar, and the screen itself. */
export function Shell() {
  const workspace = useQuery(workspaceQuery);
  useFreshFigures(workspace.data);
  return (
    <WorkspaceContext value={workspace.data ?? null}>
      <TourProvider>
        <a className={styles.skip} href="#content">
          Skip to the content
        </a>
        <div className={styles.frame}>
          <Rail ready={workspace.data !== undefined} />
          <div className={styles.main}>
            {workspace.data ? <FilterBar /> : <div className={styles.bar} />}
            {workspace.data && isBusy(workspace.data) ? <DemoProgress workspace={workspace.data} /> : null}
            <main id="content" tabIndex={-1}>
              {workspace.data ? <Outlet /> : <Waiting error={workspace.error} retry={workspace.refetch} />}
            </main>
          </div>
        </div>
      </TourProvider>
    </WorkspaceContext>
  );
}

function Waiting({ error, retry }: { error: unknown; retry: () => unknown }) {
  if (!error) return null;
  return (
    <Page title="Syncline">
      <Failure what="The workspace could not be read" error={error} retry={retry} />
    </Page>
  );
}

function DemoProgress({ workspace }: { workspace: Workspace }) {
  const { state, events, events_total } = workspace.demo;
  const text = state === 'loading' ? 'The demo world is being filled in' : 'The demo world is being removed';
  return (
    <output className={styles.progress}>
      <span>{text}</span>
      {events_total > 0 ? (
        <>
          <progress value={events} max={events_total} aria-label={text} />
          <span>
            {formatCount(events)} of {formatCount(events_total)} events
          </span>
        </>
      ) : null}
    </output>
  );
}

/** Asks everything again once the demo world is complete or gone, and every five seconds on the way there. */
function useFreshFigures(workspace: Workspace | undefined): void {
  const client = useQueryClient();
  const busy = isBusy(workspace);
  const before = useRef(busy);
  useEffect(() => {
    const refresh = () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'workspace' });
    if (before.current && !busy) refresh();
    before.current = busy;
    if (!busy) return undefined;
    const timer = setInterval(refresh, 5000);
    return () => clearInterval(timer);
  }, [busy, client]);
}
