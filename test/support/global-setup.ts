import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds what the tests start as processes of their own: the API and its engine child. */
export default function setup(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  execFileSync('node_modules/.bin/tsc', ['-b', 'shared', 'api'], { cwd: root, stdio: 'inherit' });
}
