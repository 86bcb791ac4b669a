import {
  type ExchangeRate,
  RATE_BASE,
  type RateInput,
  type RateLayer,
  type RateSource,
} from '@syncline/shared/exchange-rates';
import type { ExpressionBuilder, Insertable, Selectable } from 'kysely';
import { ApiError } from '../../lib/errors.ts';
import type { ExchangeRateTable } from '../../stores/sql/schema-revenue.ts';
import type { Database } from '../../stores/sql/schema.ts';
import { isoTime } from '../context.ts';

/** Rates of one origin, kept and taken back together. */
export interface RateBatch {
  batch: string;
  source: RateSource;
  rates: readonly RateInput[];
}

/** Which rates are meant; without a field, all that count. */
export interface RateFilter {
  currency?: string | undefined;
  /** Days, both included. */
  from?: string | undefined;
  to?: string | undefined;
}

export type Layer = Selectable<ExchangeRateTable>;

/** What a rate is known by, as one text. */
export function keyOf({ day, currency }: Pick<ExchangeRateTable, 'day' | 'currency'>): string {
  return `${day} ${currency}`;
}

/** Of the layers of one day and currency that were not taken back the one that counts: the last by hand, else the last of a file. */
export function topOf(layers: readonly Layer[]): Layer | null {
  const live = layers.filter(({ taken_back_at }) => taken_back_at === null);
  const byHand = live.filter(({ source }) => source === 'hand');
  return (byHand.length > 0 ? byHand : live).reduce<Layer | null>(
    (last, layer) => (last === null || layer.id > last.id ? layer : last),
    null,
  );
}

/**
 * Throws an ApiError `invalid_body` naming the first rate, as `rates[index]`, that lies after `today` or stands twice:
 * which of two would hold cannot be known.
 */
export function requireSound(rates: readonly RateInput[], today: string): void {
  const seen = new Map<string, number>();
  rates.forEach((rate, index) => {
    const before = seen.get(keyOf(rate));
    if (rate.day > today) throw unsound(index, 'day', `lies after today, ${today}: nobody can know a rate of it`);
    if (rate.currency === RATE_BASE) throw unsound(index, 'currency', 'is what rates are per');
    if (before !== undefined) {
      throw unsound(index, 'currency', `${rate.currency} of ${rate.day} stands twice, in rates[${before}] too`);
    }
    seen.set(keyOf(rate), index);
  });
}

function unsound(index: number, field: string, message: string): ApiError {
  const path = `rates[${index}].${field}`;
  return new ApiError('invalid_body', `The body is not as expected: ${path}: ${message}`, { path });
}

export function toRow(
  rate: RateInput,
  { batch, source, current, receivedAt }: { batch: string; source: RateSource; current: boolean; receivedAt: number },
): Insertable<ExchangeRateTable> {
  return { ...rate, source, batch, current: current ? 1 : 0, received_at: receivedAt, taken_back_at: null };
}

export function toRate(row: Layer & { layers: number }): ExchangeRate {
  const { day, currency, rate, source, note, batch, received_at, layers } = row;
  return { day, currency, rate, source, note, batch, received_at: isoTime(received_at), corrected: layers > 1 };
}

export function toLayer(row: Layer): RateLayer {
  const { day, currency, rate, source, note, batch, current, received_at, taken_back_at } = row;
  return {
    day,
    currency,
    rate,
    source,
    note,
    batch,
    counts: current === 1,
    received_at: isoTime(received_at),
    taken_back_at: taken_back_at === null ? null : isoTime(taken_back_at),
  };
}

/** The rates of the filter that count, as a condition on `exchange_rates`. */
export function matching({ currency, from, to }: RateFilter) {
  return (on: ExpressionBuilder<Database, 'exchange_rates'>) =>
    on.and([
      on('current', '=', 1),
      ...(currency === undefined ? [] : [on('currency', '=', currency)]),
      ...(from === undefined ? [] : [on('day', '>=', from)]),
      ...(to === undefined ? [] : [on('day', '<=', to)]),
    ]);
}
