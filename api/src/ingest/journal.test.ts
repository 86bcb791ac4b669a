import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal, JournalWriteError } from './journal.ts';
import { diskStorage, type JournalStorage } from './journal-storage.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'syncline-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const body = (text: string) => Buffer.from(text);

async function contents(journal: Journal, after = 0): Promise<[number, string][]> {
  const held: [number, string][] = [];
  for await (const record of journal.read(after)) held.push([record.seq, record.body.toString()]);
  return held;
}

const files = () => readdirSync(folder).sort();
const newest = () => join(folder, files().at(-1) ?? '');

/** A journal of one segment whose records were made durable one after the other. */
async function written(texts: readonly string[]): Promise<void> {
  const journal = await Journal.open({ folder });
  for (const text of texts) await journal.append('events', body(text)).durable;
  await journal.close();
}

describe('Journal', () => {
  it('gives back what was appended, across segments and restarts', async () => {
    const journal = await Journal.open({ folder, segmentBytes: 200 });
    const appended = Array.from(
      { length: 40 },
      (_, index) => journal.append('events', body(`record ${index}`)).durable,
    );
    await Promise.all(appended.slice(0, 20));
    await Promise.all(appended);
    for (let index = 40; index < 50; index++) await journal.append('purge', body(`record ${index}`)).durable;
    await journal.close();
    const again = await Journal.open({ folder, segmentBytes: 200 });
    expect(await contents(again)).toEqual(Array.from({ length: 50 }, (_, index) => [index + 1, `record ${index}`]));
    expect(await contents(again, 48)).toHaveLength(2);
    expect(again.append('events', body('next')).seq).toBe(51);
    await again.close();
  });

  it('drops only whole segments that are covered, and keeps the margin', async () => {
    const journal = await Journal.open({ folder, segmentBytes: 100 });
    for (let index = 0; index < 20; index++) await journal.append('events', body('x'.repeat(100))).durable;
    await journal.drop(10, 2);
    expect((await contents(journal))[0]?.[0]).toBe(9);
    await journal.drop(20, 0);
    expect(files()).toHaveLength(1);
    await journal.close();
    const again = await Journal.open({ folder });
    expect(again.append('events', body('y')).seq).toBe(21);
    await again.close();
  });

  it('removes a tail that was cut off at any byte', async () => {
    await written(['first', 'second']);
    const whole = readFileSync(newest());
    const lengthOfSecond = 25 + 'second'.length;
    for (let cut = 1; cut <= lengthOfSecond; cut++) {
      writeFileSync(newest(), whole);
      truncateSync(newest(), whole.length - cut);
      const journal = await Journal.open({ folder });
      expect(await contents(journal)).toEqual([[1, 'first']]);
      await journal.close();
    }
  });

  it('removes a group of which a power cut left only the later part', async () => {
    const journal = await Journal.open({ folder });
    await journal.append('events', body('durable')).durable;
    await Promise.all([journal.append('events', body('lost')).durable, journal.append('events', body('kept')).durable]);
    await journal.close();
    const content = readFileSync(newest());
    content.fill(0, content.indexOf('lost') - 25, content.indexOf('lost') + 4);
    writeFileSync(newest(), content);
    const again = await Journal.open({ folder });
    expect(await contents(again)).toEqual([[1, 'durable']]);
    await again.close();
  });

  it('refuses to start when a record that was durable is damaged', async () => {
    await written(['first', 'second', 'third']);
    const whole = readFileSync(newest());
    for (const place of ['first', 'second']) {
      const content = Buffer.from(whole);
      const offset = content.indexOf(place);
      content.writeUInt8(content.readUInt8(offset) ^ 1, offset);
      writeFileSync(newest(), content);
      await expect(Journal.open({ folder })).rejects.toThrow(/is damaged at byte \d+/);
    }
  });

  it('refuses to start when a segment is missing or the end is gone', async () => {
    const journal = await Journal.open({ folder, segmentBytes: 100 });
    for (let index = 0; index < 6; index++) await journal.append('events', body('x'.repeat(100))).durable;
    await journal.close();
    await expect(Journal.open({ folder, mustReach: 9 })).rejects.toThrow(/record 9 was acknowledged/);
    rmSync(join(folder, files()[2] ?? ''));
    await expect(Journal.open({ folder })).rejects.toThrow(/A journal file is missing/);
  });

  it('ignores a segment whose header was never finished', async () => {
    await written(['first']);
    writeFileSync(join(folder, '0000000000000002.journal'), 'SYNC');
    const journal = await Journal.open({ folder });
    expect(await contents(journal)).toEqual([[1, 'first']]);
    await journal.close();
  });

  it.each(['write', 'sync', 'rotate'] as const)(
    'keeps nothing of a record that fails to %s, and goes on',
    async (fault) => {
      let full = false;
      const storage: JournalStorage = {
        ...diskStorage,
        async open(path, mode) {
          if (full && fault === 'rotate' && mode === 'create') throw new Error('ENOSPC');
          const file = await diskStorage.open(path, mode);
          return {
            ...file,
            async write(bytes, position) {
              if (!full || fault !== 'write') return file.write(bytes, position);
              await file.write(bytes.subarray(0, bytes.length / 2), position);
              throw new Error('ENOSPC');
            },
            async sync() {
              if (full && fault === 'sync') throw new Error('ENOSPC');
              await file.sync();
            },
          };
        },
      };
      const journal = await Journal.open({ folder, storage, segmentBytes: fault === 'rotate' ? 10 : 10_000 });
      const failures: number[] = [];
      journal.onFailure((fromSeq) => failures.push(fromSeq));
      await journal.append('events', body('before')).durable;
      full = true;
      const refused = [
        journal.append('events', body('lost 1')).durable,
        journal.append('events', body('lost 2')).durable,
      ];
      for (const one of refused) await expect(one).rejects.toThrow(JournalWriteError);
      await expect(journal.append('events', body('lost 3')).durable).rejects.toThrow(JournalWriteError);
      expect(failures).toEqual([2, 2]);
      full = false;
      expect(journal.append('events', body('after')).seq).toBe(2);
      await journal.close();
      const again = await Journal.open({ folder });
      expect(await contents(again)).toEqual([
        [1, 'before'],
        [2, 'after'],
      ]);
      await again.close();
    },
  );
});
