import type { ResponseJSON } from '@clickhouse/client';
import type { ZodType } from 'zod';

const WIDE_INTEGER = /\bU?Int(64|128|256)\b/;

/**
 * Parses an answer in the format JSONCompact, each row as an object by column name with `schema`. Integers of 64 bits and
 * more are sent unquoted; one that JavaScript cannot hold exactly is refused with a RangeError that names its column.
 */
export function parseRows<Row>(body: string, schema: ZodType<Row>): Row[] {
  const answer = JSON.parse(body) as ResponseJSON<unknown[]>;
  const columns = (answer.meta ?? []).map(({ name, type }) => ({ name, wide: WIDE_INTEGER.test(type) }));
  return answer.data.map((values) => {
    const record: Record<string, unknown> = {};
    for (const [index, { name, wide }] of columns.entries()) {
      const value = values[index];
      if (wide) refuseInexact(value, name);
      record[name] = value;
    }
    return schema.parse(record);
  });
}

function refuseInexact(value: unknown, column: string): void {
  if (typeof value === 'number') {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw new RangeError(`Column ${column} holds an integer beyond 2^53; select it as a string.`);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) refuseInexact(item, column);
  }
}
