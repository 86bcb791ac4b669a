import { type ClaimsAnswer, claimsAnswerSchema } from '@syncline/shared/claims';
import type { QueryInput } from '@syncline/shared/query';
import { spendKeptSchema } from '@syncline/shared/spend';
import { addDays } from '@syncline/shared/time';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/app.ts';
import { untilCounted } from '../support/small-world.ts';
import { ask } from './real-data.ts';

const FROM = '2026-10-01';
const DAYS = 14;
const PERIOD = { from: FROM, to: addDays(FROM, DAYS - 1) };
const CAMPAIGNS = ['launch', 'gift', 'autumn'];

interface Sold {
  campaign: string;
  day: string;
  impressions: number;
  clicks: number;
  /** In cents. */
  paid: number[];
}

interface Row {
  campaign: string;
  day: string;
  platform: string;
  cents: number | null;
  impressions: number | null;
  clicks: number | null;
  conversions: number | null;
}

const place = { campaign: fc.constantFrom(...CAMPAIGNS), day: fc.nat({ max: DAYS - 1 }).map((n) => addDays(FROM, n)) };
const sold: fc.Arbitrary<Sold> = fc.record({
  ...place,
  impressions: fc.integer({ min: 1, max: 50 }),
  clicks: fc.nat({ max: 3 }),
  paid: fc.array(fc.integer({ min: 1, max: 90_000 }), { maxLength: 2 }),
});
const row: fc.Arbitrary<Row> = fc.record({
  ...place,
  campaign: fc.constantFrom(...CAMPAIGNS, 'billboard'),
  platform: fc.constantFrom('x', 'meta', ''),
  cents: fc.option(fc.nat({ max: 70_000 })),
  impressions: fc.option(fc.nat({ max: 99 })),
  clicks: fc.option(fc.nat({ max: 9 })),
  conversions: fc.option(fc.nat({ max: 400 }).map((hundredths) => hundredths / 100)),
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const keyOf = ({ campaign, day, platform }: Row) => [campaign, day, platform].join(' ');

describe('spend over HTTP', () => {
  let server: TestServer;
  let world: Sold[];
  beforeAll(async () => {
    server = await startTestServer();
    world = fc.sample(sold, { numRuns: 60, seed: 4 });
    await send('events', eventsOf(world), 'POST');
    await untilCounted(server.url, eventsOf(world).length);
    await send('brands', { slug: 'nimbus', name: 'Nimbus' }, 'POST');
  });
  afterAll(() => server.stop());

  async function send(path: string, body: unknown, method: string): Promise<unknown> {
    const answer = await fetch(`${server.url}/api/v1/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
  const question = (more: Partial<QueryInput> = {}) =>
    ask(server.url, { period: PERIOD, metrics: ['spend', 'cpm', 'cpa', 'roas', 'impressions'], limit: 1000, ...more });
  const put = async (rows: readonly Row[]) =>
    spendKeptSchema.parse(
      await send('spend', { rows: rows.map(({ cents, ...rest }) => ({ ...rest, amount: decimal(cents) })) }, 'PUT'),
    );
  /** Works with rows that are taken back in the end, also where it fails. */
  const withSpend = async <Answer>(rows: readonly Row[], work: () => Promise<Answer>): Promise<Answer> => {
    const { batch } = await put(rows);
    try {
      return await work();
    } finally {
      await takeBack(batch);
    }
  };
  const takeBack = (batch: string) => send(`spend/batches/${batch}`, undefined, 'DELETE');
  const claims = async (): Promise<ClaimsAnswer> =>
    claimsAnswerSchema.parse(await send('analysis/platform-claims', { period: PERIOD }, 'POST'));

  it('answers as plain sums over what was sent, and after taking it back as before', { timeout: 120_000 }, async () => {
    const rows = fc.uniqueArray(row, { selector: keyOf, minLength: 1, maxLength: 15 }).map((all) => all.filter(tells));
    await fc.assert(
      fc.asyncProperty(
        rows.filter((all) => all.length > 0),
        async (rows) => {
          await withSpend(rows, async () => {
            const known = rows.filter(({ cents }) => cents !== null);
            const expected = (
              keep: (campaign: string, day: string) => boolean,
              isKnown: (campaign: string) => boolean,
            ) => {
              const events = world.filter(({ campaign, day }) => keep(campaign, day));
              const impressions = sum(events.map((each) => each.impressions));
              const purchases = sum(events.map(({ paid }) => paid.length));
              const net = sum(events.flatMap(({ paid }) => paid));
              const spend = known.some(({ campaign }) => isKnown(campaign))
                ? sum(known.filter(({ campaign, day }) => keep(campaign, day)).map(({ cents }) => cents ?? 0))
                : null;
              const halfUp = (amount: number, count: number) => Math.floor((2 * amount + count) / (2 * count));
              return {
                spend,
                cpm: spend === null || impressions === 0 ? null : halfUp(spend * 1000, impressions),
                cpa: spend === null || purchases === 0 ? null : halfUp(spend, purchases),
                roas: spend === null || spend === 0 ? null : net / spend,
                impressions,
              };
            };
            const { rows: byCampaign, totals, meta } = await question({ dimensions: ['campaign'] });
            expect(totals.metrics).toEqual(
              expected(
                () => true,
                () => true,
              ),
            );
            for (const { dimensions, metrics } of byCampaign) {
              const is = (campaign: string) => campaign === dimensions.campaign;
              expect(metrics).toEqual(expected(is, is));
            }
            const listed = new Set([
              ...world.map(({ campaign }) => campaign),
              ...known.map(({ campaign }) => campaign),
            ]);
            expect(new Set(byCampaign.map(({ dimensions }) => dimensions.campaign))).toEqual(listed);
            expect(meta.warnings.map(({ code }) => code)).toEqual(known.length === 0 ? ['no_spend'] : []);
            const { rows: byDay } = await question({ dimensions: ['time:day'] });
            for (const { dimensions, metrics } of byDay) {
              expect(metrics).toEqual(
                expected(
                  (_, day) => day === dimensions['time:day'],
                  () => true,
                ),
              );
            }

            const again = await put(rows);
            expect(again).toMatchObject({ accepted: 0, replaced: 0, duplicate: rows.length });
            expect((await question()).totals.metrics).toEqual(totals.metrics);
          });
          expect((await question()).totals.metrics).toMatchObject({ spend: null, roas: null });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('gives a kept answer up when spend, or the brand of a campaign, changes', async () => {
    const branded = () => question({ filters: [{ dimension: 'brand', op: 'is', values: ['nimbus'] }] });
    const { batch } = await put([only('launch', { cents: 12_345 })]);
    expect((await question()).totals.metrics.spend).toBe(12_345);
    expect((await question()).meta.cached).toBe(true);
    expect((await branded()).totals.metrics.spend).toBeNull();
    await send('campaigns/launch', { brand: 'nimbus' }, 'PATCH');
    expect((await branded()).totals.metrics.spend).toBe(12_345);
    const correction = await put([only('launch', { cents: 1 })]);
    expect(correction).toMatchObject({ replaced: 1 });
    expect((await question()).totals.metrics.spend).toBe(1);
    await takeBack(correction.batch);
    expect((await question()).totals.metrics.spend).toBe(12_345);
    await takeBack(batch);
    expect((await question()).totals.metrics.spend).toBeNull();
  });

  it('is told beside figures that come from interval cells, the same as beside the log', async () => {
    const { batch } = await put([only('launch', { cents: 500 }), only('gift', { cents: 700, day: addDays(FROM, 3) })]);
    const asked = { dimensions: ['campaign', 'time:week'] as const, compare: { from: '2026-09-17', to: '2026-09-30' } };
    const inTier = (tier: 'auto' | 'raw') => question({ ...asked, dimensions: [...asked.dimensions], tier });
    await expect.poll(async () => (await inTier('auto')).meta.tier, { timeout: 30_000 }).toBe('intervals');
    const [cells, log] = [await inTier('auto'), await inTier('raw')];
    expect(cells.rows).toEqual(log.rows);
    expect(cells.totals).toEqual(log.totals);
    expect(cells.totals).toMatchObject({ metrics: { spend: 1200 }, comparison: { spend: 0 } });
    await takeBack(batch);
  });

  it('says by what it is not known', async () => {
    const { batch } = await put([only('launch', { cents: 500 })]);
    const byDevice = await question({ dimensions: ['device'] });
    expect(byDevice.rows.map(({ metrics }) => metrics.spend)).toEqual([null]);
    expect(byDevice.totals.metrics.spend).toBe(500);
    expect(byDevice.meta.warnings).toMatchObject([
      { code: 'spend_not_split', metrics: ['spend', 'cpm', 'cpa', 'roas'] },
    ]);
    const onX = await question({ filters: [{ dimension: 'network', op: 'is', values: ['x'] }] });
    expect(onX.totals.metrics.spend).toBeNull();
    expect(onX.meta.warnings[0]?.message).toContain('not by network');
    await takeBack(batch);
  });

  it('stands with what platforms claim beside the own counts of the same days', { timeout: 120_000 }, async () => {
    const rows = fc.uniqueArray(row, { selector: keyOf, minLength: 1, maxLength: 15 }).map((all) => all.filter(tells));
    const own = { impressions: 'impressions', clicks: 'clicks', conversions: 'purchases' } as const;
    const counts = (campaign: string, day: string) => {
      const events = world.filter((each) => each.campaign === campaign && each.day === day);
      return {
        impressions: sum(events.map((each) => each.impressions)),
        clicks: sum(events.map((each) => each.clicks)),
        purchases: sum(events.map(({ paid }) => paid.length)),
      };
    };
    await fc.assert(
      fc.asyncProperty(
        rows.filter((all) => all.length > 0),
        async (rows) => {
          const answer = await withSpend(rows, claims);
          const campaigns = new Set(rows.map(({ campaign }) => campaign));
          expect(new Set(answer.campaigns.map(({ campaign }) => campaign))).toEqual(campaigns);
          for (const found of [...answer.campaigns, { ...answer.totals, campaign: null }]) {
            const told = rows.filter(({ campaign }) => found.campaign === null || campaign === found.campaign);
            for (const [figure, metric] of Object.entries(own) as [
              keyof typeof own,
              (typeof own)[keyof typeof own],
            ][]) {
              const claiming = told.filter((each) => each[figure] !== null);
              const days = new Map(
                claiming.map(({ campaign, day }) => [`${campaign} ${day}`, counts(campaign, day)[metric]]),
              );
              const counted = claiming.length === 0 ? null : sum([...days.values()]);
              const claimed =
                claiming.length === 0 ? null : Math.round(sum(claiming.map((each) => (each[figure] ?? 0) * 100))) / 100;
              expect(found[figure]).toMatchObject({ claimed, counted, days: days.size });
              expect(near(found[figure].difference)).toBe(near(claimed === null ? null : claimed - (counted ?? 0)));
              expect(near(found[figure].ratio)).toBe(near(counted ? (claimed ?? 0) / counted : null));
            }
            const cents = told.flatMap((each) => each.cents ?? []);
            expect(found.spend).toBe(cents.length === 0 ? null : sum(cents));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('claims nothing where nothing was reported, and nothing by device', async () => {
    expect(await claims()).toMatchObject({ campaigns: [], meta: { warnings: [{ code: 'no_data' }] } });
    const byDevice = { period: PERIOD, filters: [{ dimension: 'device', op: 'is', values: ['mobile'] }] };
    await expect(send('analysis/platform-claims', byDevice, 'POST')).rejects.toThrow(/forbidden_combination/);
  });

  it('refuses what cannot be kept, naming the row, and then keeps nothing', async () => {
    const good = { campaign: 'launch', day: FROM, amount: '1.00' };
    const wrong = [
      [{ ...good, amount: '1.005' }, 'rows[1].amount'],
      [{ ...good, currency: 'EUR' }, 'rows[1].currency'],
      [{ ...good, amount: null }, 'rows[1].amount'],
      [{ ...good, day: '2026-02-30' }, 'rows[1].day'],
      [{ ...good, campaign: 'Launch!' }, 'rows[1].campaign'],
      [{ ...good, clicks: -1 }, 'rows[1].clicks'],
      [{ ...good, conversions: 0.001 }, 'rows[1].conversions'],
    ] as const;
    for (const [bad, path] of wrong) {
      await expect(send('spend', { rows: [good, bad] }, 'PUT')).rejects.toThrow(`"path":"${path}"`);
    }
    expect((await question()).totals.metrics.spend).toBeNull();
  });
});

function only(campaign: string, more: Partial<Row>): Row {
  return {
    campaign,
    day: FROM,
    platform: 'x',
    cents: null,
    impressions: null,
    clicks: null,
    conversions: null,
    ...more,
  };
}

/** To nine decimals. */
function near(value: number | null): string | null {
  return value === null ? null : value.toFixed(9);
}

function tells({ cents, impressions, clicks, conversions }: Row): boolean {
  return [cents, impressions, clicks, conversions].some((figure) => figure !== null);
}

function decimal(cents: number | null): string | null {
  return cents === null ? null : (cents / 100).toFixed(2);
}

/** One event for the impressions of a draw, one for its clicks, and an order for each payment. */
function eventsOf(world: readonly Sold[]): unknown[] {
  return world.flatMap(({ campaign, day, impressions, clicks, paid }, index) => {
    const base = { at: `${day}T12:00:00Z`, user: `person-${index % 7}`, campaign };
    return [
      { ...base, id: `seen-${index}`, kind: 'impression', quantity: impressions },
      ...(clicks > 0 ? [{ ...base, id: `click-${index}`, kind: 'engagement', action: 'click', quantity: clicks }] : []),
      ...paid.map((cents, order) => ({
        ...base,
        id: `paid-${index}-${order}`,
        kind: 'purchase',
        stage: 'paid',
        order: `order-${index}-${order}`,
        amount: decimal(cents),
        currency: 'USD',
      })),
    ];
  });
}
