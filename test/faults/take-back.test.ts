import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { impression, linesOf, NOW, numberOf, openWritePath, type TestWritePath } from './write-path.ts';

let engine: TestEngine;
let path: TestWritePath;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await engine.store.writer.command('TRUNCATE TABLE events');
  path = await openWritePath(engine.store);
});
afterEach(() => path.remove());

const send = (events: readonly unknown[], more: { onConflict?: 'replace'; importId?: string } = {}) =>
  path.ingest.submit({ lines: linesOf(events), source: 'test', origin: '', ...more });
const count = (condition?: string) => numberOf(engine.store, 'count()', condition);
const many = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    impression(`e${from + index}`, { at: NOW - (from + index) * 3_600_000 }),
  );

describe('an import that is taken back', () => {
  it('loses what it added, not what it found or changed, and may come again', async () => {
    await send(many(0, 10));
    expect(await send(many(5, 20), { importId: 'a' })).toMatchObject({ accepted: 10, duplicate: 5 });
    // Changed by the import: one that was there before, and one of its own, which another import changes once more.
    const changed = (index: number, campaign: string) => ({ ...many(index, index + 1)[0], campaign });
    await send([changed(0, 'summer'), changed(19, 'summer')], { importId: 'a', onConflict: 'replace' });
    await path.ingest.flush();
    expect(await send([changed(19, 'autumn')], { importId: 'b', onConflict: 'replace' })).toMatchObject({
      replaced: 1,
    });

    await path.ingest.takeBack('a');
    expect(await count()).toBe(10);
    expect(await count("campaign = 'summer'")).toBe(1);
    expect(await count("campaign = 'autumn'")).toBe(0);
    await path.ingest.takeBack('a');
    await path.reopen();
    expect(await count()).toBe(10);

    expect(await send(many(5, 20), { importId: 'c' })).toMatchObject({ accepted: 10, duplicate: 5 });
    await path.ingest.takeBack('b');
    expect(await count()).toBe(20);
  });

  it('is taken back by the record in the journal, should the engine lose what it had done', async () => {
    await send(many(0, 10));
    await send(many(10, 30), { importId: 'a' });
    await path.ingest.takeBack('a');
    await engine.store.writer.command('TRUNCATE TABLE events');
    await path.reopen();
    expect(await count()).toBe(10);
  });
});
