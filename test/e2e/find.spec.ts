import type { Page } from '@playwright/test';
import { METRICS } from '@syncline/shared/metrics';
import { addDays, periodLength } from '@syncline/shared/time';
import { findings, overflowOf } from './axe.ts';
import { expect, open, settled, test, wholePeriod } from './fixtures.ts';

/** The option that Enter takes. */
function chosen(page: Page) {
  return page.locator('[role="option"][data-combobox-selected]');
}

const field = { name: 'Find a screen, campaign, brand, period, action or definition' };

test('a campaign is found by name and opened by keyboard, the filters with it', async ({ page, world }) => {
  await open(page, wholePeriod('/', world, '&device=mobile'));
  await page.keyboard.press('Control+k');
  const input = page.getByRole('combobox', field);
  await expect(input).toBeFocused();
  await input.pressSequentially('campaigns');
  await expect(chosen(page)).toHaveText('Campaigns');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Campaigns');
  await expect(page).toHaveURL(new RegExp(`/campaigns\\?from=${world.firstDay}&to=${world.lastDay}&device=mobile$`));
  await settled(page);
  const name = await page.getByRole('table').first().getByRole('link').first().innerText();
  await page.keyboard.press('/');
  await page.getByRole('combobox', field).fill(name);
  const option = page.getByRole('group', { name: 'Campaigns' }).getByRole('option').first();
  await option.click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  await expect(page).toHaveURL(/device=mobile/);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Campaigns');
});

test('arrows choose, Escape closes and gives the focus back', async ({ page, world }) => {
  await open(page, wholePeriod('/', world));
  const button = page.getByRole('button', { name: 'Find', exact: true });
  await button.click();
  const options = page.getByRole('option');
  await expect(options.first()).toHaveText('Overview');
  await expect(chosen(page)).toHaveText('Overview');
  await page.keyboard.press('ArrowDown');
  await expect(chosen(page)).toHaveText('Campaigns');
  const active = await page.getByRole('combobox', field).getAttribute('aria-activedescendant');
  expect(active).toBe(await chosen(page).getAttribute('id'));
  await page.getByRole('combobox', field).fill('no such thing');
  await expect(page.getByText('Nothing of that name.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(button).toBeFocused();
});

test('brands, periods and themes are set from it', async ({ page, world }) => {
  await open(page, wholePeriod('/', world));
  const choose = async (text: string, name: RegExp) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', field).fill(text);
    await page.getByRole('option', { name }).first().click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  };
  await choose('alder', /filter by this brand/);
  await expect(page).toHaveURL(/brand=alder/);
  await choose('last day', /^Last day/);
  await expect(page).toHaveURL(new RegExp(`from=${world.lastDay}&to=${world.lastDay}`));
  await choose('dark theme', /Dark theme/);
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await choose('clear all', /Clear all filters/);
  await expect(page).not.toHaveURL(/brand=/);
});

test('single keys go to screens and move the period, unless they are turned off', async ({ page, world }) => {
  const period = { from: addDays(world.lastDay, -2), to: world.lastDay };
  await open(page, `/?from=${period.from}&to=${period.to}`);
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Revenue');
  await page.keyboard.press('[');
  const days = periodLength(period);
  await expect(page).toHaveURL(new RegExp(`from=${addDays(period.from, -days)}&to=${addDays(period.to, -days)}`));
  await page.keyboard.press('?');
  const map = page.getByRole('dialog', { name: 'Keyboard map' });
  await expect(map).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await map.getByLabel('Keys without Ctrl or ⌘ do something').uncheck();
  await page.keyboard.press('Escape');
  await expect(map).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', field)).toBeFocused();
  await expect(page.getByRole('heading', { level: 1, includeHidden: true })).toHaveText('Revenue');
});

test('a view is saved, found, opened by its link, replaced, and comes back when it was deleted', async ({
  page,
  world,
}) => {
  const days = { from: world.lastDay, to: world.lastDay };
  await open(page, `/devices?from=${days.from}&to=${days.to}&device=mobile`);
  await page.keyboard.press('v');
  const views = page.getByRole('dialog', { name: 'Views' });
  const name = views.getByLabel('Save this view as');
  await expect(name).toBeFocused();
  await expect(views.getByLabel('Last day, as of then')).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(views.getByText('A name is needed.')).toBeVisible();
  await name.fill('Phones this week');
  await page.keyboard.press('Enter');
  const saved = views.getByRole('button', { name: /^Phones this week Last day · device: mobile/ });
  await expect(saved).toHaveAttribute('aria-current', 'true');
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(views).toHaveCount(0);

  await open(page, wholePeriod('/', world));
  await page.keyboard.press('/');
  await page.getByRole('combobox', field).fill('phones this');
  await expect(chosen(page)).toContainText('Phones this week');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Devices');
  await expect(page).toHaveURL(new RegExp(`/devices\\?from=${days.from}&to=${days.to}&device=mobile$`));
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview');
  await page.goto('/views/phones-this-week');
  await expect(page).toHaveURL(new RegExp(`/devices\\?from=${days.from}&to=${days.to}&device=mobile$`));

  await open(page, `/devices?from=${days.from}&to=${days.to}&device=tablet`);
  await page.getByRole('button', { name: 'Views', exact: true }).click();
  await views.getByRole('button', { name: '“Phones this week”: more' }).click();
  await page.getByRole('menuitem', { name: 'Replace with what is shown' }).click();
  await expect(views.getByRole('button', { name: /Last day · device: tablet/ })).toBeVisible();
  await views.getByRole('button', { name: '“Phones this week”: more' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(views.getByText('No view of this page is saved yet.')).toBeVisible();
  await views.getByRole('button', { name: 'Undo' }).click();
  await expect(views.getByRole('button', { name: /^Phones this week/ })).toBeVisible();
  await views.getByRole('button', { name: '“Phones this week”: more' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await views.getByRole('textbox', { name: 'Name', exact: true }).fill('Tablets this week');
  await page.keyboard.press('Enter');
  await expect(views.getByRole('button', { name: /^Tablets this week/ })).toBeVisible();
  await page.request.delete('/api/v1/views/phones-this-week');
});

test('every metric has its definition, which a figure leads to', async ({ page, world }) => {
  await open(page, wholePeriod('/', world));
  await page.getByRole('button', { name: 'Net revenue: definition' }).click();
  await page.getByRole('link', { name: 'Among all definitions' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Definitions');
  await expect(page).toHaveURL(/#net_revenue$/);
  const entry = page.locator('#net_revenue');
  await expect(entry).toBeFocused();
  await expect(entry).toBeInViewport();
  await expect(entry).toContainText(METRICS.net_revenue.formula);
  for (const [key, { label }] of Object.entries(METRICS)) {
    await expect(page.locator(`article#${key}`).getByRole('link')).toHaveText(label);
  }
  await page.getByRole('searchbox', { name: 'Search definitions' }).fill('wilson');
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(page).toHaveURL(/find=wilson/);
});

for (const [size, viewport] of Object.entries({
  laptop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
})) {
  test.describe(`on a ${size}`, () => {
    test.use({ viewport });

    test('what is found and the definitions fit, and are accessible in both themes', async ({ page, world }) => {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await open(page, wholePeriod('/definitions', world));
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await overflowOf(page)).toBe(0);
        expect(await findings(page)).toEqual([]);
        await page.getByRole('button', { name: 'Find', exact: true }).click();
        await page.getByRole('combobox', field).fill('re');
        await expect(page.getByRole('option').first()).toBeVisible();
        expect(await overflowOf(page)).toBe(0);
        expect(await findings(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
    });
  });
}
