import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@syncline/api/lib/config';
import { statementDigest } from '@syncline/api/statements/digest';
import { openSyncline, type Syncline } from '@syncline/api/syncline';
import { type ShareTerm, type Terms, termsSchema } from '@syncline/shared/agreements';
import { revenueShareAnswerSchema } from '@syncline/shared/revenue-share';
import {
  monthStatementsSchema,
  payoutSchema,
  statementMonthsSchema,
  statementSchema,
} from '@syncline/shared/statements';
import { parse } from 'csv-parse/sync';
import { pino } from 'pino';
import { unzipSync } from 'fflate';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * The launch of 11 February 2013. Published: the gift card of $25 for $15 (theweek.com), the Kindle Fire HD for $149.99 before
 * tax (business2community.com), a Sony Action Cam among the offers (wallblog.co.uk), no revenue share with Twitter (American
 * Banker). Assumed, as nobody published them: the camera's price ($199.99), a sales tax of 8.75 % on the Kindle, that the
 * issuer funds the gift card's discount and takes 2.5 % of what merchants sell, and how many were sold (three cards, two
 * Kindles, one camera; one Kindle sent back in March).
 */
const person = (party: string, name: string, role: string) => ({ party, name, role });
const AMEX = person('american-express', 'American Express', 'card_network');
const percent = (percent: string, of: 'gross' | 'net' = 'net'): ShareTerm => ({ kind: 'percentage', of, percent });
const twitter = (term: ShareTerm) => ({ ...person('twitter', 'Twitter', 'platform'), terms: [term] });
const issuer = { ...AMEX, terms: [percent('2.5', 'gross')] };

/** The terms of every offer, with what the platform takes. */
const TERMS: Record<string, (platform: ShareTerm) => Terms> = {
  'gift-card': (platform) =>
    termsSchema.parse({ shares: [twitter(platform)], residual: AMEX, discount_funded_by: AMEX.party }),
  'kindle-fire-hd': (platform) =>
    termsSchema.parse({ shares: [twitter(platform), issuer], residual: person('amazon', 'Amazon', 'merchant') }),
  'action-cam': (platform) =>
    termsSchema.parse({ shares: [twitter(platform), issuer], residual: person('sony', 'Sony', 'merchant') }),
};
const OFFERS = [
  { slug: 'gift-card', name: '$25 gift card', list_price_minor: 2500, price_minor: 1500 },
  { slug: 'kindle-fire-hd', name: 'Kindle Fire HD', price_minor: 14_999, tax: 'added', tax_basis_points: 875 },
  { slug: 'action-cam', name: 'Sony Action Cam', price_minor: 19_999 },
];

let now = Date.parse('2013-02-10T12:00:00Z');
let folder = '';
let syncline: Syncline;

async function ask(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<Response> {
  return syncline.app.request(`/api/v1/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
}
async function call(path: string, body?: unknown): Promise<unknown> {
  const answer = await ask(path, body);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
const purchase = (order: string, at: string, stage: 'paid' | 'refunded', offer: string, amount: string) => ({
  id: `${order}-${stage}`,
  at,
  kind: 'purchase',
  stage,
  user: `buyer-${order}`,
  order,
  offer,
  campaign: 'pay-by-tweet',
  amount,
  currency: 'USD',
});

const month = async (of: string) => monthStatementsSchema.parse(await call(`statements/${of}`));
const statement = async (of: string, party: string) =>
  statementSchema.parse(await call(`statements/${of}/${party}/USD`));
const close = async (of: string) => monthStatementsSchema.parse(await call('statements/close', { month: of }));

describe('the launch of 2013, in statements', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'syncline-statements-'));
    syncline = await openSyncline({
      config: readConfig({ SYNCLINE_DATA: folder, SYNCLINE_DEMO: 'off', SYNCLINE_LOG: 'silent' }),
      log: pino({ level: 'silent' }),
      version: 'test',
      webRoot: null,
      clock: { now: () => now },
    });
    await call('campaigns', { slug: 'pay-by-tweet', name: 'Pay by tweet' });
    for (const { slug, ...offer } of OFFERS) {
      const tag = slug.replaceAll('-', '');
      const tags = { trigger_hashtag: `#Buy${tag}`, confirmation_hashtag: `#Confirm${tag}` };
      const about = {
        slug,
        ...offer,
        ...tags,
        campaign: 'pay-by-tweet',
        currency: 'USD',
        starts_at: '2013-02-11T17:00:00Z',
      };
      await call('offers', about);
      await call('agreements', {
        slug,
        name: offer.name,
        scope: { level: 'offer', slug },
        currency: 'USD',
        effective_from: '2013-02-11',
        terms: TERMS[slug]?.(percent('0')),
      });
    }
    now = Date.parse('2013-02-28T20:00:00Z');
    await call('events', [
      ...['a', 'b', 'c'].map((order) => purchase(order, '2013-02-11T18:00:00Z', 'paid', 'gift-card', '15.00')),
      // $149.99 and 8.75 % tax.
      ...['d', 'e'].map((order) => purchase(order, '2013-02-12T18:00:00Z', 'paid', 'kindle-fire-hd', '163.11')),
      purchase('f', '2013-02-13T18:00:00Z', 'paid', 'action-cam', '199.99'),
    ]);
    await syncline.settleOrders();
  }, 120_000);
  afterAll(async () => {
    await syncline.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are drafts until the month is over', async () => {
    expect(statementMonthsSchema.parse(await call('statements'))).toEqual({
      items: [{ month: '2013-02', state: 'open', due_on: '2013-03-01', closed_at: null, statements: null }],
      next: '2013-02',
    });
    const { state, items } = await month('2013-02');
    expect(state).toBe('open');
    expect(items.every(({ number, digest }) => number === null && digest === null)).toBe(true);
    const answer = await ask('statements/close', { month: '2013-02' });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('can be closed on 2013-03-01');
  });

  /** By hand: of $149.99 the issuer gets 374.975 cents, the larger remainder: $3.75; of $199.99 499.975: $5.00. */
  it('give each party what was published: the platform nothing', async () => {
    now = Date.parse('2013-03-01T09:00:00Z');
    const { items } = await close('2013-02');
    expect(items.map(({ number, party, totals }) => [number, party, totals.month, totals.closing])).toEqual([
      ['2013-02-0001', 'amazon', 29_248, 29_248],
      ['2013-02-0002', 'american-express', 5_750, 5_750],
      ['2013-02-0003', 'sony', 19_499, 19_499],
      ['2013-02-0004', 'twitter', 0, 0],
    ]);
    const platform = await statement('2013-02', 'twitter');
    expect(platform.lines.map(({ offer, orders, amount }) => [offer, orders, amount])).toEqual([
      ['action-cam', 1, 0],
      ['gift-card', 3, 0],
      ['kindle-fire-hd', 2, 0],
    ]);
    const { state: _state, digest, ...said } = platform;
    expect(statementDigest(said)).toBe(digest);
    expect(_state).toBe('closed');
    expect(await close('2013-02')).toEqual(await month('2013-02'));
  });

  it.each([
    // By hand, of each $149.99, $25.00 (the discount is the issuer’s) and $199.99.
    ['1 %', percent('1'), { twitter: 575, 'american-express': 5_675, amazon: 28_948, sony: 19_299 }],
    ['3 %', percent('3'), { twitter: 1_725, 'american-express': 5_525, amazon: 28_348, sony: 18_899 }],
    [
      '25 cents an order',
      { kind: 'per_order', amount_minor: 25 } as const,
      { twitter: 150, 'american-express': 5_675, amazon: 29_198, sony: 19_474 },
    ],
  ])('what %s would have paid is answered by what if', async (_, term, expected) => {
    const answer = revenueShareAnswerSchema.parse(
      await call('analysis/revenue-share', {
        period: { from: '2013-02-01', to: '2013-02-28' },
        what_if: Object.entries(TERMS).map(([agreement, terms]) => ({ agreement, terms: terms(term) })),
      }),
    );
    const byParty = (parties: readonly { party: string; amount: number }[] = []) =>
      Object.fromEntries(parties.map(({ party, amount }) => [party, amount]));
    expect(byParty(answer.what_if?.parties)).toEqual(expected);
    // And what is, is what the statements say.
    const { items } = await month('2013-02');
    expect(byParty(answer.totals.parties)).toEqual(
      Object.fromEntries(items.map(({ party, totals }) => [party, totals.month])),
    );
  });

  it('take up in March what came in late, what was sent back and what was paid', async () => {
    now = Date.parse('2013-03-20T12:00:00Z');
    await call('events', [
      purchase('e', '2013-03-04T12:00:00Z', 'refunded', 'kindle-fire-hd', '163.11'),
      purchase('g', '2013-02-20T12:00:00Z', 'paid', 'gift-card', '15.00'),
    ]);
    const paid = { party: 'amazon', currency: 'USD', amount_minor: 29_248, day: '2013-03-15', reference: 'Wire 7' };
    const kept = payoutSchema.parse(await call('payouts', paid));
    const wrong = payoutSchema.parse(await call('payouts', { ...paid, amount_minor: 1 }));
    expect((await ask(`payouts/${wrong.id}`, undefined, 'DELETE')).status).toBe(204);
    expect((await ask('payouts', { ...paid, day: '2013-03-21' })).status).toBe(400);
    await syncline.settleOrders();

    now = Date.parse('2013-04-01T00:00:00Z');
    const { items } = await close('2013-03');
    expect(
      items.map(({ number, party, totals: { opening, month, adjustments, paid_out, closing } }) => [
        number,
        party,
        [opening, month, adjustments, paid_out, closing],
      ]),
    ).toEqual([
      ['2013-03-0005', 'amazon', [29_248, -14_624, 0, 29_248, -14_624]],
      ['2013-03-0006', 'american-express', [5_750, -375, 1_500, 0, 6_875]],
      ['2013-03-0007', 'sony', [19_499, 0, 0, 0, 19_499]],
      ['2013-03-0008', 'twitter', [0, 0, 0, 0, 0]],
    ]);
    const amex = await statement('2013-03', 'american-express');
    expect(amex.adjustments).toMatchObject([
      { month: '2013-02', offer: 'gift-card', orders: 1, earned: 1_500, causes: ['late_orders'] },
    ]);
    expect((await statement('2013-02', 'american-express')).totals.closing).toBe(5_750);
    expect((await ask(`payouts/${kept.id}`, undefined, 'DELETE')).status).toBe(409);
  });

  it('are downloaded as PDF and CSV, one or a month at a time', async () => {
    const pdfs: Record<string, Uint8Array> = {};
    for (const { party, number, totals } of (await month('2013-03')).items) {
      const answer = await ask(`statements/2013-03/${party}/USD.pdf`);
      expect(answer.headers.get('content-type')).toBe('application/pdf');
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${number}-${party}-USD.pdf"`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      pdfs[`${number}-${party}-USD.pdf`] = bytes.slice();
      const { text } = await extractText(await getDocumentProxy(bytes), { mergePages: true });
      expect(text).toContain(`Statement ${number}`);
      const written = (Math.abs(totals.closing) / 100).toFixed(2);
      expect(text.split(/\s+/)).toContain(totals.closing < 0 ? `−${written}` : written);
    }
    const zip = await ask('statements/2013-03/all.zip');
    expect(zip.headers.get('syncline-files')).toBe('4');
    expect(unzipSync(new Uint8Array(await zip.arrayBuffer()))).toEqual(pdfs);
    const rows = parse<Record<string, string>>(await (await ask('statements/2013-03/all.csv')).text(), {
      columns: true,
    });
    const one = parse(await (await ask('statements/2013-03/amazon/USD.csv')).text(), { columns: true });
    expect(rows.filter(({ party }) => party === 'amazon')).toEqual(one);
    expect(rows.filter(({ entry }) => entry === 'closing balance').map(({ amount }) => amount)).toEqual([
      '-146.24',
      '68.75',
      '194.99',
      '0',
    ]);
  });

  it('are refused in the words of what is wrong', async () => {
    const refused: [string, unknown, number, string][] = [
      ['statements/2013-13', undefined, 400, 'YYYY-MM'],
      ['statements/2013-01', undefined, 404, 'no statements of 2013-01'],
      ['statements/2013-03/nobody/USD', undefined, 404, '"nobody" has no statement'],
      ['statements/2013-03/amazon/EUR', undefined, 404, 'in EUR'],
      ['statements/2013-03/amazon/USD.doc', undefined, 400, 'csv or pdf'],
      ['statements/close', { month: '2013-05' }, 409, '2013-04 is the next'],
    ];
    for (const [path, body, status, words] of refused) {
      const answer = await ask(path, body);
      expect([path, answer.status]).toEqual([path, status]);
      expect(await answer.text()).toContain(words.replaceAll('"', '\\"'));
    }
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect((await ask('statements/2013-02/amazon/USD', {}, method)).status).toBeGreaterThanOrEqual(404);
    }
  });
});
