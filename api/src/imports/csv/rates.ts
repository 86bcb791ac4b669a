import { normalRate, RATE_BASE } from '@syncline/shared/exchange-rates';
import { MINOR_DIGITS } from '@syncline/shared/money';
import { daySchema } from '@syncline/shared/fields';
import type { Refusal } from '../../posts/x/post.ts';
import { type Heading, misfit, readHeading } from './heading.ts';
import { type Delimiter, readRows, type Row } from './table.ts';

/** What a row of a file of rates gives: the rates of its day, and what of it is refused. */
export interface RatesEntry {
  line: number;
  rates: { day: string; currency: string; rate: string }[];
  refusals: Refusal[];
  /** Cells that say that no rate was published. */
  unpublished: number;
  /** Rates in currencies that are no more. */
  withdrawn: number;
}

/** Columns of the European Central Bank's file that ISO 4217 no longer lists: no order can be in them. */
const WITHDRAWN = new Set('CYP EEK HRK LTL LVL MTL ROL SIT SKK TRL'.split(' '));
const MONTHS = 'january february march april may june july august september october november december'.split(' ');

/** Whether the columns are those of the European Central Bank's files: a date, then a currency each. */
export function isRateTable([first, ...rest]: readonly string[]): boolean {
  const named = rest.filter((name) => name !== '');
  return (
    first === 'Date' && named.some((name) => MINOR_DIGITS.has(name)) && named.every((name) => /^[A-Z]{3}$/.test(name))
  );
}

/**
 * Reads exchange rates in the layouts in which the European Central Bank publishes them, `eurofxref-hist.csv` and
 * `eurofxref.csv`: a row a day, a column a currency, what one euro is in it, N/A where there is none. `today` is the last
 * day that is taken. Throws UnusableFileError for a currency that has two columns.
 */
export async function* readRates(
  source: AsyncIterable<Uint8Array>,
  delimiter: Delimiter,
  today: string,
): AsyncGenerator<RatesEntry> {
  let columns: Columns | undefined;
  const lineOf = new Map<string, number>();
  for await (const row of readRows(source, delimiter)) {
    if (!columns) {
      columns = columnsOf(readHeading(row));
      if (columns.refusals.length > 0) yield { ...nothing(row.line), refusals: columns.refusals };
      continue;
    }
    const day = dayOf(row, columns, { today, lineOf });
    if (typeof day !== 'string') {
      yield { ...nothing(row.line), refusals: [day] };
      continue;
    }
    lineOf.set(day, row.line);
    yield ratesOf(row, day, columns);
  }
}

interface Columns {
  heading: Heading;
  /** Position and code of each currency. */
  currencies: readonly (readonly [number, string])[];
  withdrawn: readonly number[];
  refusals: Refusal[];
}

function columnsOf(heading: Heading): Columns {
  const named = heading.names.flatMap((name, index) => (index === 0 || name === '' ? [] : [[index, name] as const]));
  const isKnown = (code: string) => MINOR_DIGITS.has(code) && code !== RATE_BASE;
  return {
    heading,
    currencies: named.filter(([, code]) => isKnown(code)),
    withdrawn: named.filter(([, code]) => WITHDRAWN.has(code)).map(([index]) => index),
    refusals: named
      .filter(([, code]) => !isKnown(code) && !WITHDRAWN.has(code))
      .map(([, code]) =>
        refusal(
          code,
          code === RATE_BASE
            ? 'rates are per euro, so the euro has no column: leave it out'
            : 'is no ISO 4217 currency, so that its column is left out: correct the heading and import the file again',
        ),
      ),
  };
}

interface DayTerms {
  today: string;
  /** The days met before, with their lines. */
  lineOf: ReadonlyMap<string, number>;
}

function dayOf(row: Row, { heading }: Columns, { today, lineOf }: DayTerms): string | Refusal {
  const unfit = misfit(heading, row);
  if (unfit) return unfit;
  const day = readDay(row.cells[0]?.trim() ?? '');
  if (day === null) return refusal('Date', 'is no day: write it as 2013-02-14 or 14 February 2013');
  if (day > today) return refusal('Date', `${day} lies after today, ${today}: nobody can know a rate of it`);
  const before = lineOf.get(day);
  if (before === undefined) return day;
  return refusal('Date', `${day} stands on line ${before} already: leave one of the two in the file`);
}

function readDay(text: string): string | null {
  const [, number = '', name = '', year = ''] = /^(\d{1,2}) ([a-z]+) (\d{4})$/i.exec(text) ?? [];
  const month = MONTHS.indexOf(name.toLowerCase()) + 1;
  const day = month === 0 ? text : `${year}-${String(month).padStart(2, '0')}-${number.padStart(2, '0')}`;
  return daySchema.safeParse(day).success ? day : null;
}

function ratesOf({ line, cells }: Row, day: string, { currencies, withdrawn }: Columns): RatesEntry {
  const entry = nothing(line);
  for (const [index, currency] of currencies) {
    const text = cells[index]?.trim() ?? '';
    const rate = normalRate(text);
    if (rate !== null) entry.rates.push({ day, currency, rate });
    else if (isUnpublished(text)) entry.unpublished += 1;
    else entry.refusals.push(refusal(currency, `"${text.slice(0, 40)}" is no rate of ${day}: ${adviceOn(text)}`));
  }
  entry.withdrawn = withdrawn.filter((index) => !isUnpublished(cells[index]?.trim() ?? '')).length;
  return entry;
}

function isUnpublished(text: string): boolean {
  return text === '' || /^(?:n\/a|-)$/i.test(text);
}

function adviceOn(text: string): string {
  if (/^\d+,\d+$/.test(text)) return 'write it with a decimal point';
  if (/^-|^0*(?:\.0*)?$/.test(text)) return 'it must be above 0, or N/A where there is none';
  return 'write what one euro is as a decimal such as 1.3391, or N/A where there is none';
}

function refusal(path: string, message: string): Refusal {
  return { id: null, code: 'invalid_row', path, message };
}

function nothing(line: number): RatesEntry {
  return { line, rates: [], refusals: [], unpublished: 0, withdrawn: 0 };
}
