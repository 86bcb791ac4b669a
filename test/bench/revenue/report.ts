import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/root.ts';

const HEADING = '## The Revenue screen';
const AFTER = '## Where it falls short, and why';
const REPORT = join(ROOT, 'BENCHMARKS.md');

/** Writes what other benches found, and leaves what stands there of the Revenue screen. */
export function writeReport(report: string): void {
  const section = existsSync(REPORT) ? sectionOf(readFileSync(REPORT, 'utf8')) : null;
  writeFileSync(REPORT, section === null ? report : report.replace(AFTER, `${section}\n\n${AFTER}`));
}

/** Writes what was found of the Revenue screen in the place of what stands there. */
export function writeSection(text: string): void {
  const before = readFileSync(REPORT, 'utf8');
  const old = sectionOf(before);
  const rest = old === null ? before : before.replace(`${old}\n\n`, '');
  writeFileSync(REPORT, rest.replace(AFTER, `${HEADING}\n\n${text}\n\n${AFTER}`));
}

function sectionOf(report: string): string | null {
  const from = report.indexOf(HEADING);
  if (from < 0) return null;
  const to = report.indexOf('\n\n## ', from);
  return report.slice(from, to < 0 ? undefined : to).trim();
}
