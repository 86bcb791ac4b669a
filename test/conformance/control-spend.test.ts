import type { ApiError } from '@syncline/api/lib/errors';
import type { ServiceContext } from '@syncline/api/services/context';
import { createBrand } from '@syncline/api/services/brands/create';
import { createCampaign } from '@syncline/api/services/campaigns/create';
import { openCatalogue } from '@syncline/api/services/catalogue/lookup';
import { getImport } from '@syncline/api/services/imports/get';
import { createImport } from '@syncline/api/services/imports/create';
import { SpendBook } from '@syncline/api/services/spend/book';
import { listSpend, streamSpend } from '@syncline/api/services/spend/list';
import { campaignInputSchema } from '@syncline/shared/control';
import type { SpendLine, StoredSpendLine } from '@syncline/shared/spend';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

const line = (more: Partial<SpendLine> = {}): SpendLine => ({
  campaign: 'launch',
  day: '2026-09-01',
  platform: 'x',
  item: '',
  amount_minor: 100,
  currency: 'USD',
  impressions: null,
  clicks: null,
  conversions: null,
  ...more,
});

const lines = fc.array(
  fc.record({
    campaign: fc.constantFrom('launch', 'gift', 'autumn'),
    day: fc.constantFrom('2026-08-31', '2026-09-01', '2026-09-02'),
    platform: fc.constantFrom('', 'x'),
    item: fc.constantFrom('', 'ad 1'),
    amount_minor: fc.option(fc.nat({ max: 3 })),
    currency: fc.constant('USD'),
    impressions: fc.option(fc.nat({ max: 2 })),
    clicks: fc.constant(null),
    conversions: fc.option(fc.constantFrom(0.25, 0.1, 3)),
  }),
  { maxLength: 12 },
);

type Figures = Pick<SpendLine, 'amount_minor' | 'impressions' | 'clicks' | 'conversions'>;
const FIGURES = ['amount_minor', 'impressions', 'clicks', 'conversions'] as const;
const keyOf = ({ campaign, day, platform, item }: SpendLine | StoredSpendLine) =>
  JSON.stringify([campaign, day, platform, item]);

/** Spend as a pile of batches for each key, of which the top counts. */
class PlainSpend {
  readonly piles = new Map<string, { batch: number; figures: Figures }[]>();

  keep(batch: number, sent: readonly SpendLine[]) {
    const sums = new Map<string, { figures: Figures; lines: number }>();
    for (const each of sent) {
      const sum = sums.get(keyOf(each));
      const figures = { ...each };
      for (const figure of FIGURES) {
        const [one, other] = [sum?.figures[figure] ?? null, each[figure]];
        figures[figure] = one === null ? other : other === null ? one : Math.round((one + other) * 100) / 100;
      }
      sums.set(keyOf(each), { figures, lines: (sum?.lines ?? 0) + 1 });
    }
    const counts = { accepted: 0, duplicate: 0, replaced: 0 };
    for (const [key, { figures, lines }] of sums) {
      const pile = this.piles.get(key) ?? [];
      const top = pile.at(-1);
      const same = top && FIGURES.every((figure) => top.figures[figure] === figures[figure]);
      counts[same ? 'duplicate' : top ? 'replaced' : 'accepted'] += lines;
      if (!same) this.piles.set(key, [...pile, { batch, figures }]);
    }
    return counts;
  }

  takeBack(batch: number): number {
    let removed = 0;
    for (const [key, pile] of this.piles) {
      const left = pile.filter((each) => each.batch !== batch);
      removed += pile.length - left.length;
      if (left.length > 0) this.piles.set(key, left);
      else this.piles.delete(key);
    }
    return removed;
  }

  counting(): Map<string, Figures | undefined> {
    return new Map([...this.piles].map(([key, pile]) => [key, pile.at(-1)?.figures]));
  }
}

async function everything(ctx: ServiceContext): Promise<StoredSpendLine[]> {
  const found: StoredSpendLine[] = [];
  for await (const each of streamSpend(ctx, {})) found.push(each);
  return found;
}

onEveryControlStore((open) => {
  const openBook = async () => {
    const { ctx, clock } = await open();
    const catalogue = await openCatalogue(ctx);
    return { ctx, clock, catalogue, book: new SpendBook(ctx, catalogue, 'USD') };
  };

  describe('spend', () => {
    it('is what a pile of batches says, whatever is sent, sent again and taken back', {
      timeout: 120_000,
    }, async () => {
      const steps = fc.array(
        fc.oneof(
          { weight: 3, arbitrary: lines.map((sent) => ({ sent })) },
          { weight: 1, arbitrary: fc.nat({ max: 9 }).map((again) => ({ again })) },
          { weight: 1, arbitrary: fc.nat({ max: 9 }).map((back) => ({ back })) },
        ),
        { minLength: 1, maxLength: 10 },
      );
      const { ctx, book } = await openBook();
      await fc.assert(
        fc.asyncProperty(steps, async (steps) => {
          await ctx.db.deleteFrom('spend').execute();
          const plain = new PlainSpend();
          const batches: { sent: readonly SpendLine[] }[] = [];
          const told: unknown[] = [];
          const foreseen: unknown[] = [];
          const keep = async (sent: readonly SpendLine[]) => {
            batches.push({ sent });
            const { batch: _, ...counts } = await book.keep(`batch ${batches.length}`, sent);
            told.push(counts);
            foreseen.push(plain.keep(batches.length, sent));
          };
          for (const step of steps) {
            if ('sent' in step) await keep(step.sent);
            else if ('again' in step) await keep(batches[step.again]?.sent ?? []);
            else {
              const removed = plain.takeBack(step.back + 1);
              const done = book.takeBack(`batch ${step.back + 1}`);
              told.push(await done.catch((error: unknown) => (error as ApiError).code));
              foreseen.push(removed > 0 ? removed : 'not_found');
            }
          }
          expect(told).toEqual(foreseen);
          const stored = await everything(ctx);
          const figures = ({ amount_minor, impressions, clicks, conversions }: Figures) => {
            return { amount_minor, impressions, clicks, conversions };
          };
          expect(new Map(stored.map((each) => [keyOf(each), figures(each)]))).toEqual(
            new Map([...plain.counting()].map(([key, each]) => [key, each && figures(each)])),
          );
          expect(stored).toHaveLength(plain.piles.size);
          const whole = { from: '2026-01-01', to: '2026-12-31' };
          const { days } = await book.sums([whole, whole]);
          const paid = stored.reduce((sum, { amount_minor }) => sum + (amount_minor ?? 0), 0);
          expect(days.reduce((sum, { minor }) => sum + minor, 0)).toBe(paid);
        }),
        { numRuns: 60 },
      );
    });

    it('tells the known campaigns with their brands, and only the days that are asked for', async () => {
      const { ctx, book } = await openBook();
      await createBrand(ctx, { slug: 'nimbus', name: 'Nimbus' });
      await createCampaign(ctx, campaignInputSchema.parse({ slug: 'launch', name: 'Launch', brand: 'nimbus' }));
      await book.keep('one', [
        line(),
        line({ item: 'other', amount_minor: 5 }),
        line({ day: '2026-09-02', amount_minor: 7 }),
        line({ day: '2026-09-09', amount_minor: 900 }),
        line({ campaign: 'gift', day: '2025-01-01', amount_minor: 0 }),
        line({ campaign: 'claims-only', amount_minor: null, clicks: 4 }),
      ]);
      expect(await book.sums([{ from: '2026-09-01', to: '2026-09-02' }])).toEqual({
        campaigns: new Map([
          ['launch', 'nimbus'],
          ['gift', ''],
        ]),
        days: [
          { campaign: 'launch', day: '2026-09-01', minor: 105 },
          { campaign: 'launch', day: '2026-09-02', minor: 7 },
        ],
      });
    });

    it('makes unknown campaigns known, marked as discovered', async () => {
      const { ctx, catalogue, book } = await openBook();
      const before = catalogue.revision();
      await book.keep('one', [line({ campaign: 'summer-sale' })]);
      const row = await ctx.db.selectFrom('campaigns').selectAll().executeTakeFirstOrThrow();
      expect(row).toMatchObject({ slug: 'summer-sale', name: 'Summer Sale', origin: 'discovered', brand: null });
      expect(catalogue.revision()).toBeGreaterThan(before);
    });

    it('changes its revision with every change, and none where a change fails', async () => {
      const { ctx, book } = await openBook();
      const before = book.revision();
      await book.keep('one', [line()]);
      expect(book.revision()).not.toBe(before);
      const most = Number.MAX_SAFE_INTEGER;
      const tooMuch = [line({ day: '2026-09-05' }), line({ amount_minor: most }), line({ amount_minor: most })];
      await expect(book.keep('two', tooMuch)).rejects.toMatchObject({ code: 'invalid_body' });
      expect((await everything(ctx)).map(({ batch }) => batch)).toEqual(['one']);
    });

    it('is listed page by page, the latest days first, with its total', async () => {
      const { ctx, book } = await openBook();
      const days = Array.from({ length: 7 }, (_, index) => `2026-09-0${index + 1}`);
      await book.keep(
        'one',
        days.map((day, index) => line({ day, amount_minor: index })),
      );
      await book.keep('two', [line({ campaign: 'gift', amount_minor: null, clicks: 1 })]);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listSpend(ctx, { filter: { campaign: 'launch', from: '2026-09-02' }, limit: 2, cursor });
        expect(page).toMatchObject({ total: 6, amount_minor: 21 });
        seen.push(...page.items.map(({ day }) => day));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(days.slice(1).toReversed());
      expect(await listSpend(ctx, { filter: { batch: 'two' }, limit: 9 })).toMatchObject({
        total: 1,
        amount_minor: null,
      });
    });

    it('counts on the import what was taken back of it', async () => {
      const { ctx, book } = await openBook();
      const { id } = await createImport(ctx, {
        file_name: 'spend.csv',
        format: 'csv',
        mapping: 'Spend',
        target: 'spend',
        bytes_total: 1,
      });
      await book.keep(id, [line(), line({ campaign: 'gift' })]);
      await book.takeBack(id);
      expect(await getImport(ctx, id)).toMatchObject({ target: 'spend', removed: 2 });
    });
  });
});
