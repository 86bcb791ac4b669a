import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Import } from '@syncline/shared/control';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Imports } from './imports.ts';
import { previewFile } from './preview.ts';
import { openOn, sent, takeIn } from './test-bench.ts';
import { MemoryIngest, MemoryRates } from './test-doubles.ts';

/** European Central Bank, euro foreign exchange reference rates, `eurofxref-hist.csv`: three days of February 2013, whole rows. */
const HISTORY = [
  'Date,USD,JPY,BGN,CYP,CZK,DKK,EEK,GBP,HUF,LTL,LVL,MTL,PLN,ROL,RON,SEK,SIT,SKK,CHF,ISK,NOK,HRK,RUB,TRL,TRY,AUD,BRL,CAD,CNY,HKD,IDR,INR,KRW,MXN,MYR,NZD,PHP,SGD,THB,ZAR,ILS,',
  '2013-02-12,1.3438,126.6,1.9558,N/A,25.315,7.4615,N/A,0.8615,291.28,3.4528,0.6998,N/A,4.176,N/A,4.4075,8.5701,N/A,N/A,1.2328,N/A,7.387,7.5795,40.44,N/A,2.3859,1.3107,2.6506,1.3512,8.3771,10.4218,12960.47,72.3441,1469.16,17.1363,4.1657,1.6081,54.733,1.6714,40.139,12.0666,4.967,',
  '2013-02-11,1.3391,125.12,1.9558,N/A,25.24,7.4617,N/A,0.8535,291.72,3.4528,0.6995,N/A,4.1537,N/A,4.4003,8.5754,N/A,N/A,1.2294,N/A,7.3795,7.5765,40.4,N/A,2.3744,1.3029,2.6429,1.3494,8.3458,10.3847,12869.99,72.117,1464.81,17.097,4.1492,1.6081,54.535,1.6599,39.972,11.9345,4.9572,',
  '2013-02-08,1.3374,123.52,1.9558,N/A,25.243,7.4603,N/A,0.84635,292.22,3.4528,0.6996,N/A,4.1592,N/A,4.397,8.595,N/A,N/A,1.2282,N/A,7.391,7.579,40.384,N/A,2.3707,1.2942,2.6188,1.3361,8.3392,10.3723,12932.08,71.558,1461.8,17.0465,4.1435,1.5962,54.431,1.6553,39.841,11.9361,4.9436,',
].join('\n');

let spoolDir: string;
let ingest: MemoryIngest;
let rates: MemoryRates;
let imports: Imports;

beforeEach(async () => {
  spoolDir = await mkdtemp(join(tmpdir(), 'syncline-imports-'));
  ingest = new MemoryIngest();
  rates = new MemoryRates();
  imports = await openOn(spoolDir, { ingest, rates });
});

afterEach(async () => {
  await imports.close();
  await rm(spoolDir, { recursive: true, force: true });
});

/** Imports a file to its end. */
const take = (file: string) => takeIn(imports, file, sent('rates.csv'));

const kept = ({ id }: Import) => rates.batches.get(id)?.map(({ day, currency, rate }) => `${day} ${currency} ${rate}`);
const refused = () => ingest.rejects.map(({ line, path }) => [line, path]);

describe('imports of exchange rates', () => {
  it('take the published history: a rate a cell, N/A and currencies that are no more left out and counted', async () => {
    const record = await take(HISTORY);
    expect(record).toMatchObject({ state: 'done', target: 'rates', format: 'ecb-rates', rows: 3, rejected: 0 });
    // 41 currencies, of which 10 are no more; ISK was not published in those years.
    expect(record.accepted).toBe(3 * 30);
    // The lats, the litas and the kuna had a rate then.
    expect(record.skipped).toEqual({ rates_not_published: 3, withdrawn_currencies: 9 });
    expect(kept(record)).toEqual(
      expect.arrayContaining(['2013-02-11 USD 1.3391', '2013-02-08 GBP 0.84635', '2013-02-12 KRW 1469.16']),
    );
    expect(ingest.events.size).toBe(0);
  });

  it('take the daily file, with its spaces and its month in words', async () => {
    const record = await take('Date, USD, JPY, CHF, \n14 February 2013, 1.3327, 124.390, 1.2293, \n');
    expect(record).toMatchObject({ state: 'done', format: 'ecb-rates', accepted: 3, rejected: 0 });
    expect(kept(record)).toEqual(['2013-02-14 USD 1.3327', '2013-02-14 JPY 124.39', '2013-02-14 CHF 1.2293']);
  });

  it('refuse what is no rate or no day by line and field, and keep the rest', async () => {
    const record = await take(
      [
        'Date,USD,JPY,EUR,XYZ,',
        '2013-02-15,1.3325,124.03,1,5,',
        '2013-02-14,"1,3327",124.39,1,5,',
        '2013-02-13,-1.348,0,1,5,',
        '2013-02-30,1.3,120,1,5,',
        '2026-09-02,1.3,120,1,5,',
        '2013-02-15,1.3,120,1,5,',
        '2013-02-12,abc,126.6,1,5,',
        '2013-02-11,1.3391',
      ].join('\n'),
    );
    expect(record).toMatchObject({ state: 'done', rows: 9, accepted: 4, rejected: 10 });
    expect(kept(record)).toEqual([
      '2013-02-15 USD 1.3325',
      '2013-02-15 JPY 124.03',
      '2013-02-14 JPY 124.39',
      '2013-02-12 JPY 126.6',
    ]);
    expect(refused()).toEqual([
      [1, 'EUR'],
      [1, 'XYZ'],
      [3, 'USD'],
      [4, 'USD'],
      [4, 'JPY'],
      [5, 'Date'],
      [6, 'Date'],
      [7, 'Date'],
      [8, 'USD'],
      [9, ''],
    ]);
    const messages = ingest.rejects.map(({ message }) => message);
    expect(messages[1]).toContain('no ISO 4217 currency');
    expect(messages[2]).toContain('decimal point');
    expect(messages[4]).toContain('above 0');
    expect(messages[6]).toContain('after today, 2026-09-01');
    expect(messages[7]).toContain('line 2 already');
  });

  it('keep nothing of a file that breaks off, or has two columns of one currency', async () => {
    expect(await take(`${HISTORY}\n"2013-02-07,1.3546\n`)).toMatchObject({ state: 'failed', target: 'rates' });
    const twice = await take('Date,USD,USD\n2013-02-07,1.3546,1.3546\n');
    expect(twice.error).toContain('"USD" stands twice');
    expect(rates.batches.size).toBe(0);
  });

  it('are shown beforehand as they would be read', async () => {
    const preview = (text: string, complete: boolean) => previewFile(Buffer.from(text), complete, '2026-09-01');
    const found = await preview(`${HISTORY}\n2013-02-07,zero,1${',N/A'.repeat(39)},\n`, true);
    expect(found).toMatchObject({ format: 'ecb-rates', reason: null });
    expect(found.rates).toMatchObject({
      days: 4,
      from: '2013-02-07',
      to: '2013-02-12',
      rates: 91,
      withdrawn: 9,
      refused: 1,
      refusals: [{ line: 5, path: 'USD' }],
      complete: true,
    });
    expect(found.rates?.currencies).toHaveLength(30);
    // The last row of a head may be cut.
    expect((await preview(HISTORY, false)).rates).toMatchObject({ days: 2, complete: false });
    // A table with a day and something else is none of rates.
    expect((await preview('Date,USD,spent\n2013-02-07,1,2\n', true)).format).toBeNull();
  });
});
