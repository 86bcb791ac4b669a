// What an address holds is read without Zod, which would be a tenth of what every screen loads before it shows anything.

/** Reads a value of an address; undefined where it does not fit. */
export type Field<Value> = (raw: unknown) => Value | undefined;

export type SearchFields = Readonly<Record<string, Field<unknown>>>;

/** What is read of an address. */
export type SearchOf<Fields extends SearchFields> = { [Key in keyof Fields]?: ReturnType<Fields[Key]> };

/** What `fields` read of an address; what does not fit is dropped, and what they do not name left out. */
export function readSearch<const Fields extends SearchFields>(
  fields: Fields,
  search: Record<string, unknown>,
): SearchOf<Fields> {
  const named = Object.entries(fields).filter(([key]) => key in search);
  return Object.fromEntries(named.map(([key, field]) => [key, field(search[key])])) as SearchOf<Fields>;
}

/** Text of so many characters at most. */
export function textField(most: number): Field<string> {
  return (raw) => (typeof raw === 'string' && raw.length <= most ? raw : undefined);
}

export function patternField(pattern: RegExp, most = Number.POSITIVE_INFINITY): Field<string> {
  return (raw) => (typeof raw === 'string' && raw.length <= most && pattern.test(raw) ? raw : undefined);
}

/** One of a few words. */
export function choiceField<const Word extends string>(words: readonly Word[]): Field<Word> {
  return (raw) => words.find((word) => word === raw);
}

/** A whole number within bounds. */
export function wholeField(least: number, most = Number.MAX_SAFE_INTEGER): Field<number> {
  return (raw) => {
    const number = numberOf(raw);
    return Number.isSafeInteger(number) && number >= least && number <= most ? number : undefined;
  };
}

/** One of a few numbers. */
export function numberField<const One extends number>(numbers: readonly One[]): Field<One> {
  return (raw) => numbers.find((number) => number === numberOf(raw));
}

function numberOf(raw: unknown): number {
  return typeof raw === 'string' || typeof raw === 'number' ? Number(raw) : Number.NaN;
}
