import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  brandSchema,
  campaignSchema,
  type DeadLetter,
  deadLetterPageSchema,
  deadLetterSchema,
  mappingSchema,
  replayAnswerSchema,
  trackingRuleSchema,
} from '@syncline/shared/control';
import { errorEnvelopeSchema } from '@syncline/shared/errors';
import { offerSchema } from '@syncline/shared/offers';
import { viewSchema } from '@syncline/shared/views';
import { parse } from 'csv-parse/sync';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch, BatchOutcome } from '../ingest/port.ts';
import { errorHandler } from '../lib/http-errors.ts';
import { type CatalogueCache, openCatalogue } from '../services/catalogue/lookup.ts';
import type { ServiceContext } from '../services/context.ts';
import { keepDeadLetters } from '../services/dead-letters/keep.ts';
import type { OfferUse } from '../services/offers/use.ts';
import { migrateControl } from '../stores/sql/migrate.ts';
import { openSqlite } from '../stores/sql/sqlite.ts';
import { catalogueRoutes } from './catalogue.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { mappingRoutes } from './mappings.ts';
import { viewRoutes } from './views.ts';

let ctx: ServiceContext;
let catalogue: CatalogueCache;
let app: Hono;
let close: () => Promise<void>;
/** What the event log says of every offer. */
let used: OfferUse;

const acceptAll = {
  submit: ({ lines }: Batch): Promise<BatchOutcome> =>
    Promise.resolve({ accepted: lines.length, duplicate: 0, rejected: 0, replaced: 0, rejects: [] }),
};

beforeEach(async () => {
  used = { events: 0, sold: 0 };
  const folder = mkdtempSync(join(tmpdir(), 'syncline-routes-'));
  const store = await openSqlite(join(folder, 'control.db'));
  await migrateControl(store);
  ctx = { db: store.db, clock: { now: () => Date.UTC(2026, 8, 1) } };
  catalogue = await openCatalogue(ctx);
  const deps = { ctx, catalogue, ingest: acceptAll, askOfferUse: async () => used };
  app = new Hono();
  app.onError(errorHandler(pino({ level: 'silent' })));
  app
    .route('/', catalogueRoutes(deps))
    .route('/', mappingRoutes(deps))
    .route('/', deadLetterRoutes(deps))
    .route('/', viewRoutes(deps));
  close = async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  };
});
afterEach(() => close());

async function ask(method: string, path: string, json?: unknown): Promise<{ status: number; body: unknown }> {
  const init: RequestInit =
    json === undefined
      ? { method }
      : { method, body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } };
  const answer = await app.request(path, init);
  return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
}

async function refusal(method: string, path: string, json?: unknown) {
  const { status, body } = await ask(method, path, json);
  const { code, path: field } = errorEnvelopeSchema.parse(body).error;
  return { status, code, field };
}

describe('the catalogue', () => {
  it.each([
    ['/brands', brandSchema, { slug: 'x', name: 'X' }, { name: 'Y' }],
    ['/campaigns', campaignSchema, { slug: 'x', name: 'X', brand: 'base' }, { ends_on: '2026-10-01' }],
    ['/offers', offerSchema, { slug: 'x', name: 'X', trigger_hashtag: '#TryX' }, { stock: 3 }],
  ])('%s adds, reads, changes and removes', async (path, schema, input, patch) => {
    await ask('POST', '/brands', { slug: 'base', name: 'Base' });
    const created = await ask('POST', path, input);
    expect(created.status).toBe(201);
    const entry = schema.parse(created.body);
    expect(await ask('GET', `${path}/x`)).toEqual({ status: 200, body: entry });
    const changed = await ask('PATCH', `${path}/x`, patch);
    expect(changed).toEqual({ status: 200, body: { ...entry, ...patch } });
    const { body: list } = (await ask('GET', path)) as { body: { items: { slug: string }[] } };
    expect(list.items.find(({ slug }) => slug === 'x')).toEqual(changed.body);
    expect(await refusal('POST', path, input)).toEqual({ status: 409, code: 'conflict', field: 'slug' });
    expect(await ask('DELETE', `${path}/x`)).toEqual({ status: 204, body: null });
    expect((await refusal('GET', `${path}/x`)).code).toBe('not_found');
    expect((await refusal('PATCH', `${path}/x`, patch)).code).toBe('not_found');
    expect((await refusal('DELETE', `${path}/x`)).status).toBe(404);
  });

  it('refuses a body that does not fit, naming the field', async () => {
    expect(await refusal('POST', '/brands', { slug: 'Not A Slug', name: 'X' })).toMatchObject({
      status: 400,
      code: 'invalid_body',
      field: 'slug',
    });
    expect(await refusal('PATCH', '/brands/x', { slug: 'y' })).toMatchObject({ status: 400, code: 'invalid_body' });
    expect(await refusal('POST', '/offers', { slug: 'o', name: 'O', price_minor: 1.5 })).toMatchObject({
      field: 'price_minor',
    });
  });

  it('lets ingest see a change before it is answered', async () => {
    await ask('POST', '/brands', { slug: 'b', name: 'B' });
    await ask('POST', '/campaigns', { slug: 'c', name: 'C', brand: 'b' });
    expect(catalogue.campaign('c')).toMatchObject({ brand: 'b' });
    await ask('PATCH', '/campaigns/c', { brand: null });
    expect(catalogue.campaign('c')).toMatchObject({ brand: null });
    await ask('DELETE', '/campaigns/c');
    expect(catalogue.campaign('c')).toBeUndefined();
  });

  it('ends a live offer and refuses to remove one that events name', async () => {
    const terms = { trigger_hashtag: 'Buy', confirmation_hashtag: 'Confirm', price_minor: 5, currency: 'USD' };
    await ask('POST', '/offers', { slug: 'o', name: 'O', ...terms, starts_at: '2026-08-31T00:00:00Z' });
    expect(await refusal('POST', '/offers/missing/end')).toMatchObject({ status: 404 });
    expect(await refusal('PATCH', '/offers/o', { price_minor: 6 })).toEqual({
      status: 409,
      code: 'conflict',
      field: 'price_minor',
    });
    const ended = offerSchema.parse((await ask('POST', '/offers/o/end')).body);
    expect(ended.ends_at).toBe('2026-09-01T00:00:00.000Z');
    expect(await refusal('POST', '/offers/o/end')).toMatchObject({ status: 409 });
    used = { events: 3, sold: 0 };
    expect(await refusal('DELETE', '/offers/o')).toMatchObject({ status: 409, code: 'conflict' });
    used = { events: 0, sold: 0 };
    expect(await ask('DELETE', '/offers/o')).toMatchObject({ status: 204 });
  });

  it('keeps tracking rules', async () => {
    await ask('POST', '/brands', { slug: 'b', name: 'B' });
    const created = await ask('POST', '/tracking-rules', { match: 'hashtag', value: '#Try', brand: 'b' });
    const rule = trackingRuleSchema.parse(created.body);
    expect(rule).toMatchObject({ value: 'Try', position: 0, origin: 'own' });
    expect(await ask('PATCH', `/tracking-rules/${rule.id}`, { position: 4 })).toMatchObject({
      status: 200,
      body: { ...rule, position: 4 },
    });
    expect(await refusal('POST', '/tracking-rules', { match: 'hashtag', value: 'TRY', brand: 'b' })).toMatchObject({
      status: 409,
    });
    expect((await refusal('POST', '/tracking-rules', { match: 'hashtag', value: 'x' })).field).toBe('campaign');
    expect(await ask('DELETE', `/tracking-rules/${rule.id}`)).toMatchObject({ status: 204 });
    expect(await ask('GET', '/tracking-rules')).toEqual({ status: 200, body: { items: [] } });
  });
});

it('saves, replaces and removes column mappings', async () => {
  const input = { name: 'export', events: [{ kind: 'activity', fields: { user: { column: 'user' } } }] };
  const saved = mappingSchema.parse((await ask('POST', '/mappings', input)).body);
  expect(await ask('GET', `/mappings/${saved.id}`)).toEqual({ status: 200, body: saved });
  expect((await refusal('POST', '/mappings', input)).status).toBe(409);
  expect(await ask('PUT', `/mappings/${saved.id}`, { ...input, delimiter: ';' })).toEqual({
    status: 200,
    body: { ...saved, delimiter: ';' },
  });
  expect(await ask('GET', '/mappings')).toMatchObject({ body: { items: [{ delimiter: ';' }] } });
  expect(await ask('DELETE', `/mappings/${saved.id}`)).toMatchObject({ status: 204 });
  expect((await refusal('GET', `/mappings/${saved.id}`)).status).toBe(404);
});

describe('views', () => {
  it('are saved, put under their id and removed, and are of no other site', async () => {
    const view = { name: 'Phones', page: '/devices', search: { device: 'mobile' }, period: '28d' };
    const { status, body } = await ask('POST', '/views', view);
    expect(status).toBe(201);
    const saved = viewSchema.parse(body);
    expect(await ask('GET', '/views')).toEqual({ status: 200, body: { items: [saved] } });
    expect(await ask('GET', `/views/${saved.id}`)).toEqual({ status: 200, body: saved });
    expect(await ask('DELETE', `/views/${saved.id}`)).toEqual({ status: 204, body: null });
    expect(await refusal('GET', `/views/${saved.id}`)).toMatchObject({ status: 404, code: 'not_found' });
    expect(await ask('PUT', `/views/${saved.id}`, view)).toMatchObject({ status: 200, body: { id: saved.id } });
    expect(await refusal('POST', '/views', { ...view, page: '//elsewhere.example' })).toMatchObject({ field: 'page' });
    expect(await refusal('PUT', '/views/No', view)).toMatchObject({ status: 400, field: 'id' });
    expect(await refusal('POST', '/views', { ...view, name: '4111 1111 1111 1111' })).toMatchObject({ status: 400 });
  });
});

describe('refused lines', () => {
  beforeEach(() =>
    keepDeadLetters(
      ctx,
      Array.from({ length: 5 }, (_, index) => ({
        source: 'import',
        importId: index < 3 ? 'first' : 'second',
        reject: {
          line: index + 1,
          id: `=HYPERLINK("evil",${index})`,
          code: 'missing_field' as const,
          path: 'brand',
          message: 'needs a "brand", always',
        },
        payload: '{"id":"e"}',
        replayable: true,
      })),
    ),
  );

  it('are read page by page', async () => {
    const first = deadLetterPageSchema.parse((await ask('GET', '/dead-letters?limit=3')).body);
    expect(first.items.map(({ line }) => line)).toEqual([5, 4, 3]);
    expect(first.total).toBe(5);
    const second = deadLetterPageSchema.parse((await ask('GET', `/dead-letters?limit=3&cursor=${first.next}`)).body);
    expect(second.items.map(({ line }) => line)).toEqual([2, 1]);
    expect(second.next).toBeNull();
    const filtered = deadLetterPageSchema.parse((await ask('GET', '/dead-letters?import_id=first')).body);
    expect(filtered.total).toBe(3);
  });

  it.each(['limit=0', 'limit=501', 'limit=x', 'cursor=abc', 'import=first'])(
    'refuse the question %s',
    async (query) => {
      expect(await refusal('GET', `/dead-letters?${query}`)).toMatchObject({ status: 400, code: 'bad_request' });
    },
  );

  it('are downloaded as NDJSON', async () => {
    const answer = await app.request('/dead-letters/download?import_id=first');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="refused-lines.ndjson"');
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines.map((line) => deadLetterSchema.parse(JSON.parse(line)).line)).toEqual([1, 2, 3]);
  });

  it('are downloaded as CSV that runs no formula', async () => {
    const answer = await app.request('/dead-letters/download?format=csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows = parse<Record<keyof DeadLetter, string>>(await answer.text(), { columns: true });
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatchObject({ line: '1', event_id: `'=HYPERLINK("evil",0)`, message: 'needs a "brand", always' });
  });

  it('are sent again and leave the store', async () => {
    const { body } = await ask('POST', '/dead-letters/replay', { import_id: 'first' });
    expect(replayAnswerSchema.parse(body)).toEqual({ accepted: 3, duplicate: 0, rejected: 0, not_replayable: 0 });
    expect(await ask('GET', '/dead-letters')).toMatchObject({ body: { total: 2 } });
  });

  it('are removed by filter, and all together only when asked so', async () => {
    expect(await refusal('DELETE', '/dead-letters')).toMatchObject({ status: 400 });
    expect(await ask('DELETE', '/dead-letters?import_id=second')).toEqual({ status: 200, body: { removed: 2 } });
    expect(await ask('DELETE', '/dead-letters?all=true')).toEqual({ status: 200, body: { removed: 3 } });
  });
});
