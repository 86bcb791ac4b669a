import { readFile } from 'node:fs/promises';
import { CHANGE_PARTS, type RevenueChangeAnswer } from '@syncline/shared/revenue-change';
import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import type { ShareOrdersAnswer } from '@syncline/shared/revenue-share-orders';
import { addDays } from '@syncline/shared/time';
import { findings, overflowOf } from './axe.ts';
import { analyse, count, dollars, expect, open, settled, test, wholePeriod } from './fixtures.ts';

/** As the screens write a change. */
const signed = (minor: number) => `${minor > 0 ? '+' : ''}${dollars(minor)}`;

test('the waterfall goes from gross to who keeps the rest, to the cent', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world));
  const period = { from: world.firstDay, to: world.lastDay };
  const { totals } = await analyse<RevenueShareAnswer>('revenue-share', { period });
  const panel = page.locator('section', { has: page.getByRole('heading', { name: /^Refunds took/ }) });
  await panel.getByRole('button', { name: 'Show as table' }).click();
  const row = (name: string) => panel.getByRole('row', { name: new RegExp(`^${name}`) });
  await expect(row('Gross')).toContainText(dollars(world.expected.grossMinor));
  await expect(row('Refunds and chargebacks')).toContainText(dollars(-world.expected.refundsMinor));
  await expect(row('Fees')).toContainText('–');
  await expect(row('Fees')).toContainText('not known to the log');
  await expect(row('Net')).toContainText(dollars(totals.net_revenue));
  // A shop without list prices does not know its discount; it is not 0.
  expect(totals.list_price).toBeNull();
  await expect(row('List price')).toHaveCount(0);
});

test('what changed and why adds up from net before to net now', async ({ page, world }) => {
  const period = { from: addDays(world.firstDay, 20), to: world.lastDay };
  await open(page, `/revenue?from=${period.from}&to=${period.to}`);
  const compare = { from: world.firstDay, to: addDays(world.firstDay, 19) };
  const { totals, groups } = await analyse<RevenueChangeAnswer>('revenue-change', { period, compare });
  expect(totals.difference).not.toBe(0);
  const panel = page.locator('section', { has: page.getByRole('heading', { name: /^Net revenue (rose|fell)/ }) });
  for (const amount of [dollars(totals.before.net_revenue), dollars(totals.now.net_revenue)]) {
    await expect(panel).toContainText(amount);
  }
  for (const part of CHANGE_PARTS.filter((part) => totals.parts[part] !== 0)) {
    await expect(panel).toContainText(signed(totals.parts[part]));
  }
  const table = page.getByRole('table', { name: 'What changed, by campaign' });
  expect(groups).toHaveLength(3);
  for (const { difference } of groups) await expect(table.locator('tbody')).toContainText(signed(difference));
  await expect(table.locator('tfoot')).toContainText(signed(totals.difference));
  expect(await findings(page)).toEqual([]);
});

test('what changed says so where the store holds nothing to compare with', async ({ page, world }) => {
  await open(page, `/revenue?from=${world.firstDay}&to=${addDays(world.firstDay, 2)}`);
  await expect(page.getByText('The store holds no days before these to compare with.').first()).toBeVisible();
});

test('the waterfall is exported as numbers and as a picture', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world));
  const panel = page.locator('section', { has: page.getByRole('heading', { name: /^Refunds took/ }) });
  for (const [kind, content] of [
    ['CSV, the numbers', 'Refunds and chargebacks,-'],
    ['SVG, the drawing', 'Refunds and chargebacks'],
  ] as const) {
    await panel.getByRole('button', { name: 'Export' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: kind }).click();
    expect(await readFile(await (await saved).path(), 'utf8')).toContain(content);
  }
});

test('a figure leads to the orders under it, which add up to it, on the screen and in the file', async ({
  page,
  world,
}) => {
  await open(page, wholePeriod('/revenue', world));
  const period = { from: world.firstDay, to: world.lastDay };
  const net = world.expected.grossMinor - world.expected.refundsMinor;
  const { totals } = await analyse<ShareOrdersAnswer>('revenue-share/orders', { period });
  await page
    .getByRole('link', { name: `${dollars(net)}, its orders` })
    .first()
    .press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Shared orders');
  await settled(page);
  const sum = page.getByRole('heading', { name: `${count(totals.orders)} orders add up to ${dollars(net)}` });
  await expect(sum).toBeVisible();
  await expect(page.getByText('The figure that led here')).toHaveCount(0);
  const table = page.getByRole('table', { name: 'Orders under the figure' });
  const shown = await table.locator('tbody tr').count();
  await page.getByRole('button', { name: 'Show more' }).press('Enter');
  await expect.poll(() => table.locator('tbody tr').count()).toBeGreaterThan(shown);
  expect(await findings(page)).toEqual([]);
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV of all orders' }).press('Enter'),
  ]);
  const [head = '', ...lines] = (await readFile(await saved.path(), 'utf8')).trimEnd().split('\r\n');
  const amount = head.split(',').indexOf('amount');
  expect(lines.reduce((all, line) => all + Math.round(Number(line.split(',')[amount]) * 100), 0)).toBe(net);
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();

  // An amount that it is not any more, or never was, is said to be another.
  const moved = new URL(page.url());
  moved.searchParams.set('sum', (moved.searchParams.get('sum') ?? '').replace(/^\d+/, '1'));
  await open(page, moved.href);
  await expect(page.getByText('The figure that led here was $0.01')).toBeVisible();

  await page.getByLabel('Figure', { exact: true }).selectOption('payment_not_known');
  await expect(page.getByText('No order of these days is under')).toBeVisible();
  await open(page, wholePeriod('/revenue', world));
  await page
    .getByRole('table', { name: 'Revenue by campaign' })
    .getByRole('link', { name: /, its orders$/ })
    .first()
    .click();
  await settled(page);
  await expect(page.getByRole('heading', { name: /orders add up to/ })).toBeVisible();
  await expect(page.getByText('The figure that led here')).toHaveCount(0);
  await page.getByRole('button', { name: /^Not only Campaign/ }).press('Enter');
  await expect(sum).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await settled(page);
  expect(await overflowOf(page)).toBe(0);
  expect(await findings(page)).toEqual([]);
});

test.describe('where they are too many', () => {
  test.use({ allowedComplaints: [/Failed to load resource.*422/] });
  test('orders are not listed, and the file is still to be had', async ({ page, world }) => {
    const error = {
      code: 'query_too_heavy',
      message: 'More than 1000000 orders.',
      hint: 'Ask for less.',
      request_id: 'r',
    };
    await page.route('**/analysis/revenue-share/orders', (route) => route.fulfill({ status: 422, json: { error } }));
    await open(page, wholePeriod('/revenue/orders', world));
    await expect(page.getByRole('alert')).toContainText('More than 1000000 orders. Ask for less.');
    await expect(page.getByText('the CSV has no such limit')).toBeVisible();
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV of all orders' }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe(`orders-${world.firstDay}-${world.lastDay}.csv`);
  });
});

test('the screens under Revenue are one link apart, with the filters', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world, '&brand=alder'));
  const parts = page.getByRole('navigation', { name: 'Parts of Revenue' });
  await expect(parts.getByRole('link', { name: 'Revenue' })).toHaveAttribute('aria-current', 'page');
  await parts.getByRole('link', { name: 'Agreements' }).click();
  await expect(page).toHaveURL(/\/revenue\/agreements\?.*brand=alder/);
  await expect(parts.getByRole('link', { name: 'Agreements' })).toHaveAttribute('aria-current', 'page');
});

test('a printed page has its period and definitions, no controls, and fits two sheets', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world));
  const facts = page.getByText(/as of \d+ \w+ \d{4}, \d\d:\d\d UTC/);
  await expect(facts).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(facts).toBeVisible();
  await expect(page.getByRole('region', { name: 'Definitions' })).toContainText('gross revenue − refunds');
  for (const hidden of [
    page.getByRole('navigation', { name: 'Screens' }),
    page.getByRole('navigation', { name: 'Parts of Revenue' }),
    page.getByRole('region', { name: 'Filters' }),
    page.getByRole('button', { name: 'Export' }).first(),
    page.getByRole('link', { name: 'Skip to the content' }),
  ]) {
    await expect(hidden).toBeHidden();
  }
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  const sheets = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(sheets).toBeGreaterThan(0);
  expect(sheets).toBeLessThanOrEqual(2);
});

test('everything fits a tablet and a small phone', async ({ page, world }) => {
  for (const width of [900, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await open(page, wholePeriod('/revenue', world));
    expect(await overflowOf(page)).toBe(0);
  }
});
