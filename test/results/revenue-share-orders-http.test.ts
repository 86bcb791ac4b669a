import { revenueShareAnswerSchema } from '@syncline/shared/revenue-share';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../support/app.ts';
import { flat, platformShare } from '../support/share-terms.ts';
import { sendEvents, smallWorld, untilCounted } from '../support/small-world.ts';

const lineSchema = z.object({
  order: z.string(),
  to: z.string(),
  amount: z.string().regex(/^-?\d+(\.\d{1,2})?$/),
  currency: z.literal('USD'),
});
/** A name that a spreadsheet would run. */
const FORMULA = '=HYPERLINK("x")';

describe('the orders under a figure, as a file', () => {
  const lastDay = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
  const world = smallWorld(lastDay);
  const period = { from: world.firstDay, to: world.lastDay };
  let server: TestServer;

  const post = (path: string, body: object) =>
    fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  beforeAll(async () => {
    server = await startTestServer();
    await sendEvents(server.url, world.events);
    await untilCounted(server.url, world.events.length);
    const agreement = {
      slug: 'wide',
      name: 'Wide',
      scope: { level: 'everything' },
      currency: 'USD',
      effective_from: '2020-01-01',
      terms: {
        shares: [platformShare([flat('6')], { name: FORMULA })],
        residual: { party: 'brands', name: 'Brands', role: 'merchant' },
        tax: 'included',
      },
    };
    const { status } = await post('/agreements', agreement);
    if (status !== 201) throw new Error(`The agreement was not taken: ${status}`);
  });
  afterAll(() => server.stop());

  it('has a line for everybody who has something of a movement, which add up to the shares', async () => {
    const { totals } = revenueShareAnswerSchema.parse(await (await post('/analysis/revenue-share', { period })).json());
    const answer = await post('/analysis/revenue-share/orders/download', { period, figure: { kind: 'net_revenue' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const text = await answer.text();
    const lines = z.array(lineSchema).parse(parse(text, { columns: true, bom: true }));
    const sumOf = (to: string) =>
      lines.filter((line) => line.to === to).reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
    const amountOf = (party: string) => totals.parties.find((one) => one.party === party)?.amount;
    expect(totals.orders).toBeGreaterThan(100);
    expect(sumOf('Brands')).toBe(amountOf('brands'));
    expect(sumOf(`'${FORMULA}`)).toBe(amountOf('platform'));
    expect(sumOf('Brands') + sumOf(`'${FORMULA}`)).toBe(world.expected.grossMinor - world.expected.refundsMinor);
    expect(new Set(lines.map(({ order }) => order)).size).toBe(world.expected.purchases);
  });
});
