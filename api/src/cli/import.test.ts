import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Imports, openImports } from '../imports/imports.ts';
import { MemoryControl, MemoryIngest, MemoryRates, MemorySpend, MemoryUndoStore } from '../imports/test-doubles.ts';
import { systemClock } from '../lib/clock.ts';
import { errorHandler } from '../lib/http-errors.ts';
import { importsRoutes } from '../routes/imports.ts';
import { readArguments } from './arguments.ts';
import { UnreachableError } from './client.ts';
import { importFiles } from './import.ts';

const log = pino({ level: 'silent' });
let folder: string;
let ingest: MemoryIngest;
let imports: Imports;
let server: ReturnType<typeof serve>;
let url: string;
let out: string;
let progress: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncline-cli-'));
  ingest = new MemoryIngest();
  const { registry, catalogue } = new MemoryControl();
  imports = await openImports({
    registry,
    catalogue,
    ingest,
    undo: new MemoryUndoStore(ingest),
    spend: new MemorySpend(),
    rates: new MemoryRates(),
    spoolDir: join(folder, 'spool'),
    clock: systemClock,
    log,
  });
  const refused = {
    async *ofImport(importId: string) {
      const fixed = {
        id: '1',
        source: 'import',
        import_id: importId,
        event_id: null,
        payload: null,
        replayable: false,
      };
      for (const each of ingest.rejects) yield { ...each, ...fixed, received_at: '2026-09-01T00:00:00Z' };
    },
  };
  const app = new Hono().route('/api/v1', importsRoutes({ imports, refused, today: () => '2026-09-01' }));
  app.onError(errorHandler(log));
  server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await imports.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  out = '';
  progress = [];
});

async function run(args: string[], stdin: string[] = []): Promise<number> {
  const command = readArguments(['import', ...args], { SYNCLINE_URL: url });
  if (command?.command !== 'import') throw new Error('is no import');
  return importFiles(command, {
    out: (text) => (out += `${text}\n`),
    progress: (text) => progress.push(text),
    stdin: (async function* () {
      for (const part of stdin) yield Buffer.from(part);
    })(),
    signal: new AbortController().signal,
  });
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const event = (id: string) => `{"id":"${id}","at":1,"kind":"activity","user":"u"}\n`;

describe('syncline import', () => {
  it('sends a file, shows how far it is, and sums up', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => event(`a${index}`));
    expect(await run([await file('events.ndjson', lines.join(''))])).toBe(0);
    expect(out).toBe('events.ndjson (events-ndjson): 20,000 rows: 20,000 accepted, 0 duplicate, 0 refused\n');
    expect(progress.some((line) => line.startsWith('sending'))).toBe(true);
    expect(progress.some((line) => line.includes('rows'))).toBe(true);
  });

  it('tells refusals by reason and answers 1, and goes on with the next file', async () => {
    const bad = await file('bad.ndjson', `${event('b1')}{"id":\n{"id":\n`);
    const good = await file('good.ndjson', event('b2'));
    expect(await run(['--quiet', bad, join(folder, 'nowhere'), good])).toBe(1);
    expect(out).toContain('bad.ndjson (events-ndjson): 3 rows: 1 accepted, 0 duplicate, 2 refused');
    expect(out).toContain('2 × invalid_json');
    expect(out).toContain('/rejected?format=csv');
    expect(out).toContain('nowhere: ENOENT');
    expect(out).toContain('good.ndjson (events-ndjson): 1 row: 1 accepted');
    expect(progress).toEqual([]);
  });

  it('takes a mapping from a file and the content from standard input', async () => {
    const mapping = {
      name: 'own',
      events: [
        { kind: 'activity', fields: { id: { column: 'n' }, user: { column: 'n' }, at: { constant: '2026-01-01' } } },
      ],
    };
    const path = await file('mapping.json', JSON.stringify(mapping));
    expect(await run(['-', '--mapping', path, '--name', 'piped'], ['n\n', 'c1\nc', '2\n'])).toBe(0);
    expect(out).toBe('piped (csv): 2 rows: 2 accepted, 0 duplicate, 0 refused\n');
  });

  it('passes on what the server refuses', async () => {
    expect(await run([await file('x.csv', 'a,b\n'), '--mapping', 'none'])).toBe(1);
    expect(out).toContain('There is no saved mapping "none".');
    out = '';
    expect(await run([await file('x.csv', 'a,b\n')])).toBe(1);
    expect(out).toContain('failed: The file is a table with the columns "a", "b".');
  });

  it('says so when no server answers', async () => {
    const path = await file('y.ndjson', event('d1'));
    await expect(run([path, '--url', 'http://127.0.0.1:1'])).rejects.toThrow(UnreachableError);
    await expect(run([path, '--url', 'http://127.0.0.1:1'])).rejects.toThrow('Is Syncline running there?');
  });
});
