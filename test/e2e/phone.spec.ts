import { count, expect, kpi, open, settled, test, wholePeriod } from './fixtures.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

test('the bar at the bottom leads to every screen', async ({ page }) => {
  await open(page, '/');
  const bar = page.getByRole('navigation', { name: 'Screens' });
  const box = await bar.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(800);
  for (const name of ['Campaigns', 'Devices', 'Revenue', 'Overview']) {
    const link = bar.getByRole('link', { name });
    expect((await link.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
    await link.tap();
    await settled(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  }
  for (const name of ['Audience', 'Studies', 'Reports', 'Offers', 'Orders', 'Live', 'Alerts', 'Accounts', 'Data']) {
    await bar.getByRole('button', { name: 'More' }).tap();
    const link = page.getByRole('dialog', { name: 'More' }).getByRole('link', { name });
    expect((await link.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
    await link.tap();
    await settled(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});

test('filters open in a sheet', async ({ page, world }) => {
  await open(page, wholePeriod('/', world));
  await page.getByRole('button', { name: 'Filter', exact: true }).tap();
  const sheet = page.getByRole('dialog', { name: 'Filters' });
  await sheet.getByRole('checkbox', { name: 'Birch', exact: true }).check();
  await expect(page).toHaveURL(/brand=birch/);
  await sheet.getByRole('button', { name: 'Close' }).tap();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('button', { name: '1 filter' })).toBeVisible();
  await expect(kpi(page, 'Reach, people')).toHaveText(count(world.expected.campaigns['birch-cup']?.reach ?? 0));
});

test('a period is chosen in a sheet', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world));
  await page.locator('main').waitFor();
  await page.getByRole('button', { name: /vs before/ }).tap();
  await page
    .getByRole('dialog', { name: 'Period' })
    .getByRole('button', { name: /^Last 28 days/ })
    .tap();
  await expect(page.getByRole('dialog', { name: 'Period' })).toBeHidden();
  await expect(page).toHaveURL(/from=/);
});

test('a table keeps its name and two columns', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world));
  const table = page.getByRole('table', { name: 'Revenue by campaign' });
  await expect(table.locator('thead th:visible')).toHaveText(['Campaign', 'Purchases', 'Net']);
});
