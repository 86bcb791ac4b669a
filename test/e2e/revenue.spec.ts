import { readFile } from 'node:fs/promises';
import { CHANGE_PARTS, type RevenueChangeAnswer } from '@syncline/shared/revenue-change';
import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { addDays } from '@syncline/shared/time';
import { graveFindings, overflowOf } from './axe.ts';
import { analyse, dollars, expect, open, test, wholePeriod } from './fixtures.ts';

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
  expect(await graveFindings(page)).toEqual([]);
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
  await expect(page.getByRole('region', { name: 'Definitions' })).toContainText('gross_revenue − refunds');
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
