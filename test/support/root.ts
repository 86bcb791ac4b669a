import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the workspace, found from the tests' sources as well as from their compiled form. */
export const ROOT = workspaceOf(import.meta.dirname);

function workspaceOf(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('The tests are not inside the workspace.');
  return workspaceOf(parent);
}
