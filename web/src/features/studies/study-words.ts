import { DIMENSIONS } from '@syncline/shared/metrics';
import type { Filter } from '@syncline/shared/query';
import type { StudyRunSummary, StudyTable } from '@syncline/shared/studies';
import { formatInstant, formatPercent, formatPeriod } from '@syncline/shared/format';

/** The first figures of a re-run key: enough to tell runs apart by eye. */
export function shortKey(digest: string): string {
  return digest.slice(0, 12);
}

/** Filters in words: "campaign: summer, autumn · device: mobile". */
export function filtersText(filters: readonly Filter[]): string {
  if (filters.length === 0) return 'no filter';
  return filters
    .map(({ dimension, op, values }) => {
      const how = op === 'is' ? '' : ` ${op.replaceAll('_', ' ')}`;
      return `${DIMENSIONS[dimension].label.toLowerCase()}${how}: ${values.map((value) => value || 'none').join(', ')}`;
    })
    .join(' · ');
}

/** Days and filters of a table, and the rule of the primary device where it is not the usual one. */
export function askedText({ period, filters, primary_device_threshold: threshold }: StudyTable['request']): string {
  const rule = threshold === 0.6 ? [] : [`primary device from ${formatPercent(threshold, { digits: 0 })}`];
  return [formatPeriod(period), filtersText(filters), ...rule].join(' · ');
}

/** What came of a run, against the runs before it. */
export function sameText({ same_as: same, number }: Pick<StudyRunSummary, 'same_as' | 'number'>): string {
  if (same !== null) return `Same figures as run ${same}`;
  return number === 1 ? 'The first run' : 'Figures of its own';
}

/** A run in one line: "Run 2, 23 Nov 2026, 14:05 UTC". */
export function runText({ number, as_of }: Pick<StudyRunSummary, 'number' | 'as_of'>, timezone: string): string {
  return `Run ${number}, ${formatInstant(as_of, timezone)}`;
}
