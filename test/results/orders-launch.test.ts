import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@syncline/api/lib/config';
import { openSyncline, type Syncline } from '@syncline/api/syncline';
import { orderPageSchema, type OrderPage } from '@syncline/shared/orders';
import { funnelAnswerSchema, queryAnswerSchema, type QueryInput } from '@syncline/shared/query';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Accounts of the script, by name; all but Eve have linked a card. */
const PEOPLE = { ana: '101', ben: '102', cyn: '103', dan: '104', eve: '105', fay: '106', gus: '107' } as const;
type Person = keyof typeof PEOPLE;

const GIFT = { buy: '#BuyAmexGiftCard25', confirm: '#ConfirmAmexGiftCard25' };
const KINDLE = { buy: '#BuyKindleFireHD', confirm: '#ConfirmKindleFireHD' };

/** The launch, retold: who posts what at which time (UTC), in the words of February 2013. */
const SCRIPT: [at: string, who: Person, text: string, id: string, extra?: object][] = [
  ['2013-02-11T17:05:00Z', 'ana', `A $25 card for $15! ${GIFT.buy}`, '1'],
  ['2013-02-11T17:06:00Z', 'ana', GIFT.confirm, '2'],
  ['2013-02-11T17:10:00Z', 'ben', GIFT.buy, '3'],
  ['2013-02-11T17:24:59Z', 'ben', `@AmexSync ${GIFT.confirm}`, '4', { in_reply_to_status_id_str: '90' }],
  ['2013-02-11T17:30:00Z', 'cyn', GIFT.buy, '5'],
  ['2013-02-11T17:46:00Z', 'cyn', GIFT.confirm, '6'],
  ['2013-02-11T18:00:00Z', 'eve', GIFT.buy, '7'],
  ['2013-02-11T18:05:00Z', 'fay', GIFT.buy, '8'],
  ['2013-02-11T18:10:00Z', 'gus', GIFT.buy, '9'],
  ['2013-02-11T18:11:00Z', 'gus', GIFT.confirm, '10'],
  ['2013-02-11T18:20:00Z', 'ana', GIFT.buy, '11'],
  ['2013-02-11T18:30:00Z', 'dan', `RT @ana: ${GIFT.buy}`, '12', { retweeted_status: 'of 1' }],
  ['2013-02-12T17:00:00Z', 'ana', KINDLE.buy, '13'],
  ['2013-02-12T17:01:00Z', 'ana', KINDLE.confirm, '14'],
  ['2013-02-12T17:02:00Z', 'ben', KINDLE.buy, '15'],
  ['2013-02-12T17:05:00Z', 'ben', KINDLE.confirm, '16'],
  ['2013-02-12T17:10:00Z', 'cyn', KINDLE.buy, '17'],
  ['2013-02-12T17:11:00Z', 'cyn', KINDLE.confirm, '18'],
  ['2013-02-12T17:12:00Z', 'dan', KINDLE.buy, '19'],
  ['2013-02-12T17:30:00Z', 'ben', KINDLE.buy, '20'],
  ['2013-03-04T12:00:00Z', 'dan', KINDLE.buy, '21'],
];
/** Ben takes his second trigger back before he confirms it. */
const DELETED = { at: '2013-02-12T17:03:00Z', id: '15' };

/**
 * By hand. Gift cards: Ana and Ben bought (2 × $15.00), Cyn confirmed 16 minutes later (expired), Gus's card was declined,
 * Eve has no card linked, Fay is protected, Ana's second is one too many. Kindle Fire HD, $149.99 and 8.75 % tax are
 * $163.11 (14999 × 1.0875 = 16311.41): two in stock, Ana and Cyn bought, Ben withdrew, then it was sold out for Dan and
 * Ben, and over for Dan in March. Gross 2 × 15.00 + 2 × 163.11 = 356.22; Cyn got 63.11 back.
 */
const EXPECTED = {
  orders: {
    triggered: 0,
    confirmed: 0,
    paid: 4,
    fulfilled: 0,
    refunded: 0,
    declined: 1,
    expired: 1,
    cancelled: 1,
    lost: 6,
  },
  totals: {
    triggers: 7,
    confirmations: 5,
    purchases: 4,
    buyers: 3,
    gross_revenue: 35_622,
    refunds: 6311,
    net_revenue: 29_311,
  },
  byOffer: {
    'gift-card': { triggers: 4, confirmations: 3, purchases: 2, gross_revenue: 3000 },
    'kindle-fire-hd': { triggers: 3, confirmations: 2, purchases: 2, gross_revenue: 32_622 },
  },
};

let now = Date.parse('2013-02-11T12:00:00Z');
let folder = '';
let syncline: Syncline;

async function call(path: string, body?: unknown): Promise<unknown> {
  const answer = await syncline.app.request(`/api/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const created = (at: string) => {
  const [day, date, month, year, time] = new Date(at).toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${date} ${time} +0000 ${year}`;
};

function v1Post(at: string, who: Person, text: string, id: string, extra: object = {}): object {
  const repost = 'retweeted_status' in extra;
  const base = {
    id_str: id,
    text,
    created_at: created(at),
    source: '<a href="http://twitter.com/download/iphone" rel="nofollow">Twitter for iPhone</a>',
    user: { id_str: PEOPLE[who] },
  };
  return repost
    ? { ...base, retweeted_status: { ...base, id_str: '1', user: { id_str: PEOPLE.ana } } }
    : { ...base, ...extra };
}

/** Delivers something at its time, and has settled what comes of it. */
async function at(time: string, message: object): Promise<void> {
  now = Math.max(now, Date.parse(time));
  await call('posts', message);
  now += 2500;
  await syncline.settleOrders();
}

async function playScript(): Promise<void> {
  const messages = [
    ...SCRIPT.map(([time, ...rest]) => ({ time, message: v1Post(time, ...rest) })),
    {
      time: DELETED.at,
      message: { delete: { status: { id_str: DELETED.id }, timestamp_ms: String(Date.parse(DELETED.at)) } },
    },
  ].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
  for (const { time, message } of messages) await at(time, message);
  now = Date.parse('2013-03-05T00:00:00Z');
  await syncline.settleOrders();
}

describe('the launch of 11 February 2013, replayed from its posts', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'syncline-launch-'));
    syncline = await openSyncline({
      config: readConfig({ SYNCLINE_DATA: folder, SYNCLINE_DEMO: 'off', SYNCLINE_LOG: 'silent' }),
      log: pino({ level: 'silent' }),
      version: 'test',
      webRoot: null,
      clock: { now: () => now },
    });
    await call('brands', { slug: 'amex', name: 'American Express' });
    await call('campaigns', { slug: 'sync', name: 'Sync, tweet, buy', brand: 'amex' });
    await call('tracking-rules', { match: 'hashtag', value: GIFT.buy, campaign: 'sync' });
    await call('offers', {
      slug: 'gift-card',
      name: '$25 gift card',
      campaign: 'sync',
      trigger_hashtag: GIFT.buy,
      confirmation_hashtag: GIFT.confirm,
      list_price_minor: 2500,
      price_minor: 1500,
      currency: 'USD',
      per_person_limit: 1,
      starts_at: '2013-02-11T17:00:00Z',
    });
    await call('offers', {
      slug: 'kindle-fire-hd',
      name: 'Kindle Fire HD',
      campaign: 'sync',
      trigger_hashtag: KINDLE.buy,
      confirmation_hashtag: KINDLE.confirm,
      price_minor: 14_999,
      currency: 'USD',
      tax: 'added',
      tax_basis_points: 875,
      stock: 2,
      starts_at: '2013-02-12T17:00:00Z',
      ends_at: '2013-03-04T00:00:00Z',
    });
    for (const [name, account] of Object.entries(PEOPLE)) {
      if (name === 'eve') continue;
      const token = name === 'gus' ? 'sim-decline-insufficient_funds' : 'sim-success-1';
      await call('accounts', { account, token, protected: name === 'fay' });
    }
    const seen = ['ana', 'ben', 'eve'] as const;
    await call(
      'events',
      seen.map((name) => ({
        id: `seen-${name}`,
        at: '2013-02-11T11:00:00Z',
        kind: 'impression',
        user: `x:${PEOPLE[name]}`,
        campaign: 'sync',
      })),
    );
    await playScript();
  }, 120_000);
  afterAll(async () => {
    await syncline.close();
    await rm(folder, { recursive: true, force: true });
  });

  const orders = async (query = ''): Promise<OrderPage> =>
    orderPageSchema.parse(await call(`orders?limit=100${query}`));
  const totals = async (query: Omit<QueryInput, 'period'>) =>
    queryAnswerSchema.parse(await call('query', { ...query, period: { from: '2013-02-11', to: '2013-03-04' } }));

  it('leaves every order in the state that its posts give it', async () => {
    const { items, counts } = await orders();
    expect(counts).toEqual({ states: EXPECTED.orders, problems: 0 });
    const losses = items.flatMap(({ loss }) => loss ?? []).sort();
    expect(losses).toEqual(['outside_dates', 'over_limit', 'protected', 'sold_out', 'sold_out', 'unsynced']);
    expect(items.find(({ state }) => state === 'declined')?.declined_because).toBe('insufficient_funds');
  });

  it('answers each trigger with its confirmation hashtag, in a dry run', async () => {
    const { items, total } = (await call('replies')) as { items: { text: string; state: string }[]; total: number };
    expect(total).toBe(7);
    expect(items.every(({ state }) => state === 'dry_run')).toBe(true);
    expect(items[0]?.text).toBe(
      'To buy Kindle Fire HD for $149.99 + tax, post #ConfirmKindleFireHD within 15 minutes.',
    );
  });

  it('earns, refunds and counts what was worked out by hand', async () => {
    const cyn = (await orders('&offer=kindle-fire-hd&state=paid')).items[0];
    await call(`orders/${cyn?.id}/refunds`, { amount_minor: 6311, reason: 'Scratched' });
    await syncline.settleOrders();
    const { totals: all, rows } = await totals({
      metrics: ['triggers', 'confirmations', 'purchases', 'buyers', 'gross_revenue', 'refunds', 'net_revenue'],
      dimensions: ['offer'],
    });
    // The refund is of the day on which it was made, the day after the period.
    expect(all.metrics).toEqual({ ...EXPECTED.totals, refunds: 0, net_revenue: EXPECTED.totals.gross_revenue });
    for (const [offer, metrics] of Object.entries(EXPECTED.byOffer)) {
      expect(rows.find((row) => row.dimensions.offer === offer)?.metrics).toMatchObject(metrics);
    }
    const later = queryAnswerSchema.parse(
      await call('query', {
        metrics: ['gross_revenue', 'refunds', 'net_revenue'],
        period: { from: '2013-02-11', to: '2013-03-05' },
      }),
    );
    const { gross_revenue, refunds, net_revenue } = EXPECTED.totals;
    expect(later.totals.metrics).toEqual({ gross_revenue, refunds, net_revenue });
  });

  it('has the funnel of those who had seen it', async () => {
    const { stages } = funnelAnswerSchema.parse(
      await call('analysis/funnel', {
        period: { from: '2013-02-11', to: '2013-03-04' },
        filters: [{ dimension: 'campaign', op: 'is', values: ['sync'] }],
      }),
    );
    // Ana, Ben and Eve had seen it, and posted its hashtag; Eve could not buy.
    const people = Object.fromEntries(stages.map(({ stage, people_did }) => [stage, people_did]));
    expect(people).toMatchObject({ exposed: 3, engaged: 3, triggered: 2, confirmed: 2, paid: 2 });
  });
});
