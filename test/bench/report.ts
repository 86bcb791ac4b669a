import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/root.ts';

const LAST = '## Where it falls short, and why';
const REPORT = join(ROOT, 'BENCHMARKS.md');

/** Writes what the query bench found, and leaves the sections that other benches wrote. */
export function writeReport(report: string): void {
  const own = new Set(sectionsOf(report).map(headingOf));
  const others = existsSync(REPORT)
    ? sectionsOf(readFileSync(REPORT, 'utf8')).filter((section) => !own.has(headingOf(section)))
    : [];
  writeFileSync(
    REPORT,
    report.replace(LAST, () => [...others, LAST].join('\n\n')),
  );
}

/** Writes a bench's section, in the place of the one that it wrote before. */
export function writeSection(heading: string, text: string): void {
  const section = `## ${heading}\n\n${text}`;
  const before = readFileSync(REPORT, 'utf8');
  const old = sectionsOf(before).find((one) => headingOf(one) === heading);
  const after =
    old === undefined ? before.replace(LAST, () => `${section}\n\n${LAST}`) : before.replace(old, () => section);
  writeFileSync(REPORT, after);
}

function sectionsOf(report: string): string[] {
  return report
    .split(/\n(?=## )/)
    .slice(1)
    .map((section) => section.trim());
}

function headingOf(section: string): string {
  return section.slice('## '.length).split('\n', 1)[0] ?? '';
}
