import { readFile } from 'node:fs/promises';
import { monthText } from '@syncline/shared/statement-words';
import type { MonthStatements } from '@syncline/shared/statements';
import { startTestServer, type TestServer } from '../support/app.ts';
import { sendEvents, smallWorld, untilCounted } from '../support/small-world.ts';
import { findings, overflowOf } from './axe.ts';
import { expect, open, settled, test } from './fixtures.ts';
import { lastDay } from './servers.ts';

// A server of its own: closed months, and numbers, are there once.
let server: TestServer;
const at = (path: string) => `${server.url}${path}`;

test.beforeAll(async () => {
  server = await startTestServer();
});
test.afterAll(() => server.stop());

test('a month is read, paid out, closed by keyboard and downloaded', async ({ page }) => {
  await open(page, at('/revenue/statements'));
  await expect(page.locator('main')).toContainText('There is no agreement that has begun');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('link', { name: 'Write an agreement' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Agreements');

  const world = smallWorld(lastDay());
  await sendEvents(server.url, world.events);
  await untilCounted(server.url, world.events.length);
  const agreed = await fetch(at('/api/v1/agreements'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      slug: 'birch-cups',
      name: 'Birch cups',
      scope: { level: 'brand', slug: 'birch' },
      currency: 'USD',
      effective_from: world.firstDay,
      terms: {
        shares: [
          {
            party: 'network',
            name: 'The network',
            role: 'platform',
            terms: [{ kind: 'percentage', of: 'net', percent: '4' }],
          },
        ],
        residual: { party: 'birch', name: 'Birch', role: 'merchant' },
        tax: 'included',
      },
    }),
  });
  expect(agreed.status).toBe(201);
  await open(page, at('/revenue'));
  await page.getByRole('link', { name: 'Statements', exact: true }).click();
  await settled(page);
  const month = world.firstDay.slice(0, 7);
  await expect(page.getByLabel('Month')).toHaveValue(month);
  await expect(page.locator('main')).toContainText('Draft.');
  expect(await findings(page)).toEqual([]);

  // A payout is recorded, taken back and recorded again.
  await page.getByRole('button', { name: 'Birch', exact: true }).press('Enter');
  await settled(page);
  const form = page.getByRole('form', { name: 'Record a payout' });
  await form.getByLabel('Amount, USD').fill('1.234');
  await form.getByLabel('Amount, USD').press('Enter');
  await expect(form).toContainText('has more decimals than USD allows');
  await form.getByLabel('Amount, USD').fill('1.23');
  await form.getByLabel('Day').fill(world.firstDay);
  await form.getByLabel('Amount, USD').press('Enter');
  const paid = page.getByRole('row', { name: /\$1\.23/ });
  await expect(paid.first()).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(page.getByText('Nothing was recorded.')).toBeVisible();
  await form.getByLabel('Amount, USD').fill('1.23');
  await form.getByLabel('Amount, USD').press('Enter');
  await expect(paid.first()).toBeVisible();
  await settled(page);
  expect(await findings(page)).toEqual([]);

  // Closed by keyboard, after it was said what that does.
  await page.getByRole('button', { name: 'Statements', exact: true }).press('Enter');
  await settled(page);
  await page.getByRole('button', { name: `Close ${monthText(month)}` }).press('Enter');
  const asked = page.getByRole('group', { name: /cannot be undone/ });
  await expect(asked).toContainText('get their numbers and are kept as they are');
  await expect(asked.getByRole('button', { name: `Close ${monthText(month)}` })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toContainText('these statements stay as they are');
  await settled(page);
  const closed = (await (await fetch(at(`/api/v1/statements/${month}`))).json()) as MonthStatements;
  expect(closed.state).toBe('closed');
  const table = page.getByRole('table', { name: 'Statements of the month' });
  for (const { number } of closed.items) await expect(table).toContainText(number ?? 'no number');

  const [pdf] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'PDF of Birch' }).click(),
  ]);
  expect((await readFile(await pdf.path())).subarray(0, 5).toString()).toBe('%PDF-');
  const [zip] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'All PDFs as one ZIP' }).click(),
  ]);
  expect(zip.suggestedFilename()).toBe(`statements-${month}.zip`);
  expect((await readFile(await zip.path())).subarray(0, 2).toString()).toBe('PK');

  // The orders under a line are those that it counts.
  await page.getByRole('button', { name: 'The network', exact: true }).click();
  await settled(page);
  const line = page.getByRole('table', { name: 'Lines of the month' }).getByRole('link', { name: /, its orders$/ });
  const earned = (await line.first().textContent()) ?? '';
  await line.first().press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Shared orders');
  await settled(page);
  await expect(page.getByRole('heading', { name: `add up to ${earned}` })).toBeVisible();
  await expect(page.getByText('The figure that led here')).toHaveCount(0);
  await expect(page.getByRole('table', { name: 'Orders under the figure' }).locator('tbody tr').first()).toContainText(
    'Birch cups, version 14 % of net',
  );
  await open(page, at(`/revenue/statements?month=${month}`));

  // Of the closed statement nothing can be removed any more.
  await page.getByRole('button', { name: 'Birch', exact: true }).click();
  await settled(page);
  await expect(page.getByRole('article')).toContainText('SHA-256 of the content');
  await expect(page.getByRole('button', { name: /^Remove/ })).toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await settled(page);
  expect(await overflowOf(page)).toBe(0);
  expect(await findings(page)).toEqual([]);
});
