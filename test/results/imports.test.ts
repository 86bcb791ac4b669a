import { setTimeout as sleep } from 'node:timers/promises';
import { type Import, importSchema } from '@syncline/shared/control';
import type { EventInput } from '@syncline/shared/events';
import { importUndoSchema } from '@syncline/shared/imports';
import { METRIC_KEYS } from '@syncline/shared/metrics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { sendEvents, smallWorld, untilCounted } from '../support/small-world.ts';
import { ask, importBody, sendImport, trackHashtag } from './real-data.ts';

const world = smallWorld('2026-08-31');
const period = { from: world.firstDay, to: world.lastDay };
/** What is there before, sent by request: orders among it, whose later stages are in the file. */
const before = world.events.filter(
  ({ kind, stage }, index) => index % 4 === 0 || (kind === 'purchase' && stage === 'refunded'),
);
const known = new Set(before.map(({ id }) => id));
const added: EventInput[] = [
  ...world.events.filter(({ id }) => !known.has(id)),
  {
    id: 'new-1',
    at: `${world.lastDay}T10:00:00Z`,
    kind: 'impression',
    user: 'someone new',
    campaign: 'cedar-chair',
    brand: 'cedar',
  },
];
const file = [...world.events, ...added.slice(-1)].map((event) => JSON.stringify(event)).join('\n');

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await sendEvents(server.url, before);
  await untilCounted(server.url, before.length);
});
afterAll(() => server.stop());

async function get<Answer>(path: string): Promise<Answer> {
  return (await (await fetch(`${server.url}/api/v1${path}`)).json()) as Answer;
}

/** Every metric by campaign, people by primary device, what is stored by kind, and the catalogue. */
async function figures() {
  const byCampaign = await ask(server.url, { period, metrics: METRIC_KEYS, dimensions: ['campaign'] });
  const byDevice = await ask(server.url, {
    period,
    metrics: ['reach', 'buyers', 'active_users'],
    dimensions: ['primary_device'],
  });
  const { kinds } = await get<{ kinds: unknown }>('/data/status');
  const lists = await Promise.all(
    ['brands', 'campaigns', 'offers'].map((list) => get<{ items: { slug: string }[] }>(`/${list}`)),
  );
  return {
    byCampaign: { rows: byCampaign.rows, totals: byCampaign.totals },
    byDevice: { rows: byDevice.rows, totals: byDevice.totals },
    kinds,
    catalogue: lists.map(({ items }) => items.map(({ slug }) => slug)),
  };
}

const undo = async (id: string) =>
  importSchema.parse(await (await fetch(`${server.url}/api/v1/imports/${id}/undo`, { method: 'POST' })).json());

it('takes back an import so that every figure is as before, killed in the middle or not, and imports it again', async () => {
  const asBefore = await figures();
  const record = await importBody(server.url, 'world.ndjson', file);
  expect(record).toMatchObject({ state: 'done', accepted: added.length, duplicate: before.length, undoable: true });
  const asAfter = await figures();
  expect(asAfter).not.toEqual(asBefore);

  const plan = importUndoSchema.parse(await get(`/imports/${record.id}/undo`));
  const refundedBefore = new Set(before.filter(({ stage }) => stage === 'refunded').map(({ order }) => order));
  const orders = new Set(added.flatMap(({ order }) => order ?? []));
  const shared = new Set(before.flatMap(({ order }) => (order !== undefined && orders.has(order) ? [order] : [])));
  const paid = (events: readonly EventInput[]) =>
    new Set(events.filter(({ stage }) => stage === 'paid').flatMap(({ order }) => order ?? []));
  const [paidBefore, paidAdded] = [paid(before), paid(added)];
  expect(plan).toMatchObject({
    possible: true,
    removes: added.length,
    days: { from: period.from, to: period.to },
    orders_elsewhere: shared.size,
    refunds_without_payment: [...refundedBefore].filter(
      (order) => order !== undefined && paidAdded.has(order) && !paidBefore.has(order),
    ).length,
    forgets: { brands: ['cedar'], campaigns: ['cedar-chair'], offers: [] },
  });
  expect(plan.refunds_without_payment).toBeGreaterThan(0);

  void undo(record.id).catch(() => undefined);
  await sleep(40);
  await server.end('SIGKILL');
  server = await startTestServer({ dataDir: server.dataDir });
  const undone = await untilUndone(record.id);
  expect(undone).toMatchObject({ taken_back: added.length });
  expect(await figures()).toEqual(asBefore);
  expect(await undo(record.id)).toEqual(undone);
  expect(await get(`/imports/${record.id}/undo`)).toMatchObject({ possible: false, removes: 0 });

  const again = await importBody(server.url, 'world.ndjson', file);
  expect(again).toMatchObject({ accepted: added.length, duplicate: before.length });
  expect(await figures()).toEqual(asAfter);
  await undo(again.id);
  expect(await figures()).toEqual(asBefore);
});

/** It is carried on at the next start where it had begun, and else asked for again. */
async function untilUndone(id: string): Promise<Import> {
  for (;;) {
    const record = importSchema.parse(await get(`/imports/${id}`));
    if (record.undone_at !== null) return record;
    if (record.undo_began_at === null) return undo(id);
    await sleep(20);
  }
}

it('says in a dry run exactly what an import does, and keeps nothing', async () => {
  const state = async () => {
    const { events, dead_letters, journal } = await get<Record<string, unknown>>('/data/status');
    return { events, dead_letters, journal, imports: await get('/imports'), campaigns: await get('/campaigns') };
  };
  const day = world.lastDay;
  const event = (id: string, more: object = {}) =>
    JSON.stringify({ id, at: `${day}T00:00:00Z`, kind: 'impression', user: 'u', campaign: 'dry-camp', ...more });
  const order = { kind: 'purchase', order: 'dry-1', currency: 'USD', amount: '12.50' };
  const mixed = [
    event('dry-1', { brand: 'dry-brand' }),
    event('dry-1', { brand: 'dry-brand' }),
    event('dry-1', { brand: 'another' }),
    event('dry-2', { ...order, stage: 'paid' }),
    event('dry-3', { ...order, stage: 'refunded', amount: '2.50' }),
    event('dry-4', { at: '2005-01-01T00:00:00Z' }),
    event('dry-5', { quantity: 'many' }),
    'not json',
    JSON.stringify(before[0]),
    JSON.stringify({ ...before[1], user: 'somebody else' }),
  ].join('\n');
  const untouched = await state();
  const dry = await sendImport(server.url, 'mixed.ndjson', mixed, { dryRun: true });
  expect(await state()).toEqual(untouched);
  expect(dry).toMatchObject({ dry_run: true, rows: 10, accepted: 3, duplicate: 2, rejected: 5 });
  expect(dry.effect).toMatchObject({
    kinds: [
      { kind: 'impression', events: 1 },
      { kind: 'purchase', events: 2 },
    ],
    days: { from: day, to: day, count: 1 },
    campaigns: [{ slug: 'dry-camp', rows: 3, is_new: true }],
    discovers: { brands: ['another', 'dry-brand'], campaigns: ['dry-camp'], offers: [] },
    money: [{ currency: 'USD', paid_minor: 1250, refunded_minor: 250 }],
    spend_minor: null,
  });
  const refused = new Map(dry.effect?.refusals.map(({ code, lines }) => [code, lines]));
  expect([...refused.values()].flat().toSorted((one, other) => one - other)).toEqual([3, 6, 7, 8, 10]);
  expect(refused.get('id_conflict')).toEqual([3, 10]);
  const done = await importBody(server.url, 'mixed.ndjson', mixed);
  expect((await get<{ items: { slug: string }[] }>('/campaigns')).items.map(({ slug }) => slug)).toContain('dry-camp');

  // Posts: edits within the file and of what is stored, delete notices, and other tracking rules than before.
  const post = (id: bigint, text: string, more: object = {}) =>
    JSON.stringify({
      id: String(id),
      text,
      author_id: '7',
      created_at: '2026-08-30T10:00:00.000Z',
      source: 'X',
      ...more,
    });
  const id = (index: number) => (BigInt(Date.parse('2026-08-30T10:00:00Z') - 1_288_834_974_657) << 22n) + BigInt(index);
  const edited = post(id(3), 'new text #dry', { edit_history_tweet_ids: [String(id(2)), String(id(3))] });
  const posts = [post(id(1), 'one #dry'), post(id(2), 'two'), edited, post(id(4), 'four'), post(id(4), 'four')].join(
    '\n',
  );
  expect(await importBody(server.url, 'posts.jsonl', posts)).toMatchObject({ state: 'done', rows: 5 });
  await trackHashtag(server.url, 'dry', 'dry-tagged');
  const notice = JSON.stringify({
    delete: { status: { id: 1, id_str: String(id(1)), user_id_str: '7' }, timestamp_ms: '1' },
  });
  const later = [posts, post(id(5), 'five', { edit_history_tweet_ids: [String(id(4)), String(id(5))] })].join('\n');
  expect(await importBody(server.url, 'later.jsonl', later)).toMatchObject({ state: 'done', accepted: 1 });
  expect(await importBody(server.url, 'notices.jsonl', notice)).toMatchObject({ delete_notices: 1, removed: 1 });
  await importBody(server.url, 'later.jsonl', `${later}\n${notice}`, { deletes: 'all' });

  // A table read by a mapping: what its columns hold, over all of its rows.
  const mapping = {
    name: 'table',
    time_format: 'D/M/YYYY HH:mm',
    time_zone: 'America/New_York',
    events: [
      {
        kind: 'impression' as const,
        fields: {
          id: { column: 'row', prefix: 'dry-table-' },
          at: { column: 'when' },
          user: { column: 'who' },
          campaign: { column: 'campaign' },
          brand: { constant: 'Dry Brand' },
          quantity: { column: 'n' },
        },
      },
    ],
  };
  const table = [
    'row,when,who,campaign,n',
    '1,1/8/2026 00:00,a,Dry Camp,1',
    '2,2/8/2026 00:00,b,dry-camp,',
    '3,31/2/2026 00:00,c,Dry Camp,x',
    '4,3/8/2026 09:00,,Dry Camp,2',
  ].join('\n');
  const looked = await sendImport(server.url, 'table.csv', table, { mapping, dryRun: true });
  expect(looked.effect?.times).toEqual({
    column: 'when',
    read: 3,
    without_offset: 3,
    midnight: 2,
    ahead: 0,
    first: '2026-08-01T04:00:00.000Z',
    last: '2026-08-03T13:00:00.000Z',
    examples: [
      { line: 2, text: '1/8/2026 00:00', at: '2026-08-01T04:00:00.000Z' },
      { line: 3, text: '2/8/2026 00:00', at: '2026-08-02T04:00:00.000Z' },
      { line: 5, text: '3/8/2026 09:00', at: '2026-08-03T13:00:00.000Z' },
    ],
  });
  // Campaigns may be named as the catalogue names them, and brands are spelt as slugs.
  expect(looked.effect?.campaigns).toEqual([{ slug: 'dry-camp', rows: 2, is_new: false }]);
  expect(looked.effect?.brands).toMatchObject([{ slug: 'dry-brand', rows: 2 }]);
  expect(looked.effect?.fields.find(({ field }) => field === 'quantity')).toEqual({
    field: 'quantity',
    column: 'n',
    filled: 2,
    empty: 1,
    examples: ['1', '2'],
  });
  expect(looked.effect?.refusals.map(({ path, lines }) => [path, lines])).toEqual([
    ['at', [4]],
    ['user', [5]],
  ]);
  await importBody(server.url, 'table.csv', table, { mapping });

  const ads = {
    name: 'ads',
    spend: { fields: { campaign: { column: 'c' }, day: { column: 'd' }, amount: { column: 'a' } } },
  };
  await importBody(server.url, 'ads.csv', `c,d,a\ndry-camp,${day},1.005\nnew-camp,${day},2\n`, { mapping: ads });
  const corrected = `c,d,a\ndry-camp,${day},3\nnew-camp,${day},2\nnewer-camp,${day},4\nx,y,5\n`;
  const dryAds = await sendImport(server.url, 'ads.csv', corrected, { mapping: ads, dryRun: true });
  expect(dryAds.effect).toMatchObject({ spend_minor: 900, discovers: { campaigns: ['newer-camp'] } });
  const counted = await importBody(server.url, 'ads.csv', corrected, { mapping: ads });
  expect(counted).toMatchObject({ accepted: 1, duplicate: 1, replaced: 1, rejected: 1 });
  const rates = 'Date,USD,JPY\n2026-08-28,1.1,160\n2026-08-31,N/A,161\n2026-08-30,zero,1\n';
  expect(await importBody(server.url, 'eurofxref.csv', rates)).toMatchObject({ target: 'rates', state: 'done' });
  const refusals = async () => (await get<{ dead_letters: number }>('/data/status')).dead_letters;
  const kept = await refusals();
  for (const record of [done, counted]) await undo(record.id);
  expect(await refusals()).toBe(kept - done.rejected - counted.rejected);
});
