import type { DevicePathsAnswer, DevicesAnswer, IntensityAnswer } from '@syncline/shared/devices';
import type { Page } from '@playwright/test';
import { findings, overflowOf } from './axe.ts';
import { analyse, count, expect, open, settled, test, wholePeriod } from './fixtures.ts';

const panelOf = (page: Page, heading: RegExp) =>
  page.locator('section', { has: page.getByRole('heading', { name: heading }) });

test('the parts show the API’s people, with both, and add up in the table view', async ({ page, world }) => {
  const { metrics } = await analyse<DevicesAnswer>('devices', { period: { from: world.firstDay, to: world.lastDay } });
  await open(page, wholePeriod('/devices', world));
  const panel = panelOf(page, /on both mobile and desktop$/);
  for (const { total } of metrics) await expect(panel.getByText(`${count(total)} people`).first()).toBeVisible();
  expect(metrics.find(({ metric }) => metric === 'reach')?.total).toBe(world.expected.reach);
  expect(metrics.find(({ metric }) => metric === 'buyers')?.total).toBe(world.expected.buyers);
  await panel.getByRole('button', { name: 'Show as table' }).click();
  const numbers = (column: number) => panel.locator(`tbody td:nth-child(${column})`).allTextContents();
  expect(await numbers(3)).toEqual(metrics.flatMap(({ parts }) => parts.map(({ people }) => count(people))));
  expect(await numbers(4)).toEqual(metrics.flatMap(({ total, parts }) => parts.map(() => count(total))));
});

test('the bars are read by keyboard, part by part', async ({ page, world }) => {
  const { metrics } = await analyse<DevicesAnswer>('devices', { period: { from: world.firstDay, to: world.lastDay } });
  const both = metrics[0]?.parts.find(({ part }) => part === 'both')?.people ?? 0;
  expect(both).toBeGreaterThan(0);
  await open(page, wholePeriod('/devices', world));
  const bars = page.getByRole('figure', { name: /^People by the devices they used/ });
  await bars.focus();
  await page.keyboard.press('ArrowDown');
  await expect(bars.locator('output')).toContainText(`Both ${count(both)} (`);
});

test('the paths show the API’s purchases, and as buyers theirs', async ({ page, world }) => {
  const answer = await analyse<DevicePathsAnswer>('device-paths', {
    period: { from: world.firstDay, to: world.lastDay },
  });
  expect(answer.totals).toEqual({ purchases: world.expected.purchases, buyers: world.expected.buyers });
  await open(page, wholePeriod('/devices', world));
  const names = { mobile: 'Phone', desktop: 'Desktop', tablet: 'Tablet', unknown: 'Unknown' };
  for (const unit of ['purchases', 'buyers'] as const) {
    const table = page.getByRole('table', { name: new RegExp(`^${unit} by device last seen on`, 'i') });
    await expect(table.locator('tfoot td').last()).toContainText(count(answer.totals[unit]));
    for (const [seen, name] of Object.entries(names)) {
      const line = answer.paths.filter((path) => path.seen === seen).map((path) => path[unit]);
      const sum = line.reduce((total, one) => total + one, 0);
      const row = table.getByRole('row', { name: new RegExp(`^${name}`) });
      await expect(row.locator('td').last()).toContainText(count(sum));
      for (const [bought, column] of Object.keys(names).map((key, place) => [key, place] as const)) {
        const path = answer.paths.find((each) => each.seen === seen && each.bought === bought);
        await expect(row.locator('td').nth(column)).toHaveText(new RegExp(`^${count(path?.[unit] ?? 0)}\\s`), {
          useInnerText: true,
        });
      }
    }
    if (unit === 'purchases') await page.getByRole('button', { name: 'Buyers', exact: true }).click();
  }
});

test('intensity shows the API’s deciles and days, under the threshold of the URL', async ({ page, world }) => {
  const answer = await analyse<IntensityAnswer>('intensity', {
    period: { from: world.firstDay, to: world.lastDay },
    primary_device_threshold: 0.9,
  });
  await open(page, wholePeriod('/devices', world, '&primary=90'));
  const panel = panelOf(page, /^(Actions per person|Days active), by primary device$/);
  const told = answer.groups.flatMap(({ intensity }) => (intensity && intensity.people > 0 ? intensity : []));
  expect(told.length).toBeGreaterThan(1);
  for (const { people, deciles } of told) {
    await expect(panel).toContainText(`${count(people)} people`);
    await expect(panel).toContainText(`median ${count(deciles[4] ?? 0)}`);
  }
  await panel.getByRole('button', { name: 'Days active' }).click();
  await expect(panel.getByRole('figure', { name: /^People by days active/ })).toBeVisible();
  await panel.getByRole('button', { name: 'Show as table' }).click();
  const numbers = answer.groups.flatMap(({ days }) => (days ?? []).map(({ share }) => count(share.numerator)));
  expect(await panel.locator('tbody td:nth-child(4)').allTextContents()).toEqual(numbers);
});

test('hours are told apart by primary device, too', async ({ page, world }) => {
  await open(page, wholePeriod('/devices', world));
  await page.getByRole('button', { name: 'Primary device', exact: true }).last().click();
  await settled(page);
  await expect(page.getByRole('heading', { name: 'Actions by hour and weekday, per primary device' })).toBeVisible();
  await expect(page.getByRole('figure', { name: /^Primary mobile: actions by hour/ })).toBeVisible();
});

for (const [size, viewport] of Object.entries({
  laptop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
})) {
  test.describe(`On a ${size}`, () => {
    test.use({ viewport });
    test('the other view of each panel fits and is accessible in both themes', async ({ page, world }) => {
      await open(page, wholePeriod('/devices', world));
      await page.getByRole('button', { name: 'Buyers', exact: true }).click();
      await page.getByRole('button', { name: 'Days active', exact: true }).click();
      await page.getByRole('button', { name: 'Primary device', exact: true }).last().click();
      await settled(page);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
        expect(await overflowOf(page)).toBe(0);
        expect(await findings(page)).toEqual([]);
      }
    });
  });
}
