import { type Import, type ImportPreview, importPreviewSchema, importSchema } from '@syncline/shared/control';
import { type CurrenciesAnswer, currenciesAnswerSchema } from '@syncline/shared/currencies';
import { ratesKeptSchema, ratesPageSchema, rateLayerSchema } from '@syncline/shared/exchange-rates';
import { type RevenueShareAnswer, revenueShareAnswerSchema } from '@syncline/shared/revenue-share';
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

    it('share out each order in its own currency, and convert what each day gives', async () => {
      const agreement = (slug: string, currency: string, share: object) => ({
        slug,
        name: slug,
        scope: { level: 'everything' },
        currency,
        effective_from: '2013-02-01',
        terms: {
          shares: [{ party: 'platform', name: 'Platform', role: 'platform', ...share }],
          residual: { party: 'merchant', name: 'Merchant', role: 'merchant' },
          tax: 'included',
        },
        note: null,
      });
      const flat = (percent: string) => [{ kind: 'percentage', of: 'net', percent }];
      for (const body of [
        agreement('dollars', 'USD', { terms: flat('3') }),
        agreement('yen', 'JPY', { terms: flat('3') }),
        agreement('dinars', 'KWD', { terms: flat('5'), minimum_minor: 1000 }),
      ]) {
        expect((await send('agreements', { method: 'POST', body })).status).toBe(201);
      }
      const share = (more: object) =>
        send('analysis/revenue-share', { method: 'POST', body: { period: PERIOD, by: 'month', ...more } });
      const shared = async (more: object): Promise<RevenueShareAnswer> =>
        revenueShareAnswerSchema.parse((await share(more)).body);
      const rates = (...all: [string, string][]) => ({
        rates: all.map(([day, rate]) => ({ day, currency: 'KWD', rate, note: 'Central Bank of Kuwait' })),
      });

      const missing = await share({ currencies: 'converted' });
      expect(missing).toMatchObject({ status: 422, body: { error: { code: 'rate_missing', path: 'currencies' } } });
      // The day of the payment, and the last day of its month, for the minimum.
      expect(JSON.stringify(missing.body)).toContain('KWD on 2013-02-12, 2013-02-28:');
      const { body } = await send('exchange-rates', {
        method: 'PUT',
        body: rates(['2013-02-08', '0.3786'], ['2013-02-25', '0.3790']),
      });

      const answer = await shared({ currencies: 'converted' });
      // $149.99 at 3 %: 449.97 and 14,549.03 cents, the cent to the larger remainder.
      const a = [450, 14_549];
      // ¥45 and ¥1,455 of ¥1,500 on 11 February, × 133.91 ÷ 125.12: 48.16… and 1557.21… of 1605.37….
      const b = [48, 1557];
      // ¥15 and ¥485 of the ¥500 that went back on the 20th, × 133.7 ÷ 125.09: 16.03… and 518.38… of 534.41….
      const back = [-16, -518];
      // KD 0.617 and 11.728 of 12.345 at 5 %, × 134.38 ÷ 378.6: 218.99… and 4162.72… of 4381.72…, both rounded up.
      const c = [219, 4163];
      // ¥45 and ¥1,455 on Sunday 10 March at the rates of Friday, × 130.9 ÷ 125.5: 46.93… and 1517.60… of 1564.54….
      const e = [47, 1518];
      // To the minimum of KD 1.000 lack KD 0.383, on 28 February × 131.29 ÷ 379: 132.67….
      const minimum = [133, -133];
      const total = (index: number) => [a, b, back, c, e, minimum].reduce((sum, each) => sum + (each[index] ?? 0), 0);
      const amounts = ({ parties }: Pick<RevenueShareAnswer['totals'], 'parties'>) =>
        Object.fromEntries(parties.map(({ party, amount }) => [party, amount]));
      expect(amounts(answer.totals)).toEqual({ platform: total(0), merchant: total(1) });
      expect(answer.totals.parties.find(({ party }) => party === 'platform')).toMatchObject({
        earned: 450 + 48 + 219 + 47,
        returned: 16,
        guaranteed: 133,
      });
      // The euros are under no agreement.
      expect(answer.totals.unallocated).toEqual([{ reason: 'no_agreement', orders: 1, amount: 2665 }]);
      const net = 14_999 + 1605 - 534 + 4382 + 2665 + 1565;
      expect(answer.totals).toMatchObject({ orders: 5, net_revenue: net });
      expect(total(0) + total(1) + 2665).toBe(net);
      expect(answer.groups.map(({ value, net_revenue }) => [value, net_revenue])).toEqual([
        ['2013-02', net - 1565],
        ['2013-03', 1565],
      ]);
      expect(amounts(answer.groups[1] ?? answer.totals)).toEqual({ platform: 47, merchant: 1518 });
      expect(
        answer.conversion?.currencies.map(({ currency, net_revenue, converted }) => [currency, net_revenue, converted]),
      ).toEqual([
        ['USD', 14_999, 14_999],
        ['JPY', 2500, 1605 - 534 + 1565],
        ['EUR', 2000, 2665],
        ['KWD', 12_345, 4382],
      ]);
      expect(
        answer.conversion?.rates.map(({ currency, published_from, published_to }) => [
          currency,
          published_from,
          published_to,
        ]),
      ).toEqual([
        ['JPY', '2013-02-11', '2013-03-08'],
        ['KWD', '2013-02-08', '2013-02-25'],
        ['USD', '2013-02-11', '2013-03-08'],
      ]);
      expect(answer.meta.warnings.map(({ code }) => code)).not.toContain('other_currencies');

      // Without the option as before: the workspace's currency alone, and the others named.
      const own = await shared({});
      expect([own.totals.net_revenue, own.conversion]).toEqual([14_999, undefined]);
      expect(own.meta.warnings.map(({ code }) => code)).toContain('other_currencies');
      // Under the same terms once more nothing changes, and under others only what they are about.
      const terms = agreement('yen', 'JPY', { terms: flat('10') }).terms;
      const asIf = await shared({ currencies: 'converted', what_if: [{ agreement: 'yen', terms }] });
      expect(asIf.totals).toEqual(answer.totals);
      // ¥150 of ¥1,500 twice, 160.53… (beside 1444.84…) and 156.45… (beside 1408.08…); of the refund ¥50 of ¥500, 53.44….
      expect(amounts(asIf.what_if ?? answer.totals).platform).toBe(450 + 219 + 133 + 160 + 157 - 53);
      await send(`exchange-rates/batches/${ratesKeptSchema.parse(body).batch}`, { method: 'DELETE' });
      expect((await share({ currencies: 'converted' })).status).toBe(422);
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
