import { formatPeriod } from '@syncline/shared/format';
import { REPORT_SECTIONS, type ReportInput } from '@syncline/shared/reports';
import type { Period } from '@syncline/shared/time';

/** What goes with a report that is mailed. */
export function reportLetter(
  report: Pick<ReportInput, 'name' | 'cover' | 'sections'>,
  { period, timezone, demo }: { period: Period; timezone: string; demo: boolean },
): { subject: string; text: string } {
  const title = report.cover.title || report.name;
  const days = formatPeriod(period);
  return {
    subject: `${title}, ${days}`,
    text: [
      `${title} is attached as PDF: ${days}, whole days of ${timezone}.`,
      ...(demo ? ['Its figures include made-up events of the demo.'] : []),
      `In it: ${report.sections.map((key) => REPORT_SECTIONS[key].label).join('; ')}; definitions and methods.`,
      'Made by Syncline. Whom it is mailed to is set on its Reports page.',
    ].join('\n\n'),
  };
}
