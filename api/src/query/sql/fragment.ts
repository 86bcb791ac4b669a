/** ClickHouse types that values are bound as. */
export type BoundType =
  | 'String'
  | 'Array(String)'
  | 'Date'
  | 'UInt8'
  | 'UInt32'
  | 'UInt64'
  | 'Int64'
  | 'Float64'
  | 'Array(UInt8)'
  | 'Array(UInt32)'
  | 'Array(Float64)';

type Piece = string | { type: BoundType; value: unknown };

/** A stretch of SQL with the values bound in it; only this module can make one out of text. */
export interface Fragment {
  readonly pieces: readonly Piece[];
}

/** A statement as the reader takes it: text with `{p1:Type}` placeholders, and the values by name. */
export interface Statement {
  sql: string;
  parameters: Record<string, unknown>;
}

/** SQL as it stands in the source, with fragments in its gaps; a plain value does not fit in and must go through `bind`. */
export function sql(strings: TemplateStringsArray, ...gaps: readonly Fragment[]): Fragment {
  return { pieces: strings.flatMap((text, index) => [text, ...(gaps[index]?.pieces ?? [])]) };
}

/** A value that travels beside the SQL. */
export function bind(type: BoundType, value: unknown): Fragment {
  return { pieces: [{ type, value }] };
}

/** An alias or column name; throws a RangeError for anything but lower-case letters, digits and underscores. */
export function identifier(name: string): Fragment {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new RangeError(`${name} cannot be an identifier`);
  return { pieces: [name] };
}

/** The fragments with `separator` between them. */
export function join(fragments: readonly Fragment[], separator: ', ' | ' AND ' | ' OR ' | ' + '): Fragment {
  return {
    pieces: fragments.flatMap((fragment, index) => (index === 0 ? fragment.pieces : [separator, ...fragment.pieces])),
  };
}

/** Text and parameters, numbered in the order they stand in the text: equal questions compile to equal statements. */
export function compile(fragment: Fragment): Statement {
  const parameters: Record<string, unknown> = {};
  let count = 0;
  const text = fragment.pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    count += 1;
    parameters[`p${count}`] = piece.value;
    return `{p${count}:${piece.type}}`;
  });
  return {
    sql: text
      .join('')
      .replaceAll(/\s*\n\s*/g, ' ')
      .trim(),
    parameters,
  };
}
