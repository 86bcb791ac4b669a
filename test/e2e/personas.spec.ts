import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { FrequencyAnswer } from '@syncline/shared/query';
import type { RevenueShareAnswer } from '@syncline/shared/revenue-share';
import type { SmallWorld } from '../support/small-world.ts';
import { analyse, ask, count, dollars, expect, kpi, open, settled, test, wholePeriod } from './fixtures.ts';

/*
 * The questions that a marketer, a researcher and an executive come with, each from the Overview to the answer, with a
 * pointer and with the keyboard alone. What they read is held against the API.
 */

const STOPS = 400;

/** How a person works the screen. */
interface Hand {
  press(target: Locator): Promise<void>;
  tick(target: Locator): Promise<void>;
  /** Takes an entry of the menu that is open. */
  choose(target: Locator): Promise<void>;
}

const pointer = (): Hand => ({
  press: (target) => target.click(),
  tick: (target) => target.check(),
  choose: (target) => target.click(),
});

const keyboard = (page: Page): Hand => {
  const reach = async (target: Locator, key = 'Tab') => {
    await expect(target).toBeVisible();
    for (let stop = 0; stop < STOPS; stop += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`${String(target)} is not reached by ${STOPS} times ${key}.`);
  };
  return {
    async press(target) {
      await reach(target);
      await page.keyboard.press('Enter');
    },
    async tick(target) {
      await reach(target);
      await page.keyboard.press('Space');
      await expect(target).toBeChecked();
    },
    async choose(target) {
      // A menu takes the focus once more after it opened.
      await expect(async () => {
        await reach(target, 'ArrowDown');
        await page.keyboard.press('Enter');
        await expect(target).toBeHidden({ timeout: 2000 });
      }).toPass();
    },
  };
};

interface Journey {
  page: Page;
  world: SmallWorld;
  hand: Hand;
}

async function goTo({ page, hand }: Journey, name: string): Promise<void> {
  const screens = page.getByRole('navigation', { name: 'Screens' });
  await hand.press(screens.getByRole('link', { name }));
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
}

/** A panel by its heading. */
const panel = (page: Page, heading: RegExp) =>
  page.locator('section', { has: page.getByRole('heading', { name: heading }) });

async function marketer(journey: Journey): Promise<void> {
  const { page, world, hand } = journey;
  const lamp = world.expected.campaigns['alder-lamp'];
  if (!lamp) throw new Error('The small world has no lamp.');
  await test.step('follows a campaign from exposure to paid purchase', async () => {
    await goTo(journey, 'Campaigns');
    await hand.press(page.getByRole('table').getByRole('link', { name: 'Alder lamp launch' }).first());
    await settled(page);
    await expect(kpi(page, 'Impressions')).toHaveText(count(lamp.impressions));
    await expect(kpi(page, 'Reach, people')).toHaveText(count(lamp.reach));
    await expect(page.locator('main')).toContainText(`${count(lamp.purchases)} purchases`);
  });
  await test.step('sees what more impressions are worth', async () => {
    await hand.press(
      page.getByRole('navigation', { name: 'Parts of the campaign' }).getByRole('link', { name: 'Frequency' }),
    );
    await settled(page);
    const { bins } = await analyse<FrequencyAnswer>('frequency', {
      period: { from: world.firstDay, to: world.lastDay },
      filters: [{ dimension: 'campaign', op: 'is', values: ['alder-lamp'] }],
    });
    const figure = page.getByRole('figure', { name: /by number of impressions seen/ }).first();
    await figure.focus();
    await page.keyboard.press('Home');
    await expect(figure.locator('output')).toContainText(count(bins[0]?.people ?? 0));
  });
  await test.step('narrows all screens to a brand, and comes back', async () => {
    await page.goBack();
    await page.goBack();
    await settled(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Campaigns');
    const brands = page.getByRole('button', { name: /^Brand all/ });
    await hand.press((await brands.count()) > 0 ? brands : page.getByRole('button', { name: 'Filter', exact: true }));
    await hand.tick(page.getByRole('checkbox', { name: 'Birch', exact: true }));
    await page.keyboard.press('Escape');
    await settled(page);
    await expect(page.getByRole('table').getByRole('link', { name: 'Birch cup' }).first()).toBeVisible();
    await expect(page.getByRole('table').getByRole('link', { name: 'Alder lamp launch' })).toHaveCount(0);
  });
}

async function researcher(journey: Journey): Promise<void> {
  const { page, world, hand } = journey;
  await test.step('compares primary-mobile users with everyone else', async () => {
    await goTo(journey, 'Devices');
    const { rows } = await ask({
      metrics: ['reach', 'buyers'],
      dimensions: ['primary_device'],
      period: { from: world.firstDay, to: world.lastDay },
    });
    const mobile = rows.find(({ dimensions }) => dimensions.primary_device === 'mobile')?.metrics;
    const row = page
      .getByRole('table', { name: 'People by primary device' })
      .getByRole('row', { name: /^Primary mobile/ });
    await expect(row).toContainText(count(mobile?.reach ?? 0));
  });
  await test.step('traces a figure to its definition', async () => {
    await hand.press(page.getByRole('button', { name: 'Active people: definition' }));
    const more = page.getByRole('link', { name: /definition/i }).last();
    await hand.press(more);
    await settled(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Definitions');
    await expect(page.locator('main')).toContainText('Active people');
    await page.goBack();
    await settled(page);
  });
  await test.step('takes the figures along', async () => {
    const chart = panel(page, /of all actions came from phones/);
    await hand.press(chart.getByRole('button', { name: 'Export' }));
    const download = page.waitForEvent('download');
    await hand.choose(page.getByRole('menuitem', { name: /^CSV/ }));
    const text = await readFile(await (await download).path(), 'utf8');
    expect(text).toContain('Phone');
  });
}

async function executive(journey: Journey): Promise<void> {
  const { page, world, hand } = journey;
  const period = { from: world.firstDay, to: world.lastDay };
  await test.step('reads the revenue and who gets which part', async () => {
    await goTo(journey, 'Revenue');
    const net = world.expected.grossMinor - world.expected.refundsMinor;
    await expect(kpi(page, 'Net revenue')).toHaveText(dollars(net));
    const { totals } = await analyse<RevenueShareAnswer>('revenue-share', { period });
    for (const { name, amount } of totals.parties) {
      await expect(panel(page, /^Refunds took/)).toContainText(name);
      await expect(panel(page, /^Refunds took/)).toContainText(dollars(amount));
    }
  });
  await test.step('goes down to the orders under a figure', async () => {
    await hand.press(
      panel(page, /^Refunds took/)
        .getByRole('link', { name: /its orders/ })
        .first(),
    );
    await settled(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Shared orders');
    await expect(page.locator('main')).toContainText(dollars(world.expected.grossMinor - world.expected.refundsMinor));
    await page.goBack();
    await settled(page);
  });
  await test.step('takes them along', async () => {
    await hand.press(panel(page, /^Refunds took/).getByRole('button', { name: 'Export' }));
    const download = page.waitForEvent('download');
    await hand.choose(page.getByRole('menuitem', { name: /^CSV/ }));
    const text = await readFile(await (await download).path(), 'utf8');
    expect(text).toContain('Refunds and chargebacks');
  });
}

const SIZES = { laptop: { width: 1440, height: 1000 }, phone: { width: 390, height: 844 } } as const;
const HANDS = { pointer, keyboard } as const;
const JOURNEYS = { marketer, researcher, executive } as const;

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const [tool, handOf] of Object.entries(HANDS)) {
    // Each size and each tool once in either theme.
    const colorScheme = (size === 'laptop') === (tool === 'pointer') ? 'light' : 'dark';
    test.describe(`on a ${size}, ${tool}, ${colorScheme}`, () => {
      test.use({ viewport, hasTouch: size === 'phone', colorScheme });
      for (const [who, journey] of Object.entries(JOURNEYS)) {
        test(`the ${who} finds the answers`, async ({ page, world }) => {
          await open(page, wholePeriod('/', world));
          await journey({ page, world, hand: handOf(page) });
        });
      }
    });
  }
}
