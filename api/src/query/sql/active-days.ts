import { addDays, type Period, periodLength } from '@syncline/shared/time';
import { bind, type Fragment, identifier, join, sql } from './fragment.ts';

const DAYS_A_WORD = 64;
/** Past this many words a set of days takes less room. */
const MOST_WORDS = 8;

/**
 * The days of the period on which somebody has one of the rows: aggregates over their events under names that `number`, how
 * many days there are, is made of. A day is a bit, as sets of days are slow where there are millions of them.
 */
export function activeDays(period: Period, rows: Fragment): { held: Fragment[]; number: Fragment } {
  const words = Math.ceil(periodLength(period) / DAYS_A_WORD);
  if (words > MOST_WORDS) return { held: [sql`uniqExactIf(day, ${rows}) AS active_on`], number: sql`active_on` };
  const names = Array.from({ length: words }, (_, word) => identifier(`active_${word}`));
  const held = names.map((name, word) => {
    const first = addDays(period.from, word * DAYS_A_WORD);
    const [from, to] = [bind('Date', first), bind('Date', addDays(first, DAYS_A_WORD - 1))];
    const bit = sql`bitShiftLeft(toUInt64(1), toUInt8(toUInt16(day) - toUInt16(${from})) % 64)`;
    return sql`groupBitOrIf(${bit}, ${rows} AND day BETWEEN ${from} AND ${to}) AS ${name}`;
  });
  return {
    held,
    number: sql`(${join(
      names.map((name) => sql`bitCount(${name})`),
      ' + ',
    )})`,
  };
}
