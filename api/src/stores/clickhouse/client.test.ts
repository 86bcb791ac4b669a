import { describe, expect, it } from 'vitest';
import { bind } from './client.ts';

const ids = Array.from({ length: 2000 }, (_, index) => 18_446_744_073_709_551_615n - BigInt(index));

describe('bind', () => {
  it('writes a long list of bigint into the statement, wherever it stands', () => {
    const sql = 'SELECT 1 WHERE a IN {ids:Array(UInt64)} OR b IN {ids:Array(UInt64)} AND c = {ids2:UInt64}';
    const { query, query_params } = bind(sql, { ids, ids2: 5 });
    const list = `CAST([${ids.join(',')}], 'Array(UInt64)')`;
    expect(query).toBe(`SELECT 1 WHERE a IN ${list} OR b IN ${list} AND c = {ids2:UInt64}`);
    expect(query_params).toEqual({ ids2: 5 });
  });

  it.each([
    ['a short list', ids.slice(0, 10)],
    ['strings', ids.map(String)],
    ['a mixed list', [...ids, "'); DROP TABLE events; --"]],
  ])('binds %s beside the statement', (_, value) => {
    const sql = 'SELECT {ids:Array(UInt64)}';
    expect(bind(sql, { ids: value })).toEqual({ query: sql, query_params: { ids: value } });
  });
});
