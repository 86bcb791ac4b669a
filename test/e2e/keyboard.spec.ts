import { expect, open, settled, test, wholePeriod } from './fixtures.ts';

test('the skip link is the first stop and leads to the content', async ({ page }) => {
  await open(page, '/');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();
});

test('a filter is set and left by keys alone, and the focus comes back', async ({ page, world }) => {
  await open(page, wholePeriod('/', world));
  const brand = page.getByRole('region', { name: 'Filters' }).getByRole('button', { name: /^Brand/ });
  await brand.focus();
  await page.keyboard.press('Enter');
  const box = page.getByRole('checkbox', { name: 'Alder & Sons' });
  await expect(box).toBeVisible();
  await box.focus();
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/brand=alder/);
  await page.keyboard.press('Escape');
  await expect(box).toBeHidden();
  await expect(brand).toBeFocused();
});

test('the theme menu opens, moves and chooses by keys', async ({ page }) => {
  await open(page, '/');
  await page.getByRole('button', { name: 'Theme' }).first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemradio', { name: 'Light' })).toBeVisible();
  const dark = page.getByRole('menuitemradio', { name: 'Dark' });
  // The menu takes the focus once more after it opened, which can undo the first arrow.
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(dark).toBeFocused({ timeout: 2000 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test('tabs of the data screen are walked with arrows', async ({ page }) => {
  await open(page, '/data');
  await page.getByRole('tab', { name: 'Imports and freshness' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: /Refused records/ })).toBeFocused();
  await expect(page).toHaveURL(/tab=refused/);
  await page.keyboard.press('End');
  await expect(page.getByRole('tab', { name: 'Catalogue' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  await expect(page).not.toHaveURL(/tab=/);
});

test('a table is sorted from its heads', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world));
  const table = page.getByRole('table', { name: 'Revenue by campaign' });
  const head = table.getByRole('columnheader', { name: 'Purchases' });
  await head.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  const purchases = async () =>
    (await table.locator('tbody td:nth-child(2)').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
  const falling = await purchases();
  expect(falling).toEqual([...falling].sort((a, b) => b - a));
  await page.keyboard.press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  expect(await purchases()).toEqual([...falling].reverse());
});

test('arrows read a chart, Escape lets go of it', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world));
  const chart = page.getByRole('figure', { name: /^Net revenue by month and party/ });
  await chart.focus();
  await page.keyboard.press('Home');
  await expect(chart.locator('output')).toContainText('Net revenue $');
  const first = await chart.locator('output').textContent();
  await page.keyboard.press('ArrowRight');
  await expect(chart.locator('output')).not.toHaveText(first ?? '');
  await page.keyboard.press('Escape');
  await expect(chart.locator('output')).toHaveText('');
});

test('arrows read the hours of a heat map', async ({ page, world }) => {
  await open(page, wholePeriod('/devices', world));
  const map = page.getByRole('figure', { name: /^Phone: actions by hour/ });
  const readout = map.locator('output');
  await expect(readout).toContainText('peak');
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await expect(readout).toHaveText(/\d\d–\d\d: [\d,]+ actions/);
  const peak = await readout.textContent();
  await page.keyboard.press('ArrowLeft');
  await expect(readout).not.toHaveText(peak ?? '');
  await page.keyboard.press('Escape');
  await expect(readout).toContainText('peak');
});

test('arrows read the numbers of brands, and the days of follows', async ({ page, world }) => {
  await open(page, wholePeriod('/audience', world));
  for (const [name, text] of [
    [/^Followers by the number of brands/, /^1 brand, All followers [\d,]+/],
    [/^Follows and unfollows by day/, /Follows [\d,]+, Unfollows 0, Net/],
  ] as const) {
    const figure = page.getByRole('figure', { name });
    await figure.focus();
    await page.keyboard.press('Home');
    await expect(figure.locator('output')).toHaveText(text);
    await page.keyboard.press('Escape');
    await expect(figure.locator('output')).toHaveText('');
  }
  const matrix = page.getByRole('figure', { name: /^Overlap of brands’ followers/ });
  await expect(matrix.locator('output')).toContainText('also follow');
});

test('arrows go down the campaigns, which are ticked and compared by keys', async ({ page, world }) => {
  await open(page, wholePeriod('/campaigns', world));
  const table = page.getByRole('table', { name: 'Campaigns with their figures' });
  const ticks = table.getByRole('checkbox', { name: /^Compare / });
  await ticks.first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await expect(ticks.nth(1)).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('End');
  await expect(ticks.last()).toBeFocused();
  await page.getByRole('link', { name: 'Compare 2' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/campaigns\/-\/compare\?.*c=[a-z-]+,[a-z-]+$/);
  await settled(page);
  const combinations = page.getByRole('figure', { name: /^People reached by exactly/ });
  await combinations.focus();
  await page.keyboard.press('Home');
  await expect(combinations.locator('output')).toContainText('of all reached');
});

test('arrows read the pairs of an overlap', async ({ page, world }) => {
  await open(page, wholePeriod('/campaigns', world));
  const matrix = page.getByRole('figure', { name: /^Overlap of campaigns/ });
  const readout = matrix.locator('output');
  await expect(readout).toContainText('also reached by');
  await matrix.focus();
  await page.keyboard.press('ArrowRight');
  await expect(readout).toHaveText(/^.+ and .+: [\d,]+ people, [\d.]+\s% of [\d,]+ and [\d.]+\s% of [\d,]+$/);
  await expect(async () => {
    await page.keyboard.press('ArrowLeft');
    await expect(readout).toContainText(' only: ', { timeout: 200 });
  }).toPass();
  await page.keyboard.press('Escape');
  await expect(readout).toContainText('also reached by');
});

test('a definition opens from the label of its figure and gives the focus back', async ({ page }) => {
  await open(page, '/revenue');
  const label = page.getByRole('button', { name: 'Net revenue: definition' });
  await label.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('gross revenue − refunds', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('gross revenue − refunds', { exact: true })).toBeHidden();
  await expect(label).toBeFocused();
});

test('a chart is shown as a table and exported', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world));
  const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Net revenue by month and party' }) });
  await panel.getByRole('button', { name: 'Export' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV, the numbers' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('net-revenue-by-month-and-party.csv');
  const text = await (await file.createReadStream()).toArray();
  expect(Buffer.concat(text).toString()).toContain('Month,Days in the period,');
  for (const kind of ['SVG, the drawing', 'PNG, a picture']) {
    await panel.getByRole('button', { name: 'Export' }).click();
    const picture = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: kind }).click();
    expect((await picture).suggestedFilename()).toMatch(/^net-revenue-by-month-and-party\.(svg|png)$/);
  }
});

test('every screen is reached from the rail by keys', async ({ page }) => {
  await open(page, '/');
  for (const name of ['Campaigns', 'Devices', 'Revenue', 'Data', 'Overview']) {
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name }).focus();
    await page.keyboard.press('Enter');
    await settled(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  }
});
