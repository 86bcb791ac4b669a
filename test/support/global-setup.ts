import { execFileSync } from 'node:child_process';
import { ROOT } from './root.ts';

/** Builds what the tests start as processes of their own: the API, its engine child, and those that are killed. */
export default function setup(): void {
  execFileSync('node_modules/.bin/tsc', ['-b', 'shared', 'api', 'test'], { cwd: ROOT, stdio: 'inherit' });
}
