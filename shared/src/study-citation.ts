import type { StudyRun } from './studies.ts';

type Cited = Pick<StudyRun, 'study' | 'number' | 'name' | 'as_of' | 'version' | 'timezone' | 'record' | 'digest'> & {
  tables: readonly Pick<StudyRun['tables'][number], 'period'>[];
};

/** Where a run stands in the app, for as long as the study exists. */
export function runPath({ study, number }: Pick<StudyRun, 'study' | 'number'>): string {
  return `/studies/${study}/runs/${number}`;
}

/** The words to cite a run by: what was asked when, of which days and data, the re-run key, and where it stands. */
export function citationOf(run: Cited, origin: string): string {
  const periods = run.tables.map(({ period }) => period);
  const from = periods.map((period) => period.from).sort()[0] ?? '';
  const to =
    periods
      .map((period) => period.to)
      .sort()
      .at(-1) ?? '';
  return [
    `“${run.name}”, run ${run.number}, ${run.as_of.slice(0, 10)}.`,
    `Syncline ${run.version}; days ${from} to ${to} (${run.timezone}), data to journal record ${run.record}.`,
    `SHA-256 ${run.digest}.`,
    `${origin}${runPath(run)}`,
  ].join(' ');
}
