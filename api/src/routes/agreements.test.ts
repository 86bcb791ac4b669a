import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agreementChangeSchema, agreementSchema } from '@syncline/shared/agreements';
import { errorEnvelopeSchema } from '@syncline/shared/errors';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { errorHandler, requestIds } from '../lib/http-errors.ts';
import { migrateControl } from '../stores/sql/migrate.ts';
import { openSqlite } from '../stores/sql/sqlite.ts';
import { agreementRoutes } from './agreements.ts';

let app: Hono;
let close: () => Promise<void>;

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'syncline-routes-'));
  const store = await openSqlite(join(folder, 'control.db'));
  await migrateControl(store);
  const ctx = { db: store.db, clock: { now: () => Date.UTC(2026, 8, 1) } };
  app = new Hono();
  app.use(requestIds);
  app.onError(errorHandler(pino({ level: 'silent' })));
  app.route('/', agreementRoutes({ ctx, today: () => '2026-09-01' }));
  close = async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  };
});
afterEach(() => close());

/** A request that came in on a connection from `address`, saying that it is from elsewhere. */
async function ask(method: string, path: string, { json, address }: { json?: unknown; address?: string } = {}) {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.1' };
  const init = json === undefined ? { method, headers } : { method, headers, body: JSON.stringify(json) };
  const answer = await app.request(
    path,
    init,
    address ? { incoming: { socket: { remoteAddress: address } } } : undefined,
  );
  const body: unknown = answer.status === 204 ? null : await answer.json();
  return { status: answer.status, body, requestId: answer.headers.get('x-request-id') };
}

const terms = {
  shares: [
    { party: 'platform', name: 'Platform', role: 'platform', terms: [{ kind: 'percentage', of: 'net', percent: '3' }] },
  ],
  residual: { party: 'merchant', name: 'Merchant', role: 'merchant' },
};
const deal = {
  slug: 'deal',
  name: 'Deal',
  scope: { level: 'everything' },
  currency: 'USD',
  effective_from: '2026-01-01',
  terms,
};

it('agreements are added, read, given other terms, taken back and ended', async () => {
  const added = await ask('POST', '/agreements', { json: deal });
  expect(added.status).toBe(201);
  expect(agreementSchema.parse(added.body).versions[0]?.terms).toMatchObject({ tax: 'excluded', fees_borne_by: null });
  const version = { effective_from: '2026-10-01', terms };
  expect(await ask('POST', '/agreements/deal/versions', { json: version })).toMatchObject({ status: 201 });
  expect(await ask('DELETE', '/agreements/deal/versions/2')).toMatchObject({ status: 204 });
  expect(await ask('PATCH', '/agreements/deal', { json: { ends_on: '2026-12-31' } })).toMatchObject({ status: 200 });
  const { body } = await ask('GET', '/agreements');
  const { items } = z.object({ items: z.array(agreementSchema) }).parse(body);
  expect(items).toMatchObject([{ slug: 'deal', ends_on: '2026-12-31', versions: [{ version: 1 }] }]);
  expect((await ask('GET', '/agreements/deal')).body).toEqual(items[0]);
});

it('what cannot stand is refused with the field', async () => {
  await ask('POST', '/agreements', { json: deal });
  const refused: [string, string, unknown, number, string | undefined][] = [
    ['POST', '/agreements', { ...deal, slug: 'two' }, 409, 'effective_from'],
    ['POST', '/agreements', deal, 409, 'slug'],
    ['POST', '/agreements', { ...deal, scope: { level: 'brand' } }, 400, 'scope.slug'],
    ['POST', '/agreements', { ...deal, terms: { ...terms, fees_borne_by: 'bank' } }, 400, 'terms.fees_borne_by'],
    ['POST', '/agreements', { ...deal, note: 'paid with 4111 1111 1111 1111' }, 400, undefined],
    ['POST', '/agreements/deal/versions', { effective_from: '2026-09-01', terms }, 409, 'effective_from'],
    ['PATCH', '/agreements/deal', { ends_on: '2026-08-31' }, 409, 'ends_on'],
    ['DELETE', '/agreements/deal/versions/1', undefined, 409, undefined],
    ['DELETE', '/agreements/deal/versions/first', undefined, 400, 'version'],
    ['GET', '/agreements/none', undefined, 404, undefined],
    ['GET', '/agreements/none/changes', undefined, 404, undefined],
  ];
  for (const [method, path, json, status, field] of refused) {
    const answer = await ask(method, path, { json });
    const { error } = errorEnvelopeSchema.parse(answer.body);
    expect({ path, status: answer.status, field: error.path }).toEqual({ path, status, field });
  }
});

it('the trail records the connection, and believes no header', async () => {
  const { requestId } = await ask('POST', '/agreements', { json: deal, address: '203.0.113.7' });
  await ask('PATCH', '/agreements/deal', { json: { name: 'Other' } });
  const { body } = await ask('GET', '/agreements/deal/changes');
  const { items } = z.object({ items: z.array(agreementChangeSchema) }).parse(body);
  expect(items.map(({ action, address }) => [action, address])).toEqual([
    ['changed', null],
    ['created', '203.0.113.7'],
  ]);
  expect(items[1]?.request_id).toBe(requestId);
});
