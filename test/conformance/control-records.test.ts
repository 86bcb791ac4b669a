import type { Batch, BatchOutcome, NewDeadLetter } from '@syncline/api/ingest/port';
import type { ServiceContext } from '@syncline/api/services/context';
import { countDeadLetters } from '@syncline/api/services/dead-letters/count';
import { deadLetterSink } from '@syncline/api/services/dead-letters/keep';
import { listDeadLetters } from '@syncline/api/services/dead-letters/list';
import { removeDeadLetters } from '@syncline/api/services/dead-letters/remove';
import { replayDeadLetters } from '@syncline/api/services/dead-letters/replay';
import { streamDeadLetters } from '@syncline/api/services/dead-letters/stream';
import { recall } from '@syncline/api/services/idempotency/recall';
import { remember } from '@syncline/api/services/idempotency/remember';
import { createMapping } from '@syncline/api/services/mappings/create';
import { getMapping } from '@syncline/api/services/mappings/get';
import { listMappings } from '@syncline/api/services/mappings/list';
import { removeMapping } from '@syncline/api/services/mappings/remove';
import { updateMapping } from '@syncline/api/services/mappings/update';
import { mappingInputSchema } from '@syncline/shared/control';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

const DAY_MS = 86_400_000;

function letter(
  line: number,
  more: Partial<NewDeadLetter> & { code?: 'invalid_json' | 'missing_field' } = {},
): NewDeadLetter {
  const { code = 'missing_field', ...rest } = more;
  return {
    source: 'http',
    importId: null,
    reject: { line, id: `event-${line}`, code, path: 'brand', message: 'follow needs a brand' },
    payload: JSON.stringify({ id: `event-${line}` }),
    replayable: true,
    ...rest,
  };
}

const lettersTo = (count: number, more?: Parameters<typeof letter>[1]) =>
  Array.from({ length: count }, (_, index) => letter(index + 1, more));

/** Refuses the events whose id is in `refused`, with a new reason, and counts those in `known` as duplicates. */
function ingestStub(refused: readonly string[] = [], known: readonly string[] = []) {
  const batches: Batch[] = [];
  return {
    batches,
    submit: (batch: Batch): Promise<BatchOutcome> => {
      batches.push(batch);
      const ids = batch.lines.map((line) => ({
        line: line.line,
        id: 'value' in line ? (line.value as { id: string }).id : '',
      }));
      const rejects = ids
        .filter(({ id }) => refused.includes(id))
        .map(({ line, id }) => ({ line, id, code: 'at_too_early' as const, path: 'at', message: 'is too early' }));
      const duplicate = ids.filter(({ id }) => known.includes(id)).length;
      const accepted = ids.length - rejects.length - duplicate;
      return Promise.resolve({ accepted, duplicate, rejected: rejects.length, replaced: 0, rejects });
    },
  };
}

onEveryControlStore((open) => {
  describe('refused lines', () => {
    const keep = (ctx: ServiceContext, letters: readonly NewDeadLetter[]) => deadLetterSink(ctx).keep(letters);

    it('are read page by page, newest first, while more arrive', async () => {
      const { ctx } = await open();
      await keep(ctx, lettersTo(1234));
      const lines: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await listDeadLetters(ctx, { filter: {}, limit: 100, cursor });
        lines.push(...page.items.map(({ line }) => line));
        cursor = page.next ?? undefined;
        await keep(ctx, [letter(9999)]);
      } while (cursor !== undefined);
      expect(lines).toEqual(Array.from({ length: 1234 }, (_, index) => 1234 - index));
    });

    it('say where they come from and why they were refused', async () => {
      const { ctx } = await open();
      await keep(ctx, [letter(7, { source: 'import', importId: 'i', payload: null, replayable: false })]);
      const { items, total, next } = await listDeadLetters(ctx, { filter: {}, limit: 10 });
      expect({ total, next }).toEqual({ total: 1, next: null });
      expect(items).toEqual([
        {
          id: expect.stringMatching(/^\d+$/) as string,
          source: 'import',
          import_id: 'i',
          line: 7,
          event_id: 'event-7',
          code: 'missing_field',
          path: 'brand',
          message: 'follow needs a brand',
          payload: null,
          replayable: false,
          received_at: '2026-09-01T12:00:00.000Z',
        },
      ]);
    });

    it('are filtered by import and code, counted and removed', async () => {
      const { ctx } = await open();
      await keep(ctx, [...lettersTo(3, { importId: 'a' }), ...lettersTo(4, { importId: 'b', code: 'invalid_json' })]);
      expect(await countDeadLetters(ctx)).toBe(7);
      expect(await countDeadLetters(ctx, { importId: 'a' })).toBe(3);
      expect(await countDeadLetters(ctx, { importId: 'a', code: 'invalid_json' })).toBe(0);
      expect((await listDeadLetters(ctx, { filter: { code: 'invalid_json' }, limit: 2 })).total).toBe(4);
      expect(await removeDeadLetters(ctx, { importId: 'a' })).toBe(3);
      expect(await removeDeadLetters(ctx, { ids: [] })).toBe(0);
      expect(await removeDeadLetters(ctx, { ids: ['x', '-1', '1 or 1=1'] })).toBe(0);
      expect(await countDeadLetters(ctx)).toBe(4);
    });

    it('are removed whole, however many there are', async () => {
      const { ctx } = await open();
      await keep(ctx, [...lettersTo(10_001, { importId: 'a' }), letter(1)]);
      expect(await removeDeadLetters(ctx, { importId: 'a' })).toBe(10_001);
      expect(await removeDeadLetters(ctx, {})).toBe(1);
    });

    it('are streamed whole, oldest first', async () => {
      const { ctx } = await open();
      await keep(ctx, [...lettersTo(2500, { importId: 'a' }), ...lettersTo(10, { importId: 'b' })]);
      const lines: number[] = [];
      for await (const { line } of streamDeadLetters(ctx, { importId: 'a' })) lines.push(line);
      expect(lines).toEqual(Array.from({ length: 2500 }, (_, index) => index + 1));
    });

    it('are kept all or none', async () => {
      const { ctx } = await open();
      const broken = { ...letter(2000), source: null as unknown as string };
      await expect(keep(ctx, [...lettersTo(1999), broken])).rejects.toThrow(/null/i);
      expect(await countDeadLetters(ctx)).toBe(0);
    });

    it('leave the store when a replay has them accepted or known, and keep their line and a new reason otherwise', async () => {
      const { ctx } = await open();
      await keep(ctx, [...lettersTo(1200), letter(1201, { importId: 'i' }), letter(1202, { replayable: false })]);
      const ingest = ingestStub(['event-3', 'event-1201'], ['event-4']);
      expect(await replayDeadLetters(ctx, { filter: {}, ingest })).toEqual({
        accepted: 1198,
        duplicate: 1,
        rejected: 2,
        not_replayable: 1,
      });
      const { items } = await listDeadLetters(ctx, { filter: {}, limit: 10 });
      expect(items.map(({ line, code, import_id }) => [line, code, import_id])).toEqual([
        [1202, 'missing_field', null],
        [1201, 'at_too_early', 'i'],
        [3, 'at_too_early', null],
      ]);
      expect(ingest.batches.every(({ source, origin }) => source === 'replay' && origin === '')).toBe(true);
      expect(ingest.batches.filter(({ importId }) => importId === 'i')).toHaveLength(1);
    });

    it('are not kept a second time when a replay refuses them', async () => {
      const { ctx } = await open();
      await keep(ctx, [letter(1)]);
      const stub = ingestStub(['event-1']);
      const ingest = {
        submit: async (batch: Batch) => {
          const outcome = await stub.submit(batch);
          await keep(
            ctx,
            outcome.rejects.map((reject) => ({ ...letter(1), source: batch.source, reject })),
          );
          return outcome;
        },
      };
      await replayDeadLetters(ctx, { filter: {}, ingest });
      expect(await countDeadLetters(ctx)).toBe(1);
    });

    it('stay when a replay breaks off, and only those that are asked for are sent', async () => {
      const { ctx } = await open();
      await keep(ctx, lettersTo(3));
      const failing = { submit: () => Promise.reject(new Error('under pressure')) };
      await expect(replayDeadLetters(ctx, { filter: {}, ingest: failing })).rejects.toThrow('under pressure');
      expect(await countDeadLetters(ctx)).toBe(3);
      const { items } = await listDeadLetters(ctx, { filter: {}, limit: 10 });
      const ids = items.slice(0, 2).map(({ id }) => id);
      expect(await replayDeadLetters(ctx, { filter: { ids }, ingest: ingestStub() })).toMatchObject({ accepted: 2 });
      expect((await listDeadLetters(ctx, { filter: {}, limit: 10 })).items.map(({ line }) => line)).toEqual([1]);
    });
  });

  describe('idempotency keys', () => {
    it('give the answer back for seven days', async () => {
      const { ctx, clock } = await open();
      expect(await recall(ctx, 'k', 'hash')).toBeNull();
      expect(await remember(ctx, 'k', 'hash', '{"accepted":1}')).toBe('{"accepted":1}');
      clock.advance(7 * DAY_MS - 1);
      expect(await recall(ctx, 'k', 'hash')).toBe('{"accepted":1}');
      clock.advance(1);
      expect(await recall(ctx, 'k', 'hash')).toBeNull();
      expect(await recall(ctx, 'k', 'another')).toBeNull();
      expect(await remember(ctx, 'k', 'another', 'second')).toBe('second');
    });

    it('refuse another body', async () => {
      const { ctx } = await open();
      await remember(ctx, 'k', 'hash', 'answer');
      const mismatch = { code: 'idempotency_mismatch', path: 'Idempotency-Key' };
      await expect(recall(ctx, 'k', 'another')).rejects.toMatchObject(mismatch);
      await expect(remember(ctx, 'k', 'another', 'answer')).rejects.toMatchObject(mismatch);
      expect(await recall(ctx, 'k', 'hash')).toBe('answer');
    });

    it('have one answer when several requests race', async () => {
      const { ctx, openAgain } = await open();
      const other = { ...ctx, db: (await openAgain()).db };
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => remember(index % 2 ? ctx : other, 'k', 'hash', `answer ${index}`)),
      );
      expect(new Set(answers).size).toBe(1);
      expect(await recall(ctx, 'k', 'hash')).toBe(answers[0]);
    });
  });

  describe('column mappings', () => {
    const mapping = (name: string) =>
      mappingInputSchema.parse({
        name,
        delimiter: ';',
        events: [
          {
            kind: 'impression',
            when: { column: 'group', is: ['ad'] },
            fields: { user: { column: 'user id' }, quantity: { column: 'total ads' }, arm: { constant: 'exposed' } },
          },
        ],
      });

    it('are saved as they were given', async () => {
      const { ctx } = await open();
      const saved = await createMapping(ctx, mapping('A/B export'));
      expect(saved).toMatchObject(mapping('A/B export'));
      expect(await getMapping(ctx, saved.id)).toEqual(saved);
      await expect(getMapping(ctx, 'nothing')).rejects.toMatchObject({ code: 'not_found' });
    });

    it('have names of their own', async () => {
      const { ctx } = await open();
      const { id } = await createMapping(ctx, mapping('one'));
      await createMapping(ctx, mapping('two'));
      const taken = { code: 'conflict', path: 'name', message: 'A column mapping "two" exists already.' };
      await expect(createMapping(ctx, mapping('two'))).rejects.toMatchObject(taken);
      await expect(updateMapping(ctx, { id, mapping: mapping('two') })).rejects.toMatchObject(taken);
      expect(await updateMapping(ctx, { id, mapping: mapping('three') })).toMatchObject({ id, name: 'three' });
      expect((await listMappings(ctx)).map(({ name }) => name)).toEqual(['three', 'two']);
    });

    it('are removed once', async () => {
      const { ctx } = await open();
      const { id } = await createMapping(ctx, mapping('one'));
      await removeMapping(ctx, id);
      await expect(removeMapping(ctx, id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(updateMapping(ctx, { id, mapping: mapping('x') })).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
