import { RateBook } from '@syncline/api/services/exchange-rates/book';
import { listRateLayers } from '@syncline/api/services/exchange-rates/list-layers';
import { listRates, streamRates } from '@syncline/api/services/exchange-rates/list';
import type { ServiceContext } from '@syncline/api/services/context';
import { createImport } from '@syncline/api/services/imports/create';
import { getImport } from '@syncline/api/services/imports/get';
import type { ExchangeRate, RateInput, RateSource } from '@syncline/shared/exchange-rates';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onEveryControlStore } from '../support/control.ts';

const TODAY = '2013-03-01';

const rate = (more: Partial<RateInput> = {}): RateInput => ({
  day: '2013-02-11',
  currency: 'USD',
  rate: '1.3391',
  note: '',
  ...more,
});

const sent = fc.uniqueArray(
  fc.record({
    day: fc.constantFrom('2013-02-08', '2013-02-11', '2013-02-12'),
    currency: fc.constantFrom('USD', 'JPY'),
    rate: fc.constantFrom('1.3', '1.4', '125'),
    note: fc.constantFrom('', 'as agreed'),
  }),
  { selector: ({ day, currency }) => `${day} ${currency}`, maxLength: 6 },
);

/** Rates as two piles for each day and currency, one of files and one by hand, of which the top by hand counts first. */
class PlainRates {
  readonly piles = new Map<string, { batch: string; source: RateSource; rate: string }[]>();

  top(key: string, source?: RateSource) {
    const pile = (this.piles.get(key) ?? []).filter((each) => source === undefined || each.source === source);
    return pile.findLast((each) => each.source === 'hand') ?? pile.at(-1);
  }

  keep(batch: string, source: RateSource, rates: readonly RateInput[]) {
    const counts = { accepted: 0, duplicate: 0, replaced: 0, below_hand: 0 };
    for (const each of rates) {
      const key = `${each.day} ${each.currency}`;
      const top = this.top(key);
      if ((source === 'hand' ? top : this.top(key, 'ecb'))?.rate === each.rate) {
        counts.duplicate += 1;
        continue;
      }
      if (source === 'ecb' && top?.source === 'hand') counts.below_hand += 1;
      else if (top) counts.replaced += 1;
      else counts.accepted += 1;
      this.piles.set(key, [...(this.piles.get(key) ?? []), { batch, source, rate: each.rate }]);
    }
    return counts;
  }

  takeBack(batch: string): number {
    let removed = 0;
    for (const [key, pile] of this.piles) {
      const left = pile.filter((each) => each.batch !== batch);
      removed += pile.length - left.length;
      this.piles.set(key, left);
    }
    return removed;
  }

  counting(): Record<string, string> {
    return Object.fromEntries(
      [...this.piles.keys()].flatMap((key) => {
        const top = this.top(key);
        return top ? [[key, `${top.rate} ${top.source} ${top.batch}`]] : [];
      }),
    );
  }
}

async function everything(ctx: ServiceContext): Promise<ExchangeRate[]> {
  const found: ExchangeRate[] = [];
  for await (const each of streamRates(ctx, {})) found.push(each);
  return found;
}

onEveryControlStore((open) => {
  const openBook = async () => {
    const { ctx, clock } = await open();
    return { ctx, clock, book: new RateBook(ctx, () => TODAY) };
  };

  describe('exchange rates', () => {
    it('are what piles of batches say, whatever is sent, sent again and taken back', { timeout: 120_000 }, async () => {
      const steps = fc.array(
        fc.oneof(
          { weight: 3, arbitrary: fc.record({ source: fc.constantFrom('ecb', 'hand'), rates: sent }) },
          { weight: 1, arbitrary: fc.record({ back: fc.nat({ max: 9 }) }) },
        ),
        { minLength: 1, maxLength: 10 },
      );
      const { ctx, book } = await openBook();
      await fc.assert(
        fc.asyncProperty(steps, async (steps) => {
          await ctx.db.deleteFrom('exchange_rates').execute();
          const plain = new PlainRates();
          const batches: string[] = [];
          const told: unknown[] = [];
          const expected: unknown[] = [];
          for (const step of steps) {
            const batch = 'rates' in step ? `batch-${batches.length}` : (batches[step.back % batches.length] ?? 'none');
            if ('rates' in step) {
              batches.push(batch);
              told.push(await book.keep({ batch, ...step }));
              expected.push({ batch, ...plain.keep(batch, step.source, step.rates) });
            } else {
              told.push(await book.takeBack(batch).catch(() => 0));
              expected.push(plain.takeBack(batch));
            }
          }
          expect(told).toEqual(expected);
          const found = (await everything(ctx)).map(
            ({ day, currency, rate, source, batch }) => [`${day} ${currency}`, `${rate} ${source} ${batch}`] as const,
          );
          expect(new Set(found.map(([key]) => key)).size).toBe(found.length);
          expect(Object.fromEntries(found)).toEqual(plain.counting());
        }),
        { numRuns: 40 },
      );
    });

    it('keep a trail of what they were, when and why, also of what was taken back', async () => {
      const { ctx, clock, book } = await openBook();
      const first = clock.now();
      await book.keep({ batch: 'file', source: 'ecb', rates: [rate({ rate: '13.391' })] });
      clock.advance(60_000);
      await book.keep({ batch: 'hand', source: 'hand', rates: [rate({ note: 'a slip of the point' })] });
      clock.advance(60_000);
      await book.keep({ batch: 'again', source: 'ecb', rates: [rate({ rate: '1.3392' })] });
      const [counting] = (await listRates(ctx, { filter: {}, limit: 5 })).items;
      expect(counting).toMatchObject({ rate: '1.3391', source: 'hand', corrected: true });

      clock.advance(60_000);
      await book.takeBack('hand');
      await expect(book.takeBack('hand')).rejects.toMatchObject({ code: 'not_found' });
      expect((await listRates(ctx, { filter: {}, limit: 5 })).items).toMatchObject([
        { rate: '1.3392', batch: 'again' },
      ]);
      const at = (minutes: number) => new Date(first + minutes * 60_000).toISOString();
      expect(await listRateLayers(ctx, { day: '2013-02-11', currency: 'USD' })).toMatchObject([
        { rate: '1.3392', batch: 'again', counts: true, received_at: at(2), taken_back_at: null },
        {
          rate: '1.3391',
          batch: 'hand',
          counts: false,
          received_at: at(1),
          taken_back_at: at(3),
          note: 'a slip of the point',
        },
        { rate: '13.391', batch: 'file', counts: false, received_at: at(0), taken_back_at: null },
      ]);
    });

    it('refuse a day to come, and two rates of one day, and keep nothing then', async () => {
      const { ctx, book } = await openBook();
      const refusal = (rates: RateInput[]) => book.keep({ batch: 'b', source: 'hand', rates });
      await expect(refusal([rate(), rate({ day: '2013-03-02' })])).rejects.toMatchObject({
        code: 'invalid_body',
        path: 'rates[1].day',
      });
      await expect(refusal([rate(), rate({ rate: '1.4' })])).rejects.toMatchObject({
        code: 'invalid_body',
        path: 'rates[1].currency',
      });
      expect(await everything(ctx)).toEqual([]);
      await refusal([rate({ day: TODAY })]);
      expect(await everything(ctx)).toHaveLength(1);
    });

    it('are listed by day and currency, page by page, and read with the week before a period', async () => {
      const { ctx, book } = await openBook();
      const days = ['2013-02-01', '2013-02-04', '2013-02-05', '2013-02-12'];
      const rates = days.flatMap((day) => ['USD', 'JPY', 'KWD'].map((currency) => rate({ day, currency })));
      await book.keep({ batch: 'b', source: 'ecb', rates });
      const expected = rates
        .map(({ day, currency }) => [day, currency] as const)
        .toSorted(([day, code], [other, another]) =>
          day === other ? (code < another ? -1 : 1) : day > other ? -1 : 1,
        );
      const found: (readonly [string, string])[] = [];
      let cursor: string | undefined;
      do {
        const page = await listRates(ctx, { filter: {}, limit: 5, cursor });
        expect(page.total).toBe(12);
        found.push(...page.items.map(({ day, currency }) => [day, currency] as const));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(found).toEqual(expected);
      expect(
        (await listRates(ctx, { filter: { currency: 'JPY', from: '2013-02-04', to: '2013-02-05' }, limit: 9 })).total,
      ).toBe(2);

      const series = await book.series(['USD', 'GBP'], { from: '2013-02-11', to: '2013-02-12' });
      expect([...series]).toEqual([
        ['USD', ['2013-02-04', '2013-02-05', '2013-02-12'].map((day) => ({ day, rate: '1.3391', source: 'ecb' }))],
      ]);
    });

    it('count on their import what was taken back, and change their revision', async () => {
      const { ctx, book } = await openBook();
      const { id } = await createImport(ctx, {
        file_name: 'eurofxref-hist.csv',
        format: 'ecb-rates',
        mapping: null,
        target: 'rates',
        bytes_total: 1,
      });
      const before = book.revision();
      await book.keep({ batch: id, source: 'ecb', rates: [rate(), rate({ currency: 'JPY' })] });
      const kept = book.revision();
      await book.takeBack(id);
      expect(new Set([before, kept, book.revision()]).size).toBe(3);
      expect(await getImport(ctx, id)).toMatchObject({ target: 'rates', removed: 2 });
    });
  });
});
