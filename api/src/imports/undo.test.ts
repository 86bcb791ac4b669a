import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Imports, Received } from './imports.ts';
import { bytes, openOn, sent, takeIn } from './test-bench.ts';
import { MemoryControl, MemoryIngest, MemoryUndoStore } from './test-doubles.ts';

let spoolDir: string;
let ingest: MemoryIngest;
let control: MemoryControl;
let imports: Imports;
let undoStore: MemoryUndoStore;

const open = () => {
  undoStore = new MemoryUndoStore(ingest);
  return openOn(spoolDir, { ingest, control, undo: undoStore });
};

beforeEach(async () => {
  spoolDir = await mkdtemp(join(tmpdir(), 'syncline-undo-'));
  ingest = new MemoryIngest();
  control = new MemoryControl();
  imports = await open();
});

afterEach(async () => {
  await imports.close();
  await rm(spoolDir, { recursive: true, force: true });
});

const meta = sent('events.ndjson');

/** Imports a file to its end. */
const take = (file: string, changes: Partial<Received> = {}) => takeIn(imports, file, { ...meta, ...changes });

describe('taking an import back', () => {
  const events = (...ids: string[]) =>
    ids.map((id) => `${JSON.stringify({ id, at: 1, kind: 'activity', user: 'u' })}\n`).join('');

  it('says what would go, takes it once, and lets the file come again', async () => {
    await take(events('before'));
    const { id } = await take(events('before', 'e1', 'e2'));
    expect(await imports.undoPlan(id)).toMatchObject({
      possible: true,
      removes: 2,
      closed_months: ['2026-09'],
      forgets: { campaigns: ['met-in-it'] },
    });
    const undone = await imports.undo(id);
    expect(undone).toMatchObject({ state: 'done', taken_back: 2, undone_at: expect.any(String) as string });
    expect([...ingest.events.keys()]).toEqual(['before']);
    expect(undoStore.forgotten).toHaveLength(1);
    expect(await imports.undo(id)).toEqual(undone);
    expect(undoStore.forgotten).toHaveLength(1);
    expect(await imports.undoPlan(id)).toMatchObject({ possible: false, reason: 'it is taken back already.' });
    expect(await take(events('before', 'e1', 'e2'))).toMatchObject({ accepted: 2, duplicate: 1 });
  });

  it('waits for its end, and is refused for events that carry no mark', async () => {
    let letGo = () => {};
    ingest.onSubmit = () => new Promise((resolve) => (letGo = resolve));
    const { id } = await imports.receive(bytes(events('e1')), meta);
    await expect(imports.undo(id)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/Cancel/),
    });
    ingest.onSubmit = () => Promise.resolve();
    letGo();
    await imports.idle();
    const kept = control.records.get(id);
    if (kept) control.records.set(id, { ...kept, undoable: false });
    await expect(imports.undo(id)).rejects.toMatchObject({ message: expect.stringMatching(/earlier version/) });
  });

  it('is carried on by the next process', async () => {
    const { id } = await take(events('e1', 'e2'));
    await control.registry.beginUndo({ id, removes: 2, forgets: { brands: ['b'], campaigns: [], offers: [] } });
    await imports.close();
    imports = await open();
    await vi.waitFor(() => expect(control.records.get(id)?.undone_at).not.toBeNull());
    expect(ingest.events.size).toBe(0);
    expect(undoStore.forgotten).toEqual([{ brands: ['b'], campaigns: [], offers: [] }]);
  });

  it('has nothing to do for a dry run, which is in no list and keeps nothing', async () => {
    const dry = await take(events('e1', 'e1'), { dryRun: true });
    expect(dry).toMatchObject({ state: 'done', dry_run: true, accepted: 1, duplicate: 1 });
    expect(dry.effect).not.toBeNull();
    expect(ingest.events.size).toBe(0);
    expect(await imports.list(10)).toEqual([]);
    await expect(imports.undo(dry.id)).rejects.toMatchObject({ code: 'conflict' });
    const broken = await take('[{', { dryRun: true });
    expect(broken).toMatchObject({ state: 'failed', effect: null });
  });
});
