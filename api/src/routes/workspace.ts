import { dataStatusSchema, type DataStatus, type Workspace, workspaceSchema } from '@syncline/shared/control';
import { Hono } from 'hono';
import { describe } from './http.ts';

export interface WorkspaceDeps {
  workspace(): Promise<Workspace>;
  dataStatus(): Promise<DataStatus>;
}

/** `GET /workspace` (zone, currency, demo, extent of the data) and `GET /data/status` (completeness). */
export function workspaceRoutes(deps: WorkspaceDeps) {
  return new Hono()
    .get(
      '/workspace',
      describe({ summary: 'The workspace', tag: 'Workspace', answers: { 200: workspaceSchema } }),
      async (context) => context.json(await deps.workspace()),
    )
    .get(
      '/data/status',
      describe({ summary: 'How complete the data is', tag: 'Data', answers: { 200: dataStatusSchema } }),
      async (context) => context.json(await deps.dataStatus()),
    );
}
