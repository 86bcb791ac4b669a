import type { Agreement } from '@syncline/shared/agreements';
import { formatAmount } from '@syncline/shared/money';
import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import { addDays } from '@syncline/shared/time';
import { findings, overflowOf } from './axe.ts';
import { analyse, expect, open, settled, test, wholePeriod } from './fixtures.ts';
import { filledServer, lastDay } from './servers.ts';

// Refusals are part of what is tested.
test.use({ allowedComplaints: [/Failed to load resource.*409/] });

const AGREEMENTS = `${filledServer()}/api/v1/agreements`;

async function read(slug: string): Promise<Agreement> {
  return (await (await fetch(`${AGREEMENTS}/${slug}`)).json()) as Agreement;
}

test('an agreement is written, shares the revenue, gets other terms and ends', async ({ page, world }) => {
  await open(page, '/revenue');
  await page.getByRole('link', { name: /^Agreements/ }).click();
  await page.getByRole('button', { name: 'Add an agreement' }).click();
  const form = page.getByRole('form', { name: 'New agreement' });
  await form.getByRole('button', { name: 'Add the agreement' }).click();
  await expect(form).toContainText('is needed, up to 120 characters');
  await form.getByLabel('Name', { exact: true }).fill('Lamps and desks');
  await form.getByLabel('About').selectOption('brand');
  await form.getByLabel('Which').selectOption('alder');
  await form.getByLabel('From', { exact: true }).fill(world.firstDay);
  await form.getByLabel('Per cent', { exact: true }).fill('7.5');
  await form.getByLabel('Per order').fill('0.25');
  await form.getByLabel('Tax').selectOption('included');
  const words = page.getByRole('region', { name: 'In words' });
  await expect(words).toContainText('Platform (platform): 7.5 % of net, plus $0.25 an order.');
  await expect(words).toContainText('cannot be changed from then on');
  await form.getByLabel('Per order').press('Enter');

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lamps and desks');
  expect(await read('lamps-and-desks')).toMatchObject({
    scope: { level: 'brand', slug: 'alder' },
    versions: [{ version: 1, effective_from: world.firstDay }],
  });
  await expect(page.getByRole('region', { name: 'Version 1' })).toContainText('in force');

  // Another test shares out what another brand sells.
  await open(page, wholePeriod('/revenue', world, '&brand=alder'));
  const period = { from: world.firstDay, to: world.lastDay };
  const filters = [{ dimension: 'brand', op: 'is', values: ['alder'] }];
  const { totals } = await analyse<RevenueShareAnswer>('revenue-share', { period, filters });
  expect(totals.parties.map(({ party }) => party)).toEqual(['merchant', 'platform']);
  const shares = page.getByRole('table', { name: 'Shares by month' }).locator('tfoot');
  const shown = (minor: number) =>
    Number(formatAmount(minor, 'USD')).toLocaleString('en-US', { style: 'currency', currency: 'USD' });
  for (const { amount } of totals.parties) await expect(shares).toContainText(shown(amount));
  await expect(shares).toContainText(shown(totals.net_revenue));

  await open(page, '/revenue/agreements?agreement=lamps-and-desks&write=version');
  const other = page.getByRole('form', { name: 'Other terms for Lamps and desks' });
  await expect(other.getByLabel('Per cent', { exact: true })).toHaveValue('7.5');
  await other.getByLabel('Per cent', { exact: true }).fill('5');
  await other.getByLabel('From', { exact: true }).fill(lastDay());
  await other.getByRole('button', { name: 'Add the version' }).click();
  await expect(other).toContainText('are under the terms then in force, which stay');
  await other.getByLabel('From', { exact: true }).fill('2031-01-01');
  await other.getByRole('button', { name: 'Add the version' }).click();
  const second = page.getByRole('region', { name: 'Version 2' });
  await expect(second).toContainText('Platform (platform): 5 % of net');
  await second.getByRole('button', { name: 'Take back' }).click();
  await second.getByRole('button', { name: 'Take it back' }).click();
  await expect(second).toHaveCount(0);
  await settled(page);
  await expect(page.getByRole('table', { name: 'Changes of the agreement' })).toContainText('127.0.0.1');

  await page.getByLabel('Last day', { exact: true }).fill(addDays(lastDay(), 400));
  await page.getByRole('button', { name: 'Set the last day' }).click();
  await expect(page.getByRole('heading', { level: 1 }).locator('..')).toContainText('until');
});

for (const [size, viewport] of Object.entries({
  laptop: { width: 1440, height: 1000 },
  phone: { width: 390, height: 844 },
})) {
  for (const path of [
    '/revenue/agreements',
    '/revenue/agreements?write=add',
    '/revenue/agreements?agreement=nothing',
  ]) {
    test(`${path} fits a ${size} and is accessible`, async ({ page }) => {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await open(page, path);
        expect(await overflowOf(page)).toBe(0);
        expect(await findings(page)).toEqual([]);
      }
    });
  }
}
