import { expect, it } from 'vitest';
import { slugList } from './slug-list.ts';

it.each([0, 1, 1000, 1001, 10_000])('holds %i slugs in their order, in parameters that an engine takes', (count) => {
  const slugs = Array.from({ length: count }, (_, index) => `${index}`.padStart(64, 'x'));
  const { sql, parameters } = slugList('campaigns', slugs);
  const named = [...sql.matchAll(/\{(\w+):Array\(String\)\}/g)].map(([, name = '']) => parameters[name]);
  expect(named.flat()).toEqual(slugs);
  expect(Object.keys(parameters)).toHaveLength(named.length);
  for (const values of named) expect(JSON.stringify(values).length).toBeLessThan(128 * 1024);
});
