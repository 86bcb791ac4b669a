import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/root.ts';

/** What may be loaded before the first chart of the overview, in bytes as gzip. */
const BUDGET = 220_000;
const DIST = join(ROOT, 'web/dist');
const ASSETS = join(DIST, 'assets');

/** The chunks that these load before they run, and they themselves. */
function closureOf(entries: readonly string[]): Set<string> {
  const closure = new Set<string>();
  const open = [...entries];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (closure.has(name)) continue;
    closure.add(name);
    open.push(...importsOf(name));
  }
  return closure;
}

/** What a chunk imports at its top: what it imports when it is asked to is not among it. */
function importsOf(name: string): string[] {
  const imports = readFileSync(join(ASSETS, name), 'utf8').matchAll(/\b(?:import|from)\s*["']\.\/([^"']+\.js)["']/g);
  return [...imports].map(([, found = '']) => found);
}

describe('the browser’s code', () => {
  it(`before the first chart of the overview is under ${BUDGET / 1000} kB, without the charts that other routes bring`, () => {
    const page = readFileSync(join(DIST, 'index.html'), 'utf8');
    const entries = [...page.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(([, name = '']) => name);
    const overview = readdirSync(ASSETS).filter((name) => /^overview-screen-.*\.js$/.test(name));
    expect(entries.length).toBeGreaterThan(0);
    expect(overview).toHaveLength(1);
    const loaded = [...closureOf([...entries, ...overview])];
    const sizes = loaded.map((name) => ({ name, gzip: gzipSync(readFileSync(join(ASSETS, name))).length }));
    const total = sizes.reduce((sum, { gzip }) => sum + gzip, 0);
    const largest = sizes.toSorted((a, b) => b.gzip - a.gzip).slice(0, 8);
    expect(total < BUDGET ? [] : [`${total} bytes in all`, ...largest]).toEqual([]);
    const drawn = loaded.filter((name) => readFileSync(join(ASSETS, name), 'utf8').includes('recharts-'));
    expect(drawn).toEqual([]);
  });
});
