import type { Parameters } from '../stores/clickhouse/port.ts';

/** An engine takes at most 128 KiB in one bound parameter; slugs have up to 64 characters. */
const SLUGS_PER_PARAMETER = 1000;

/** A list of slugs of any length, as one expression over bound parameters whose names begin with `name`. */
export function slugList(name: string, slugs: readonly string[]): { sql: string; parameters: Parameters } {
  const parameters: Record<string, readonly string[]> = { [`${name}_0`]: slugs.slice(0, SLUGS_PER_PARAMETER) };
  for (let at = SLUGS_PER_PARAMETER; at < slugs.length; at += SLUGS_PER_PARAMETER) {
    parameters[`${name}_${at}`] = slugs.slice(at, at + SLUGS_PER_PARAMETER);
  }
  const lists = Object.keys(parameters).map((key) => `{${key}:Array(String)}`);
  return { sql: `arrayConcat(${lists.join(', ')})`, parameters };
}
