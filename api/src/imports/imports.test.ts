import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Import, TrackingRule } from '@syncline/shared/control';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../lib/errors.ts';
import type { Imports, Received } from './imports.ts';
import { bytes, openOn, sent, takeIn } from './test-bench.ts';
import { MemoryControl, MemoryIngest } from './test-doubles.ts';

let spoolDir: string;
let ingest: MemoryIngest;
let control: MemoryControl;
let imports: Imports;

const open = () => openOn(spoolDir, { ingest, control });

beforeEach(async () => {
  spoolDir = await mkdtemp(join(tmpdir(), 'syncline-imports-'));
  ingest = new MemoryIngest();
  control = new MemoryControl();
  imports = await open();
});

afterEach(async () => {
  await imports.close();
  await rm(spoolDir, { recursive: true, force: true });
});

const meta = sent('posts.jsonl');

/** Imports a file to its end. */
const take = (file: string | Uint8Array, changes: Partial<Received> = {}) =>
  takeIn(imports, file, { ...meta, ...changes });

const v1 = (id: string, text: string, more: object = {}) => ({
  created_at: 'Tue Sep 01 10:00:00 +0000 2026',
  id_str: id,
  text,
  source: '<a href="https://example.org" rel="nofollow">Twitter for iPhone</a>',
  user: { id_str: '77', screen_name: 'someone', name: 'Some One', description: null, created_at: 'x' },
  ...more,
});
const v2 = (id: string, text: string, more: object = {}) => ({
  id,
  text,
  author_id: '77',
  created_at: '2026-09-01T10:00:00.000Z',
  source: 'Twitter for iPhone',
  ...more,
});
const jsonl = (...records: unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
const notice = (id: string) => ({ delete: { status: { id_str: id, user_id_str: '77' }, timestamp_ms: '1' } });
const rule = (changes: Partial<TrackingRule>): TrackingRule => ({
  id: 'r1',
  match: 'hashtag',
  value: 'launch',
  brand: 'acme',
  campaign: 'launch',
  position: 0,
  origin: 'own',
  created_at: '2026-01-01T00:00:00Z',
  ...changes,
});

describe('imports of X posts', () => {
  it('gives one event a post, the same from v1.1 and v2, and counts what came twice once', async () => {
    const first = await take(jsonl(v1('1', 'hello'), v1('1', 'hello'), v1('2', 'again')));
    expect(first).toMatchObject({ state: 'done', format: 'x-posts', rows: 3, accepted: 2, duplicate: 1, rejected: 0 });
    expect(ingest.events.get('x:1')).toEqual({
      id: 'x:1',
      at: Date.UTC(2026, 8, 1, 10),
      user: 'x:77',
      network: 'x',
      post: '1',
      client: 'Twitter for iPhone',
      kind: 'activity',
    });
    const second = await take(
      jsonl({ data: [v2('1', 'hello'), v2('2', 'again')], includes: { tweets: [v2('9', 'context')] } }),
    );
    expect(second).toMatchObject({ state: 'done', rows: 2, accepted: 0, duplicate: 2, replaced: 0 });
    expect([...ingest.events.keys()]).toEqual(['x:1', 'x:2']);
  });

  it('reads gzip by its content, whatever the name', async () => {
    expect(await take(gzipSync(jsonl(v1('1', 'a'))))).toMatchObject({ state: 'done', accepted: 1 });
  });

  it('classifies by tracking rules, and again after the rules have changed', async () => {
    const file = jsonl(
      v1('1', 'My #Launch day'),
      v1('2', 'nothing'),
      v1('3', 'RT @a: my…', { retweeted_status: v1('9', 'my #launch') }),
    );
    await take(file);
    expect([...ingest.events.values()].map(({ kind }) => kind)).toEqual(['activity', 'activity', 'activity']);
    control.rules = [rule({})];
    expect(await take(file)).toMatchObject({ accepted: 0, duplicate: 1, replaced: 2 });
    expect([...ingest.events.values()].map(({ kind, action, campaign }) => [kind, action, campaign])).toEqual([
      ['engagement', 'post', 'launch'],
      ['activity', undefined, undefined],
      ['engagement', 'repost', 'launch'],
    ]);
  });

  it('keeps the last version of an edited post, in whatever order the versions arrive', async () => {
    const history = { edit_history_tweet_ids: ['10', '11'] };
    const before = jsonl({ data: [v2('10', 'old', history)] });
    const after = jsonl({ data: [v2('11', 'new', history)] });
    for (const order of [
      [before, after],
      [after, before],
      [before + after],
      [after + before],
      [after, before, after],
    ]) {
      ingest = new MemoryIngest();
      control = new MemoryControl();
      imports = await open();
      for (const file of order) await take(file);
      expect([...ingest.events.keys()]).toEqual(['x:11']);
    }
  });

  it('removes what a delete notice of another file names, for good', async () => {
    await take(jsonl(v1('1', 'a'), v1('2', 'b')));
    expect(await take(jsonl(notice('1'), notice('404')))).toMatchObject({ rows: 2, delete_notices: 2, removed: 1 });
    expect(await take(jsonl(v1('1', 'a')))).toMatchObject({ accepted: 0, duplicate: 1 });
    expect([...ingest.events.keys()]).toEqual(['x:2']);
  });

  it('keeps posts whose notice stands in the same file unless asked to remove all', async () => {
    const file = jsonl(notice('2'), v1('1', 'a'), v1('2', 'b'), notice('1'));
    const counts = { delete_notices: 2, removed: 0 };
    expect(await take(file)).toMatchObject({ ...counts, accepted: 2 });
    expect(await take(file)).toMatchObject({ ...counts, duplicate: 2 });
    expect(await take(file, { deletes: 'all' })).toMatchObject({ delete_notices: 2, removed: 2 });
    expect(ingest.events.size).toBe(0);
  });

  it('refuses what is not whole by name, and takes the good lines beside it', async () => {
    const { user: _, ...nobody } = v1('3', 'no user');
    const record = await take(`${jsonl(v1('1', 'a'), nobody)}{"data": {"id\n\n[]\n7\n`);
    expect(record).toMatchObject({ state: 'done', rows: 4, accepted: 1, rejected: 3 });
    expect(ingest.rejects.map(({ line, code, path }) => [line, code, path])).toEqual([
      [2, 'incomplete_post', 'user'],
      [3, 'invalid_json', ''],
      [6, 'not_an_object', ''],
    ]);
    expect(JSON.stringify(ingest.rejects)).not.toContain('someone');
  });

  it('reads one JSON value over many lines', async () => {
    expect(await take(JSON.stringify([v1('1', 'a'), v2('2', 'b')], null, 2))).toMatchObject({
      state: 'done',
      accepted: 2,
    });
  });
});

describe('the course of an import', () => {
  it('fails with what is supported where the file is neither, and leaves no file behind', async () => {
    for (const file of [
      '',
      'just some words\n',
      '{"a":1}\n',
      'PK\u0003\u0004....',
      'a,b\n1,2\n',
      Buffer.from([0x1f, 0x8b, 8, 0, 1, 2]),
    ]) {
      const record = await take(file);
      expect(record.state).toBe('failed');
      expect(record.error).toMatch(/empty|Syncline reads|column mapping|gzip/);
    }
    expect(await readdir(spoolDir)).toEqual([]);
  });

  it('waits and tries again while the write path asks for time', async () => {
    ingest.faults = [
      new ApiError('too_many_requests', 'busy', { retryAfterSeconds: 0.1 }),
      new ApiError('unavailable', 'down', { retryAfterSeconds: 0.1 }),
    ];
    expect(await take(jsonl(v1('1', 'a')))).toMatchObject({ state: 'done', accepted: 1 });
  });

  it('tells a fault of its own as failed, without what caused it', async () => {
    ingest.faults = [new Error('secret detail')];
    const record = await take(jsonl(v1('1', 'a')));
    expect(record).toMatchObject({ state: 'failed', accepted: 0 });
    expect(record.error).not.toContain('secret');
  });

  it('can be cancelled; what was stored stays and the next in line is taken', async () => {
    let release = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      ingest.onSubmit = async () => {
        ingest.onSubmit = () => Promise.resolve();
        resolve();
        await new Promise<void>((go) => (release = go));
      };
    });
    const posts = Array.from({ length: 20_000 }, (_, index) => v1(String(index + 1), 'a'));
    const running = await imports.receive(bytes(jsonl(...posts)), meta);
    const next = await imports.receive(bytes(jsonl(v1('90001', 'b'))), meta);
    await reached;
    const cancelled = imports.cancel(running.id);
    release();
    expect(await cancelled).toMatchObject({ state: 'cancelled', accepted: 8_000 });
    await imports.idle();
    expect(await imports.get(next.id)).toMatchObject({ state: 'done', accepted: 1 });
    expect(ingest.events.size).toBe(8_001);
  });

  it('tells those who watch every state up to the last', async () => {
    const { id } = await imports.receive(bytes(jsonl(v1('1', 'a'))), meta);
    const seen: Import[] = [];
    for await (const record of imports.watch(id)) seen.push(record);
    expect(seen.at(-1)).toMatchObject({ state: 'done', accepted: 1 });
  });

  it('starts clean after a crash: files gone, open imports failed', async () => {
    await writeFile(join(spoolDir, 'left-behind'), 'x');
    await control.registry.create({
      file_name: 'f',
      format: 'auto',
      mapping: null,
      target: 'events',
      bytes_total: null,
    });
    imports = await open();
    expect(await readdir(spoolDir)).toEqual([]);
    expect(await imports.list(10)).toMatchObject([{ state: 'failed' }]);
  });

  it('answers a body that breaks off as failed', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"a"');
      throw new Error('connection lost');
    }
    await expect(imports.receive(broken(), meta)).rejects.toThrow('connection lost');
    expect(await imports.list(1)).toMatchObject([{ state: 'failed' }]);
    expect(await readdir(spoolDir)).toEqual([]);
  });
});

describe('tables', () => {
  const mapping = {
    name: 'ads',
    delimiter: ',' as const,
    time_format: 'iso',
    time_zone: 'UTC',
    events: [
      {
        kind: 'impression' as const,
        fields: {
          id: { column: 'user id', prefix: 'i' },
          user: { column: 'user id' },
          at: { constant: '2026-09-01T12:00:00Z' },
          campaign: { constant: 'launch' },
          quantity: { column: 'total ads' },
          arm: { column: 'group', values: { ad: 'exposed', psa: 'control' } },
        },
      },
      {
        kind: 'purchase' as const,
        when: { column: 'converted', is: ['True'] },
        fields: {
          id: { column: 'user id', prefix: 'p' },
          user: { column: 'user id' },
          at: { constant: '2026-09-01T12:00:00Z' },
          campaign: { constant: 'launch' },
          stage: { constant: 'paid' },
          order: { column: 'user id', prefix: 'o' },
          amount: { constant: '0.00' },
          currency: { constant: 'USD' },
        },
      },
    ],
  };

  it('reads any table by a mapping sent along or saved', async () => {
    control.mappings.push({ ...mapping, id: 'm1', created_at: '2026-01-01T00:00:00Z' });
    const file = 'user id,group,converted,total ads\n7,ad,True,12\n8,psa,False,3\n9,other,False,1\n10,ad\n';
    for (const each of [mapping, 'm1', 'ads']) {
      ingest = new MemoryIngest();
      imports = await open();
      expect(await take(file, { mapping: each })).toMatchObject({
        state: 'done',
        format: 'csv',
        mapping: 'ads',
        rows: 4,
        accepted: 3,
        rejected: 2,
      });
      expect(ingest.events.get('i7')).toMatchObject({
        kind: 'impression',
        quantity: 12,
        arm: 'exposed',
        at: Date.UTC(2026, 8, 1, 12),
      });
      expect(ingest.events.get('p7')).toMatchObject({ kind: 'purchase', stage: 'paid', order: 'o7', amount: '0.00' });
      expect(ingest.events.get('i8')).toMatchObject({ arm: 'control', quantity: 3 });
      expect(ingest.rejects.map(({ line, path }) => [line, path])).toEqual([
        [4, 'arm'],
        [5, ''],
      ]);
    }
  });

  it('names a column that the file does not have, and what it has', async () => {
    const record = await take('user,converted\n7,True\n', { mapping });
    expect(record).toMatchObject({ state: 'failed', rows: 0 });
    expect(record.error).toBe('The file has no column "user id". Its columns are "user", "converted".');
  });

  it('asks for a mapping that is missing before it takes the file', async () => {
    await expect(take('a,b\n', { format: 'csv' })).rejects.toMatchObject({ code: 'bad_request', path: 'mapping' });
    await expect(take('a,b\n', { mapping: 'none' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('reads events as CSV and NDJSON, and refuses unknown columns by name', async () => {
    const csv =
      'id,at,kind,user,campaign,quantity,properties.place\ne1,2026-09-01T10:00:00Z,impression,u1,launch,3,feed\n';
    expect(await take(csv)).toMatchObject({ state: 'done', format: 'events-csv', accepted: 1 });
    expect(ingest.events.get('e1')).toEqual({
      id: 'e1',
      at: '2026-09-01T10:00:00Z',
      kind: 'impression',
      user: 'u1',
      campaign: 'launch',
      quantity: 3,
      properties: { place: 'feed' },
    });
    expect(await take(jsonl({ id: 'e2', at: 1, kind: 'activity', user: 'u' }))).toMatchObject({
      format: 'events-ndjson',
      accepted: 1,
    });
    const record = await take('id,at,kind,user,colour\n', { format: 'events-csv' });
    expect(record.error).toContain('The column "colour" is not a field of an event.');
  });

  it('reads posts about a brand: quotes, line breaks, cut texts and their hashtags', async () => {
    control.rules = [rule({})];
    const file =
      'id,user_name,date,text,hashtags,source,is_retweet\n' +
      '1,"Smith, J",2026-09-01 10:00:00,"two\nlines ""quoted"" cut…","[\'Launch\', \'b\']",Twitter Web App,False\n' +
      '2,Ann,2026-09-01 11:00:00,plain,,TweetDeck,True\n1.3E+18,Bob,2026-09-01 11:00:00,x,,,False\n4,,2026-09-01 11:00:00,x,,,False\n';
    expect(await take(file)).toMatchObject({
      state: 'done',
      format: 'brand-posts-csv',
      rows: 4,
      accepted: 2,
      rejected: 2,
    });
    expect(ingest.events.get('x:1')).toMatchObject({
      kind: 'engagement',
      action: 'post',
      user: 'x:@Smith, J',
      at: Date.UTC(2026, 8, 1, 10),
    });
    expect(ingest.events.get('x:2')).toMatchObject({ kind: 'activity', client: 'TweetDeck' });
    expect(ingest.rejects.map(({ line, path }) => [line, path])).toEqual([
      [5, 'id'],
      [6, 'user_name'],
    ]);
  });

  it('fails where quotes never close or the encoding is another, after what could be read', async () => {
    const heading = 'id,at,kind,user\n';
    expect((await take(`${heading}e1,1,activity,u\ne2,"1,activity,u\n`)).error).toMatch(/never closed/);
    const latin = Buffer.concat([Buffer.from(`${heading}e1,1,activity,`), Buffer.from([0xe9, 10])]);
    expect((await take(latin)).error).toMatch(/not UTF-8/);
  });
});
