import { createAnnotation } from '@syncline/api/services/annotations/create';
import { createBrand } from '@syncline/api/services/brands/create';
import { listCampaigns } from '@syncline/api/services/campaigns/list';
import { forgetEntries, forgettable } from '@syncline/api/services/catalogue/forgettable';
import { openCatalogue } from '@syncline/api/services/catalogue/lookup';
import { createImport } from '@syncline/api/services/imports/create';
import { failInterruptedImports } from '@syncline/api/services/imports/fail-interrupted';
import { finishImport } from '@syncline/api/services/imports/finish';
import { getImport } from '@syncline/api/services/imports/get';
import { listImports } from '@syncline/api/services/imports/list';
import { updateImport } from '@syncline/api/services/imports/update';
import {
  beginImportUndo,
  finishImportUndo,
  importUndoForgets,
  listUnfinishedUndos,
} from '@syncline/api/services/imports/undo';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

onEveryControlStore((open) => {
  describe('imports', () => {
    const input = {
      file_name: 'posts.jsonl',
      format: 'auto' as const,
      mapping: null,
      target: 'events' as const,
      bytes_total: 1000,
    };
    const none = {
      rows: 0,
      accepted: 0,
      duplicate: 0,
      rejected: 0,
      replaced: 0,
      delete_notices: 0,
      removed: 0,
      rounded: 0,
    };

    it('report their rate and the time left', async () => {
      const { ctx, clock } = await open();
      const { id, state } = await createImport(ctx, input);
      expect(state).toBe('receiving');
      clock.advance(4000);
      await updateImport(ctx, {
        id,
        progress: {
          ...none,
          format: 'x-posts',
          bytes_total: 1000,
          bytes_read: 400,
          rows: 200,
          accepted: 150,
          skipped: { limit: 2 },
        },
      });
      expect(await getImport(ctx, id)).toEqual({
        ...none,
        id,
        target: 'events',
        file_name: 'posts.jsonl',
        format: 'x-posts',
        mapping: null,
        state: 'running',
        error: null,
        bytes_total: 1000,
        bytes_read: 400,
        rows: 200,
        accepted: 150,
        skipped: { limit: 2 },
        rows_per_second: 50,
        seconds_left: 6,
        started_at: '2026-09-01T12:00:00.000Z',
        finished_at: null,
        undoable: true,
        undo_began_at: null,
        undone_at: null,
        taken_back: 0,
        dry_run: false,
        effect: null,
      });
    });

    it('are taken back once, and what was begun is known to a later process', async () => {
      const { ctx, clock } = await open();
      const { id } = await createImport(ctx, input);
      await finishImport(ctx, { id, state: 'done' });
      expect(await listUnfinishedUndos(ctx)).toEqual([]);
      const forgets = { brands: [], campaigns: ['spring'], offers: [] };
      await beginImportUndo(ctx, { id, removes: 7, forgets });
      clock.advance(1000);
      await beginImportUndo(ctx, { id, removes: 0, forgets: { ...forgets, campaigns: [] } });
      expect(await listUnfinishedUndos(ctx)).toMatchObject([{ id, taken_back: 7, undone_at: null }]);
      expect(await importUndoForgets(ctx, id)).toEqual(forgets);
      clock.advance(1000);
      await finishImportUndo(ctx, id);
      clock.advance(1000);
      expect(await finishImportUndo(ctx, id)).toMatchObject({
        undo_began_at: '2026-09-01T12:00:00.000Z',
        undone_at: '2026-09-01T12:00:02.000Z',
      });
      expect(await listUnfinishedUndos(ctx)).toEqual([]);
    });

    it('leave no entry of the catalogue behind that was only met in them', async () => {
      const { ctx } = await open();
      const catalogue = await openCatalogue(ctx);
      await createBrand(ctx, { slug: 'own', name: 'Own' });
      await catalogue.discover(
        {
          brands: new Set(['met', 'own']),
          campaigns: new Map([
            ['alone', 'met'],
            ['noted', 'met-too'],
          ]),
          offers: new Map([['thing', 'alone']]),
        },
        '',
      );
      const note = { title: 'A note', text: '', from: '2026-09-01', to: '2026-09-01', campaign: 'noted', brand: null };
      await createAnnotation(ctx, note);
      const named = { brands: ['met', 'met-too', 'own'], campaigns: ['alone', 'noted'], offers: ['thing'] };
      const gone = { brands: ['met'], campaigns: ['alone'], offers: ['thing'] };
      expect(await forgettable(ctx, named)).toEqual(gone);
      expect(await forgetEntries(ctx, named)).toEqual(gone);
      expect((await listCampaigns(ctx)).map(({ slug }) => slug)).toEqual(['noted']);
    });

    it('end once: the first end counts', async () => {
      const { ctx, clock } = await open();
      const { id } = await createImport(ctx, input);
      const progress = { ...none, format: 'x-posts' as const, bytes_total: 1000, bytes_read: 1000, skipped: {} };
      clock.advance(2000);
      await finishImport(ctx, { id, state: 'cancelled', progress: { ...progress, rows: 10 } });
      clock.advance(2000);
      await updateImport(ctx, { id, progress: { ...progress, rows: 99 } });
      expect(await finishImport(ctx, { id, state: 'done', progress: { ...progress, rows: 100 } })).toMatchObject({
        state: 'cancelled',
        rows: 10,
        rows_per_second: 5,
        seconds_left: null,
        finished_at: '2026-09-01T12:00:02.000Z',
      });
    });

    it('of a process that was stopped are failed at the next start, and only those', async () => {
      const { ctx } = await open();
      const done = await createImport(ctx, input);
      const progress = { ...none, format: 'auto' as const, bytes_total: null, bytes_read: 0, skipped: {} };
      await finishImport(ctx, { id: done.id, state: 'done', progress });
      const receiving = await createImport(ctx, input);
      const running = await createImport(ctx, input);
      await updateImport(ctx, { id: running.id, progress });
      expect(await failInterruptedImports(ctx)).toBe(2);
      expect(await failInterruptedImports(ctx)).toBe(0);
      expect((await getImport(ctx, done.id)).state).toBe('done');
      for (const { id } of [receiving, running]) {
        expect(await getImport(ctx, id)).toMatchObject({
          state: 'failed',
          error: expect.stringContaining('import the file again') as string,
          finished_at: '2026-09-01T12:00:00.000Z',
        });
      }
    });

    it('are listed newest first', async () => {
      const { ctx, clock } = await open();
      for (const file_name of ['one', 'two', 'three']) {
        await createImport(ctx, { ...input, file_name });
        clock.advance(1);
      }
      expect((await listImports(ctx, { limit: 2 })).map(({ file_name }) => file_name)).toEqual(['three', 'two']);
      await expect(getImport(ctx, 'none')).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
