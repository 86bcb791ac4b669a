import type { SpendLine, StoredSpendLine } from '@syncline/shared/spend';
import type { ExpressionBuilder, Insertable, Selectable } from 'kysely';
import { ApiError } from '../../lib/errors.ts';
import type { SpendTable } from '../../stores/sql/schema-revenue.ts';
import type { Database } from '../../stores/sql/schema.ts';
import { isoTime } from '../context.ts';

/** Which lines of spend are meant; without a field, all that count. */
export interface SpendFilter {
  campaign?: string | undefined;
  platform?: string | undefined;
  batch?: string | undefined;
  /** Days, both included. */
  from?: string | undefined;
  to?: string | undefined;
}

type Key = Pick<SpendTable, 'campaign' | 'day' | 'platform' | 'item'>;
type Figures = Pick<
  Selectable<SpendTable>,
  'amount_minor' | 'currency' | 'impressions' | 'clicks' | 'conversions_hundredths'
>;

/** What a line is known by, as one text. */
export function keyOf({ campaign, day, platform, item }: Key): string {
  return [campaign, day, platform, item].join('\n');
}

/** Whether two lines tell the same. */
export function tellsTheSame(one: Figures, other: Figures): boolean {
  return (
    one.amount_minor === other.amount_minor &&
    one.currency === other.currency &&
    one.impressions === other.impressions &&
    one.clicks === other.clicks &&
    one.conversions_hundredths === other.conversions_hundredths
  );
}

/** A line as it is kept, and how many lines it was put together from. */
export type Merged = Key & Figures & { lines: number };

/**
 * The lines with those of one campaign, day, platform and item added up: platforms that tell a day in several lines
 * without a name of their own tell a part in each. A figure that none of them tells stays null. Throws an ApiError
 * `invalid_body` for a sum that cannot be kept exactly, or two currencies under one key.
 */
export function merge(lines: readonly SpendLine[]): Merged[] {
  const merged = new Map<string, Merged>();
  for (const { conversions, ...line } of lines) {
    const hundredths = conversions === null ? null : Math.round(conversions * 100);
    const before = merged.get(keyOf(line));
    if (!before) {
      merged.set(keyOf(line), { ...line, conversions_hundredths: hundredths, lines: 1 });
      continue;
    }
    if (before.currency !== line.currency) throw unfit(line, 'two currencies');
    before.amount_minor = added(line, before.amount_minor, line.amount_minor);
    before.impressions = added(line, before.impressions, line.impressions);
    before.clicks = added(line, before.clicks, line.clicks);
    before.conversions_hundredths = added(line, before.conversions_hundredths, hundredths);
    before.lines += 1;
  }
  return [...merged.values()];
}

function added(key: Key, one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  const sum = one + other;
  if (!Number.isSafeInteger(sum)) throw unfit(key, 'more than can be kept exactly');
  return sum;
}

function unfit({ campaign, day }: Key, what: string): ApiError {
  return new ApiError('invalid_body', `The lines of the campaign "${campaign}" on ${day} together hold ${what}.`);
}

/** The row of a line in a batch, as the latest of its key. */
export function toRow(merged: Merged, batch: string, receivedAt: number): Insertable<SpendTable> {
  const { lines: _, ...line } = merged;
  return { ...line, batch, current: 1, received_at: receivedAt };
}

export function toStoredLine(row: Selectable<SpendTable>): StoredSpendLine {
  const { id, current: _, conversions_hundredths: hundredths, received_at, ...line } = row;
  return {
    ...line,
    id: String(id),
    conversions: hundredths === null ? null : hundredths / 100,
    received_at: isoTime(received_at),
  };
}

/** The lines of the filter that count, as a condition on `spend`. */
export function matching({ campaign, platform, batch, from, to }: SpendFilter) {
  return (on: ExpressionBuilder<Database, 'spend'>) =>
    on.and([
      on('current', '=', 1),
      ...(campaign === undefined ? [] : [on('campaign', '=', campaign)]),
      ...(platform === undefined ? [] : [on('platform', '=', platform)]),
      ...(batch === undefined ? [] : [on('batch', '=', batch)]),
      ...(from === undefined ? [] : [on('day', '>=', from)]),
      ...(to === undefined ? [] : [on('day', '<=', to)]),
    ]);
}
