import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importPreviewSchema, importSchema } from '@syncline/shared/control';
import { errorEnvelopeSchema } from '@syncline/shared/errors';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Imports, openImports } from '../imports/imports.ts';
import { MemoryControl, MemoryIngest, MemoryRates, MemorySpend, MemoryUndoStore } from '../imports/test-doubles.ts';
import { systemClock } from '../lib/clock.ts';
import { errorHandler } from '../lib/http-errors.ts';
import { importsRoutes } from './imports.ts';

const log = pino({ level: 'silent' });
let spoolDir: string;
let imports: Imports;
let app: Hono;

beforeEach(async () => {
  spoolDir = await mkdtemp(join(tmpdir(), 'syncline-routes-'));
  const { registry, catalogue } = new MemoryControl();
  imports = await openImports({
    registry,
    catalogue,
    ingest: new MemoryIngest(),
    undo: new MemoryUndoStore(new MemoryIngest()),
    spend: new MemorySpend(),
    rates: new MemoryRates(),
    spoolDir,
    clock: systemClock,
    log,
  });
  const refused = {
    async *ofImport(importId: string) {
      const fixed = { source: 'import', import_id: importId, event_id: null, payload: null, replayable: false };
      yield {
        ...fixed,
        id: '1',
        line: 3,
        code: 'invalid_row',
        path: 'at',
        message: '=1,"x"',
        received_at: '2026-09-01T00:00:00Z',
      };
    },
  };
  app = new Hono().route('/', importsRoutes({ imports, refused, today: () => '2026-09-01' }));
  app.onError(errorHandler(log));
});

afterEach(async () => {
  await imports.close();
  await rm(spoolDir, { recursive: true, force: true });
});

const post = (path: string, body: string) => app.request(path, { method: 'POST', body });
const event = '{"id":"e1","at":1,"kind":"activity","user":"u"}\n';

async function errorOf(answer: Response) {
  const { error } = errorEnvelopeSchema.parse(await answer.json());
  return { status: answer.status, code: error.code, path: error.path };
}

describe('imports over HTTP', () => {
  it('takes a file, says where it can be followed, and tells its end', async () => {
    const answer = await post('/imports?name=events.ndjson', event);
    expect(answer.status).toBe(202);
    const { id } = importSchema.parse(await answer.json());
    expect(answer.headers.get('location')).toBe(`/api/v1/imports/${id}`);
    await imports.idle();
    const record = importSchema.parse(await (await app.request(`/imports/${id}`)).json());
    expect(record).toMatchObject({ state: 'done', file_name: 'events.ndjson', accepted: 1 });
    expect(await (await app.request('/imports?limit=5')).json()).toEqual({ imports: [record] });
    expect(await (await app.request(`/imports/${id}`, { method: 'DELETE' })).json()).toMatchObject({ state: 'done' });
  });

  it('streams progress and closes after the end', async () => {
    const { id } = importSchema.parse(await (await post('/imports', event)).json());
    const stream = await app.request(`/imports/${id}/stream`);
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const events = (await stream.text()).trim().split('\n\n');
    expect(events.at(-1)).toContain('event: end');
    expect(events.at(-1)).toContain('"state":"done"');
  });

  it('hands out what was refused as NDJSON and as CSV that no spreadsheet runs', async () => {
    const { id } = importSchema.parse(await (await post('/imports', event)).json());
    const lines = await (await app.request(`/imports/${id}/rejected`)).text();
    expect(JSON.parse(lines)).toMatchObject({ line: 3, import_id: id });
    const csv = await (await app.request(`/imports/${id}/rejected?format=csv`)).text();
    expect(csv).toBe('line,event_id,code,path,message\r\n3,,invalid_row,at,"\'=1,""x"""\r\n');
  });

  it('shows the head of a file', async () => {
    const answer = await post('/imports/preview?complete=true', 'a;b\n1;2\n');
    expect(importPreviewSchema.parse(await answer.json())).toMatchObject({
      delimiter: ';',
      columns: ['a', 'b'],
      rows: [['1', '2']],
    });
    expect((await post('/imports/preview', 'x'.repeat(1_048_577))).status).toBe(413);
  });

  it.each([
    ['/imports?format=xml', { status: 400, code: 'bad_request', path: 'format' }],
    ['/imports?format=csv', { status: 400, code: 'bad_request', path: 'mapping' }],
    ['/imports?mapping=none', { status: 404, code: 'not_found', path: 'mapping' }],
    ['/imports?mapping_json=x', { status: 400, code: 'bad_request', path: 'mapping_json' }],
    [
      '/imports?mapping_json={"name":"m","events":[]}',
      { status: 400, code: 'bad_request', path: 'mapping_json.events' },
    ],
  ])('refuses POST %s', async (path, expected) => {
    expect(await errorOf(await post(path, event))).toEqual(expected);
  });

  it.each(['/imports/none', '/imports/none/stream', '/imports/none/rejected'])('knows no %s', async (path) => {
    expect(await errorOf(await app.request(path))).toMatchObject({ status: 404, code: 'not_found' });
  });
});
