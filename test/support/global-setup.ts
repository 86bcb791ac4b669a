import { execFileSync } from 'node:child_process';
import { ROOT } from './root.ts';

/** Builds what the tests start as processes of their own: the API and its engine child. */
export default function setup(): void {
  execFileSync('node_modules/.bin/tsc', ['-b', 'shared', 'api'], { cwd: ROOT, stdio: 'inherit' });
}
