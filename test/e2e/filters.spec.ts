import { addDays } from '@syncline/shared/time';
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
