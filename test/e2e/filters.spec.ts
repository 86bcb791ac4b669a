import { readFile } from 'node:fs/promises';
import { addDays } from '@syncline/shared/time';
import { findings } from './axe.ts';
import { ask, count, expect, kpi, open, settled, test, wholePeriod } from './fixtures.ts';

test('a filter changes the figures and the address, and the address brings it back', async ({
  page,
  world,
  context,
}) => {
  const period = { from: world.firstDay, to: world.lastDay };
  await open(page, wholePeriod('/', world));
  await expect(kpi(page, 'Reach, people')).toHaveText(count(world.expected.reach));
  await page
    .getByRole('region', { name: 'Filters' })
    .getByRole('button', { name: /^Brand/ })
    .click();
  await page.getByRole('checkbox', { name: 'Birch' }).check();
  await expect(page).toHaveURL(/[?&]brand=birch(&|$)/);
  const { totals } = await ask({
    metrics: ['reach', 'purchases'],
    period,
    filters: [{ dimension: 'brand', op: 'is', values: ['birch'] }],
  });
  const reach = count(totals.metrics.reach ?? 0);
  expect(totals.metrics.reach).toBe(world.expected.campaigns['birch-cup']?.reach);
  await expect(kpi(page, 'Reach, people')).toHaveText(reach);

  const link = page.url();
  const other = await context.newPage();
  await open(other, link);
  await expect(kpi(other, 'Reach, people')).toHaveText(reach);
  await expect(other.getByRole('region', { name: 'Filters' })).toContainText('Birch');
});

test('back and forward walk through the filters', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world));
  const all = count(world.expected.purchases);
  await expect(kpi(page, 'Purchases')).toHaveText(all);
  const filters = page.getByRole('region', { name: 'Filters' });
  await filters.getByRole('button', { name: /^Device/ }).click();
  await page.getByRole('checkbox', { name: 'Desktop' }).check();
  await expect(page).toHaveURL(/device=desktop/);
  const { totals } = await ask({
    metrics: ['purchases'],
    period: { from: world.firstDay, to: world.lastDay },
    filters: [{ dimension: 'device', op: 'is', values: ['desktop'] }],
  });
  const desktop = count(totals.metrics.purchases ?? 0);
  await expect(kpi(page, 'Purchases')).toHaveText(desktop);
  await page.keyboard.press('Escape');
  await page.goBack();
  await expect(page).not.toHaveURL(/device=/);
  await expect(kpi(page, 'Purchases')).toHaveText(all);
  await page.goForward();
  await expect(page).toHaveURL(/device=desktop/);
  await expect(kpi(page, 'Purchases')).toHaveText(desktop);
});

test('filters stay when another screen is opened', async ({ page, world }) => {
  await open(page, wholePeriod('/', world, '&brand=alder'));
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Revenue' }).click();
  await settled(page);
  await expect(page).toHaveURL(/\/revenue\?.*brand=alder/);
  const { totals } = await ask({
    metrics: ['purchases'],
    period: { from: world.firstDay, to: world.lastDay },
    filters: [{ dimension: 'brand', op: 'is', values: ['alder'] }],
  });
  await expect(kpi(page, 'Purchases')).toHaveText(count(totals.metrics.purchases ?? 0));
});

test('a period is chosen by name and stands in the address', async ({ page, world }) => {
  await open(page, wholePeriod('/', world));
  await page.getByRole('button', { name: /^Period:/ }).click();
  await page.getByRole('button', { name: /^Last 28 days/ }).click();
  const from = addDays(world.lastDay, -27);
  await expect(page).toHaveURL(new RegExp(`from=${from}`));
  const { totals } = await ask({ metrics: ['reach'], period: { from, to: world.lastDay } });
  await expect(kpi(page, 'Reach, people')).toHaveText(count(totals.metrics.reach ?? 0));
});

test('an address that makes no sense shows the screen without that filter', async ({ page }) => {
  await open(page, '/?from=2026-13-45&to=yesterday&compare=never&device=');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview');
  await expect(page.locator('main [role="alert"]')).toHaveCount(0);
});

test('an address that leads nowhere says so', async ({ page }) => {
  await page.goto('/nowhere');
  await expect(page.locator('main')).toContainText(/nothing|not found|no screen|no such/i);
  await page.goto('/campaigns/no-such-campaign');
  await expect(page.locator('main h1')).toBeVisible();
});

test('the tab of a campaign has its own address', async ({ page, world }) => {
  await open(page, wholePeriod('/campaigns/alder-lamp', world));
  await page.getByRole('link', { name: 'Frequency' }).click();
  await settled(page);
  await expect(page).toHaveURL(/tab=frequency/);
  await expect(page.getByRole('link', { name: 'Frequency' })).toHaveAttribute('aria-current', 'page');
  await page.goBack();
  await expect(page).not.toHaveURL(/tab=/);
});

test('a note over days is added by its chart, drawn, listed, in the table and the file, changed, and brought back', async ({
  page,
  world,
}) => {
  await open(page, wholePeriod('/', world));
  const panel = page.locator('section', { has: page.getByRole('button', { name: 'Add a note' }) }).last();
  await panel.getByRole('button', { name: 'Add a note' }).click();
  const form = page.getByRole('dialog', { name: 'Add a note' });
  await expect(form.getByLabel('Title')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(form.getByText('A title is needed.')).toBeVisible();
  await form.getByLabel('Title').fill('=Sale, all shops');
  await form.getByLabel('First day').fill(world.lastDay);
  await form.getByLabel('Last day').fill(world.lastDay);
  await form.getByLabel('Text').fill('Ten per cent off');
  expect(await findings(page)).toEqual([]);
  await form.getByRole('button', { name: 'Save' }).click();
  const listed = panel.getByRole('list', { name: 'Notes' }).getByRole('listitem');
  await expect(listed).toContainText('=Sale, all shops – Ten per cent off');
  await panel.getByRole('figure').focus();
  await page.keyboard.press('End');
  await expect(panel.getByRole('figure').getByRole('status')).toContainText('Note 1 =Sale, all shops');
  expect(await findings(page)).toEqual([]);
  const download = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'CSV, the numbers' }).click();
  const csv = (await readFile((await (await download).path()) ?? '', 'utf8')).trimEnd().split('\r\n');
  expect(csv.find((line) => line.startsWith('Day'))).toMatch(/,Notes$/);
  expect(csv.at(-1)).toMatch(new RegExp(`^${world.lastDay},.*,"'=Sale, all shops"$`));
  await panel.getByRole('button', { name: 'Show as table' }).click();
  await expect(panel.getByRole('row').last()).toContainText('=Sale, all shops');
  await panel.getByRole('button', { name: 'Show as chart' }).click();

  await listed.getByRole('button').click();
  const change = page.getByRole('dialog', { name: 'Change the note' });
  await change.getByLabel('About').selectOption({ label: 'Brand: Birch' });
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(listed).toContainText('Birch');
  await open(page, wholePeriod('/', world, '&brand=alder'));
  await expect(panel.getByRole('list', { name: 'Notes' })).toHaveCount(0);
  await open(page, wholePeriod('/campaigns/birch-cup', world, '&tab=reach'));
  await expect(page.getByRole('list', { name: 'Notes' }).first()).toContainText('=Sale, all shops');
  await open(page, wholePeriod('/', world));
  await listed.getByRole('button').click();
  await change.getByRole('button', { name: 'Delete' }).click();
  await expect(panel.getByText('“=Sale, all shops” is deleted.')).toBeVisible();
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(listed).toContainText('=Sale, all shops');
  const { items } = await (await page.request.get('/api/v1/annotations')).json();
  for (const { id } of items) await page.request.delete(`/api/v1/annotations/${id}`);
});
