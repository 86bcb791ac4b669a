import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileMemory } from './file-memory.ts';

describe('fileMemory', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'syncline-demo-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('holds nothing at first, then the last text, also when opened again', async () => {
    const memory = fileMemory(join(folder, 'deeper', 'demo.json'));
    expect(await memory.read()).toBeNull();
    await memory.write('a longer first text');
    await memory.write('last');
    expect(await fileMemory(join(folder, 'deeper', 'demo.json')).read()).toBe('last');
    expect(await readdir(join(folder, 'deeper'))).toEqual(['demo.json']);
  });

  it('is not misled by a draft that a crash left behind', async () => {
    const memory = fileMemory(join(folder, 'demo.json'));
    await memory.write('whole');
    await writeFile(join(folder, 'demo.json.new'), 'hal');
    expect(await memory.read()).toBe('whole');
    await memory.write('next');
    expect(await memory.read()).toBe('next');
  });
});
