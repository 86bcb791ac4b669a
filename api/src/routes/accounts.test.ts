import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountPageSchema, accountSchema } from '@syncline/shared/accounts';
import { errorEnvelopeSchema } from '@syncline/shared/errors';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPseudonyms } from '../ingest/pseudonym.ts';
import { errorHandler } from '../lib/http-errors.ts';
import { openVault } from '../services/accounts/vault.ts';
import { openCatalogue } from '../services/catalogue/lookup.ts';
import { migrateControl } from '../stores/sql/migrate.ts';
import { openSqlite } from '../stores/sql/sqlite.ts';
import { accountRoutes } from './accounts.ts';
import { catalogueRoutes } from './catalogue.ts';

const SECRET = Buffer.from('the secret of the test workspace');
const ACCOUNT = '2244994945';
const TOKEN = 'tok_success_visa_4242';

let folder: string;
let app: Hono;
let log: string;
let close: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'syncline-accounts-'));
  const store = await openSqlite(join(folder, 'control.db'));
  await migrateControl(store);
  const ctx = { db: store.db, clock: { now: () => Date.UTC(2026, 8, 1) } };
  const { user } = createPseudonyms(SECRET);
  const vault = openVault(SECRET, (account) => user.of(account).toString(16).padStart(16, '0'));
  const catalogue = await openCatalogue(ctx);
  log = '';
  app = new Hono();
  app.onError(errorHandler(pino({ level: 'trace' }, { write: (line: string) => (log += line) })));
  app.route('/', accountRoutes({ ctx, vault, scrub: () => store.scrub() }));
  app.route('/', catalogueRoutes({ ctx, catalogue, askOfferUse: async () => ({ events: 0, sold: 0 }) }));
  close = () => store.close();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

async function ask(method: string, path: string, json?: unknown): Promise<{ status: number; text: string }> {
  const init: RequestInit =
    json === undefined
      ? { method }
      : { method, body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } };
  const answer = await app.request(path, init);
  return { status: answer.status, text: await answer.text() };
}

/** Every byte on disk, each as a character. */
function disk(): string {
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'latin1'))
    .join('');
}

describe('synced accounts', () => {
  it('are linked, found, changed, unlinked, linked again and erased', async () => {
    const created = await ask('POST', '/accounts', { account: ACCOUNT, token: TOKEN });
    expect(created.status).toBe(201);
    const account = accountSchema.parse(JSON.parse(created.text));
    expect(await ask('GET', `/accounts/${account.id}`)).toEqual({ status: 200, text: created.text });
    expect(await ask('POST', '/accounts/find', { account: ACCOUNT })).toEqual({ status: 200, text: created.text });
    expect(JSON.parse((await ask('PATCH', `/accounts/${account.id}`, { protected: true })).text)).toEqual({
      ...account,
      protected: true,
    });
    expect((await ask('POST', `/accounts/${account.id}/unlink`)).status).toBe(200);
    expect((await ask('POST', `/accounts/${account.id}/unlink`)).status).toBe(409);
    expect((await ask('POST', '/accounts', { account: ACCOUNT, token: TOKEN })).status).toBe(200);
    const page = accountPageSchema.parse(JSON.parse((await ask('GET', '/accounts?state=linked')).text));
    expect(page).toMatchObject({ total: 1, counts: { linked: 1, protected: 1 } });
    expect((await ask('DELETE', `/accounts/${account.id}`)).status).toBe(204);
    expect((await ask('POST', '/accounts/find', { account: ACCOUNT })).status).toBe(404);
  });

  it.each([
    [{ account: 'jack', token: TOKEN }, 'account'],
    [{ account: '', token: TOKEN }, 'account'],
    [{ account: ACCOUNT, token: 'short' }, 'token'],
    [{ account: ACCOUNT, token: 'has spaces in it' }, 'token'],
    [{ account: ACCOUNT, token: TOKEN, lists: ['My List'] }, 'lists[0]'],
    [{ account: ACCOUNT }, 'token'],
  ])('are refused as %j, naming the field and not its content', async (body, path) => {
    const { status, text } = await ask('POST', '/accounts', body);
    expect(status).toBe(400);
    expect(errorEnvelopeSchema.parse(JSON.parse(text)).error.path).toBe(path);
    for (const value of ['jack', 'has spaces', 'My List']) expect(text).not.toContain(value);
  });

  it('leave neither account nor token in an answer, the log or on disk, and nothing once erased', async () => {
    const { text } = await ask('POST', '/accounts', { account: ACCOUNT, token: TOKEN, lists: ['seen-while-kept'] });
    await ask('POST', '/accounts', { account: ACCOUNT, token: 'tok_success_amex_0005' });
    const { text: list } = await ask('GET', '/accounts');
    const secrets = [ACCOUNT, TOKEN, 'tok_success', 'amex'];
    const told = text + list + log + disk();
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
    const { user } = createPseudonyms(SECRET);
    const key = user.of(`x:${ACCOUNT}`).toString(16).padStart(16, '0');
    const traces = [key, 'v1.', 'seen-while-kept'];
    const kept = () => traces.filter((trace) => disk().includes(trace));
    expect(kept()).toEqual(traces);
    await ask('DELETE', `/accounts/${accountSchema.parse(JSON.parse(text)).id}`);
    expect(kept()).toEqual([]);
  });

  it('and offers refuse 10,000 card numbers in any field, and write them nowhere', async () => {
    const terms = { slug: 'o', name: 'O' };
    const inputs: [string, (card: string) => object][] = [
      ['/accounts', (card) => ({ account: ACCOUNT, token: `tok_${card}` })],
      ['/accounts', (card) => ({ network: 'facebook', account: card, token: TOKEN })],
      ['/accounts', (card) => ({ account: card.slice(0, 16), token: TOKEN, note: card })],
      ['/accounts', (card) => ({ account: ACCOUNT, token: TOKEN, lists: [card] })],
      ['/accounts', (card) => ({ account: ACCOUNT, token: TOKEN, [card]: true })],
      ['/accounts/find', (card) => ({ network: 'facebook', account: card })],
      ['/accounts/1', (card) => ({ lists: ['a', card] })],
      ['/offers', (card) => ({ ...terms, name: `Card ${card}` })],
      ['/offers', (card) => ({ ...terms, product: card.replace(/(.{4})/g, '$1 ') })],
      ['/offers', (card) => ({ ...terms, trigger_hashtag: `Buy${card}` })],
      ['/offers', (card) => ({ ...terms, slug: card })],
      ['/offers', (card) => ({ ...terms, price_minor: Number(card.slice(0, 15)), audience: card })],
      ['/campaigns', (card) => ({ ...terms, name: card.replace(/(.{4})/g, '$1-') })],
      ['/tracking-rules', (card) => ({ match: 'word', value: card, brand: 'b' })],
    ];
    const cards = cardNumbers(10_000);
    for (const [index, card] of cards.entries()) {
      const [path, body] = inputs[index % inputs.length] as (typeof inputs)[number];
      const method = path === '/accounts/1' ? 'PATCH' : 'POST';
      const { status, text } = await ask(method, path, body(card));
      expect({ status, path, body: status === 400 ? null : body(card) }).toEqual({ status: 400, path, body: null });
      expect(text).not.toContain(card.slice(0, 8));
    }
    const found = new Set((disk() + log).match(/\d{12,}/g));
    expect(cards.filter((card) => found.has(card))).toEqual([]);
    expect((await ask('GET', '/accounts')).text).toContain('"total":0');
  }, 120_000);
});

/** Numbers as card schemes give them out: prefix, length and Luhn digit. */
function cardNumbers(count: number): string[] {
  const schemes = [
    ['4', 16],
    ['51', 16],
    ['2221', 16],
    ['34', 15],
    ['37', 15],
    ['6011', 16],
    ['36', 14],
    ['3528', 16],
  ] as const;
  return Array.from({ length: count }, (_, index) => {
    const [prefix, length] = schemes[index % schemes.length] as (typeof schemes)[number];
    const body = prefix + String(index * 7_919 + 10_007).padStart(length - prefix.length - 1, '0');
    return body + luhnDigit(body);
  });
}

/** The digit that makes the sum of ISO/IEC 7812-1, annex B, a multiple of ten. */
function luhnDigit(body: string): number {
  const sum = [...body]
    .toReversed()
    .map((digit, index) => (index % 2 === 0 ? Number(digit) * 2 : Number(digit)))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return (10 - (sum % 10)) % 10;
}
