import { type Import, type ImportPreview, importPreviewSchema, importSchema } from '@syncline/shared/control';
import { type CurrenciesAnswer, currenciesAnswerSchema } from '@syncline/shared/currencies';
import { ratesKeptSchema, ratesPageSchema, rateLayerSchema } from '@syncline/shared/exchange-rates';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../support/app.ts';
import { ECB_2013 } from '../support/ecb-2013.ts';
import { untilCounted } from '../support/small-world.ts';

const PUBLISHED = ECB_2013.trim()
  .split('\n')
  .map((line) => line.split(','));

describe('exchange rates over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  async function send(path: string, { method = 'GET', body }: { method?: string; body?: unknown } = {}) {
    const text = typeof body === 'string';
    const answer = await fetch(`${server.url}/api/v1/${path}`, {
      method,
      headers: { 'Content-Type': text ? 'text/csv' : 'application/json' },
      ...(body === undefined ? {} : { body: text ? body : JSON.stringify(body) }),
    });
    const type = answer.headers.get('content-type') ?? '';
    return { status: answer.status, body: type.includes('json') ? await answer.json() : await answer.text() };
  }
  async function take(file: string): Promise<Import> {
    let { body } = await send('imports?name=eurofxref-hist.csv', { method: 'POST', body: file });
    while (!['done', 'failed'].includes(importSchema.parse(body).state)) {
      ({ body } = await send(`imports/${importSchema.parse(body).id}`));
    }
    return importSchema.parse(body);
  }
  const rates = async (query: string) => ratesPageSchema.parse((await send(`exchange-rates?${query}`)).body);
  const download = async (layout: string) => String((await send(`exchange-rates/download?layout=${layout}`)).body);

  it('take in the published file, give it back as it was, and know it again', async () => {
    const preview: ImportPreview = importPreviewSchema.parse(
      (await send('imports/preview?complete=true', { method: 'POST', body: ECB_2013 })).body,
    );
    expect(preview).toMatchObject({ format: 'ecb-rates', rates: { from: '2013-02-07', to: '2013-03-15', refused: 0 } });

    const first = await take(ECB_2013);
    const [heading = [], ...rows] = PUBLISHED;
    const kept = ['USD', 'JPY', 'GBP', 'KRW', 'CHF'].map((code) => [code, heading.indexOf(code)] as const);
    expect(first).toMatchObject({ state: 'done', target: 'rates', rows: rows.length, accepted: rows.length * 5 });
    expect(preview.rates?.rates).toBe(first.accepted);

    const { items, total, next } = await rates('limit=1000');
    expect([total, next]).toEqual([first.accepted, null]);
    const told = new Map(items.map(({ day, currency, rate }) => [`${day} ${currency}`, rate]));
    for (const row of rows) {
      for (const [code, index] of kept) expect(told.get(`${row[0]} ${code}`)).toBe(row[index]);
    }
    const file = await download('ecb');
    expect(file.split('\r\n').slice(0, 2)).toEqual([
      'Date,CHF,GBP,JPY,KRW,USD,',
      '2013-03-15,1.2308,0.864,125.56,1452.89,1.3086,',
    ]);
    expect(await take(file)).toMatchObject({ state: 'done', accepted: 0, duplicate: first.accepted, replaced: 0 });
  });

  it('are corrected by hand above every file, with a trail, and taken back', async () => {
    const body = { rates: [{ day: '2013-02-11', currency: 'USD', rate: '1.3400', note: 'of our bank' }] };
    const { batch, replaced } = ratesKeptSchema.parse((await send('exchange-rates', { method: 'PUT', body })).body);
    expect(replaced).toBe(1);
    // The published correction of a file that comes later stays below.
    const corrected = await take('Date,USD,\n2013-02-11,1.3392,\n');
    expect(corrected).toMatchObject({ accepted: 0, replaced: 0, skipped: { below_entries_by_hand: 1 } });
    const day = 'currency=USD&from=2013-02-11&to=2013-02-11';
    expect((await rates(day)).items).toMatchObject([
      { rate: '1.34', source: 'hand', note: 'of our bank', corrected: true },
    ]);

    const taken = await send(`exchange-rates/batches/${batch}`, { method: 'DELETE' });
    expect(taken).toEqual({ status: 200, body: { removed: 1 } });
    expect((await rates(day)).items).toMatchObject([{ rate: '1.3392', source: 'ecb' }]);
    await send(`exchange-rates/batches/${corrected.id}`, { method: 'DELETE' });
    expect((await rates(day)).items).toMatchObject([{ rate: '1.3391', source: 'ecb' }]);
    expect(importSchema.parse((await send(`imports/${corrected.id}`)).body).removed).toBe(1);
    expect((await send(`exchange-rates/batches/${batch}`, { method: 'DELETE' })).status).toBe(404);

    const trail = z
      .object({ items: z.array(rateLayerSchema) })
      .parse((await send('exchange-rates/trail?currency=USD&day=2013-02-11')).body);
    expect(trail.items.map(({ rate, counts, taken_back_at }) => [rate, counts, taken_back_at !== null])).toEqual([
      ['1.3392', false, true],
      ['1.34', false, true],
      ['1.3391', true, false],
    ]);
    expect((await download('list')).split('\r\n')).toContainEqual(
      expect.stringMatching(/^2013-02-11,USD,1\.3391,ecb,,[-0-9a-f]{36},\d{4}-/),
    );
  });

  it('are refused with the field and the reason, all of them then', async () => {
    const good = { day: '2013-02-11', currency: 'KWD', rate: '0.37860' };
    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const refused: [object[], string][] = [
      [[good, { ...good, currency: 'EUR' }], 'rates[1].currency'],
      [[good, { ...good, currency: 'XYZ' }], 'rates[1].currency'],
      [[good, { ...good, rate: '0' }], 'rates[1].rate'],
      [[good, { ...good, rate: '1,3' }], 'rates[1].rate'],
      [[good, { ...good, day: '2013-02-29' }], 'rates[1].day'],
      [[good, { ...good, day: tomorrow }], 'rates[1].day'],
      [[good, good], 'rates[1].currency'],
    ];
    for (const [all, path] of refused) {
      const answer = await send('exchange-rates', { method: 'PUT', body: { rates: all } });
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_body', path } } });
    }
    expect((await rates('currency=KWD')).total).toBe(0);
  });

  describe('of orders in several currencies', () => {
    const PERIOD = { from: '2013-02-11', to: '2013-03-10' };
    /** Order, day, stage, amount and currency; the yen of `b` come back at another rate, and `d` is paid on a Saturday. */
    const MOVED = [
      ['a', '2013-02-11', 'paid', '149.99', 'USD'],
      ['b', '2013-02-11', 'paid', '1500', 'JPY'],
      ['b', '2013-02-20', 'refunded', '500', 'JPY'],
      ['c', '2013-02-12', 'paid', '12.345', 'KWD'],
      ['d', '2013-02-16', 'paid', '20.00', 'EUR'],
      ['e', '2013-03-10', 'paid', '1500', 'JPY'],
      ['e', '2013-03-11', 'refunded', '1500', 'JPY'],
    ] as const;
    const ask = async (filters: unknown[] = [], period = PERIOD): Promise<CurrenciesAnswer> =>
      currenciesAnswerSchema.parse(
        (await send('analysis/currencies', { method: 'POST', body: { period, filters } })).body,
      );
    const money = ({ currencies }: CurrenciesAnswer) =>
      currencies.map(({ currency, orders, gross_revenue, refunds, converted }) => [
        currency,
        orders,
        gross_revenue,
        refunds,
        converted,
      ]);

    beforeAll(async () => {
      const events = MOVED.map(([order, day, stage, amount, currency], index) => ({
        id: `m${index}`,
        kind: 'purchase',
        at: `${day}T12:00:00Z`,
        user: order,
        order,
        stage,
        amount,
        currency,
        campaign: order === 'd' ? 'gift' : 'launch',
      }));
      await send('events', { method: 'POST', body: events });
      await untilCounted(server.url, events.length);
    });

    it('convert each at the rate of its own day, and name the days that have none', async () => {
      // 1500 × 1.3391 ÷ 125.12 = 16.053… less 500 × 1.337 ÷ 125.09 = 5.344…; on Sunday 10 March those of Friday the 8th:
      // 1500 × 1.309 ÷ 125.5 = 15.645…
      const yen = 1605 - 534 + 1565;
      // Of Friday the 15th: 20 × 1.3325 = 26.65.
      const euros = 2665;
      const before = await ask();
      expect(money(before)).toEqual([
        ['USD', 1, 14_999, 0, 14_999],
        ['JPY', 2, 3000, 500, yen],
        ['EUR', 1, 2000, 0, euros],
        ['KWD', 1, 12_345, 0, null],
      ]);
      expect(before.converted).toBeNull();
      expect(before.rates.find(({ currency }) => currency === 'KWD')).toMatchObject({
        days: 1,
        missing_days: 1,
        missing: ['2013-02-12'],
        latest: null,
      });

      // The same question again: a rate that is entered makes it another answer.
      const rates = [{ day: '2013-02-08', currency: 'KWD', rate: '0.3786', note: 'Central Bank of Kuwait' }];
      const { batch } = ratesKeptSchema.parse((await send('exchange-rates', { method: 'PUT', body: { rates } })).body);
      // On 12 February at the dollar of that day: 12.345 × 1.3438 ÷ 0.3786 = 43.817…
      const after = await ask();
      expect(money(after).at(-1)).toEqual(['KWD', 1, 12_345, 0, 4382]);
      expect(after.converted).toBe(14_999 + yen + euros + 4382);
      expect(after.rates.map(({ currency, days, sources }) => [currency, days, sources])).toEqual([
        ['JPY', 3, ['ecb']],
        ['KWD', 1, ['hand']],
        ['USD', 5, ['ecb']],
      ]);
      expect(after.rates[0]).toMatchObject({ published_from: '2013-02-11', published_to: '2013-03-08' });
      await send(`exchange-rates/batches/${batch}`, { method: 'DELETE' });
      expect((await ask()).converted).toBeNull();
    });

    it('count under filters and in other periods, and say that there is nothing', async () => {
      const gift = await ask([{ dimension: 'campaign', op: 'is', values: ['gift'] }]);
      expect(money(gift)).toEqual([['EUR', 1, 2000, 0, 2665]]);
      // A refund at another rate than its payment leaves a difference: 15.65 of the 10th against 1500 × 1.2994 ÷ 124.91.
      expect((await ask([], { from: '2013-03-10', to: '2013-03-11' })).converted).toBe(1565 - 1560);
      const nothing = await ask([], { from: '2013-04-01', to: '2013-04-02' });
      expect(nothing).toMatchObject({ currencies: [], rates: [], converted: 0 });
      expect(nothing.meta.warnings.map(({ code }) => code)).toContain('no_data');
    });
  });
});
