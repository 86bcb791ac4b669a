import type { Workspace } from '@syncline/shared/control';
import { queryOptions } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api } from './api.ts';

const BUSY_MS = 1000;
const IDLE_MS = 60_000;

/** The workspace, asked every second while the demo world is being filled or removed. */
export const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  queryFn: ({ signal }) => api.workspace(signal),
  refetchInterval: ({ state }) => (isBusy(state.data) ? BUSY_MS : IDLE_MS),
});

/** Whether the demo world is being filled or removed, so that every figure is about to change. */
export function isBusy(workspace: Workspace | undefined): boolean {
  return workspace?.demo.state === 'loading' || workspace?.demo.state === 'removing';
}

export const WorkspaceContext = createContext<Workspace | null>(null);

/** The workspace of the screen; there is always one below the shell. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('useWorkspace is used outside of the shell.');
  return workspace;
}
