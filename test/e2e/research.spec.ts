import type { EventInput } from '@syncline/shared/events';
import type { LiftAnswer } from '@syncline/shared/lift';
import { MEANS } from '@syncline/shared/means';
import type { IndexAnswer } from '@syncline/shared/research';
import type { SensitivityAnswer } from '@syncline/shared/sensitivity';
import { numberWords } from '@syncline/shared/words';
import type { Page } from '@playwright/test';
import { sendEvents } from '../support/small-world.ts';
import { findings, overflowOf } from './axe.ts';
import { analyse, count, expect, open, settled, test, wholePeriod } from './fixtures.ts';
import { lastDay, sellingServer } from './servers.ts';

/** Fits and is accessible on laptop and phone, light and dark. */
async function expectSound(page: Page): Promise<void> {
  for (const viewport of [
    { width: 1280, height: 900 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
      await settled(page);
      // Charts take their new width a moment after the window has it.
      await expect.poll(() => overflowOf(page)).toBe(0);
      expect(await findings(page)).toEqual([]);
    }
  }
}

test('means per person stand under the indices as the API tells them, in no percentages', async ({ page, world }) => {
  const period = { from: world.firstDay, to: world.lastDay };
  await open(page, wholePeriod('/devices', world));
  const { means } = await analyse<IndexAnswer>('index', { period });
  const table = page.getByRole('table', { name: 'Means per person of primary mobile people' });
  await expect(table.locator('tbody tr')).toHaveCount(means.length);
  for (const { mean, segment, comparison, currency } of means) {
    const row = table.locator('tbody tr', { hasText: new RegExp(MEANS[mean].label, 'i') });
    for (const group of [segment, comparison]) {
      const value = (group?.value ?? 0) / (currency === null ? 1 : 100);
      await expect(row).toContainText(
        group
          ? `${numberWords(value, 2)}${currency === null ? '' : `\u202f${currency}`} over ${count(group.base)} people`
          : 'too few people',
      );
    }
  }
  expect(means.some(({ segment }) => segment !== null)).toBe(true);
  expect(await table.locator('tbody').innerText()).not.toContain('%');
});

test('the rule of the indices is stated, and its threshold and minimum are chosen by the reader', async ({
  page,
  world,
}) => {
  await open(page, wholePeriod('/devices', world));
  await page.getByLabel('Share of actions that makes a device the primary one').selectOption({ label: '75\u202f%' });
  await page.getByLabel('Least actions that a person needs').selectOption({ label: '3+ actions' });
  await expect(page).toHaveURL(/primary=75.*least=3|least=3.*primary=75/);
  await settled(page);
  const period = { from: world.firstDay, to: world.lastDay };
  const rule = { primary_device_threshold: 0.75, minimum_actions: 3 };
  const { people } = await analyse<IndexAnswer>('index', { period, ...rule });
  await expect(
    page.getByText(
      `${count(people.segment ?? 0)} primary mobile people against ${count(people.comparison ?? 0)} of everyone else, by at least 75\u202f% of their actions on known devices; ${people.unknown === null ? 'fewer than 50' : count(people.unknown)} people with fewer than 3 such actions are in neither.`,
    ),
  ).toBeVisible();
});

test('the sensitivity of an index is one click away, as a chart, a table and an address', async ({ page, world }) => {
  const period = { from: world.firstDay, to: world.lastDay };
  await open(page, wholePeriod('/devices', world));
  await page.getByRole('button', { name: 'Sensitivity' }).click();
  await expect(page).toHaveURL(/moved=threshold/);
  await settled(page);
  const { by_threshold, by_minimum } = await analyse<SensitivityAnswer>('index-sensitivity', { period });
  const chart = page.getByRole('figure', { name: /people by primary device, by the threshold/ });
  await chart.focus();
  for (const { primary_device_threshold: threshold, people } of by_threshold) {
    await page.keyboard.press('ArrowRight');
    await expect(chart.locator('output')).toContainText(`Threshold ${Math.round(threshold * 100)}\u202f%`);
    const mobile = people.mobile === null ? 'held back' : count(people.mobile);
    await expect(chart.locator('output')).toContainText(`Primary mobile ${mobile}`);
  }
  await page.getByRole('button', { name: 'Least actions', exact: true }).click();
  await expect(page).toHaveURL(/moved=minimum/);
  await page.getByLabel('Behaviour', { exact: true }).selectOption({ label: 'Click' });
  await settled(page);
  const panel = page.locator('section', { has: page.getByRole('heading', { name: /^How likely to click/ }) });
  await panel.getByRole('button', { name: 'Show as table' }).click();
  const rows = panel.getByRole('table').locator('tbody tr');
  await expect(rows).toHaveCount(by_minimum.length * (by_minimum[0]?.rows.length ?? 0));
  await expectSound(page);
});

test.describe('an experiment', () => {
  test.use({ server: 'selling' });

  test('shows what the exposed did beyond the control arm, and flags a split that is not as planned', async ({
    page,
  }) => {
    const day = lastDay();
    await sendEvents(sellingServer(), experiment(day));
    await expect
      .poll(async () => (await lift(day)).arms.exposed.people + (await lift(day)).arms.control.people)
      .toBe(500);
    const { lift: found, incremental } = await lift(day);
    await open(page, `/campaigns/held-out?tab=conversion&from=${day}&to=${day}`);
    const panel = page.locator('section', { has: page.getByRole('heading', { name: 'What the campaign added' }) });
    await expect(panel).toContainText('+10 points (3 to 15)');
    const facts = panel.getByRole('table');
    await expect(facts).toContainText(`${numberWords((found.relative.value ?? 0) * 100)}\u202f% more`);
    await expect(facts.getByRole('row', { name: /Incremental buyers/ })).toContainText(
      `+${count(Math.round(incremental.buyers.value ?? 0))}`,
    );
    await panel.getByLabel('Planned control group').selectOption({ label: '20\u202f%' });
    await settled(page);
    await expect(panel).toContainText('80.0\u202f% planned: as planned');
    await expect(panel).not.toContainText('The split is');
    await panel.getByLabel('Planned control group').selectOption({ label: '50\u202f%' });
    await expect(page).toHaveURL(/control=50/);
    await expect(panel).toContainText(
      'The split is broken: 80.00\u202f% of people are exposed where 50.00\u202f% were planned',
    );
    await expectSound(page);
  });
});

function lift(day: string): Promise<LiftAnswer> {
  const filters = [{ dimension: 'campaign', op: 'is', values: ['held-out'] }];
  return analyse<LiftAnswer>('lift', { period: { from: day, to: day }, filters }, sellingServer());
}

/** Four hundred exposed people of whom 60 buy, and a hundred of the control arm of whom 5 do, of a campaign of their own. */
function experiment(day: string): EventInput[] {
  return Array.from({ length: 500 }, (_, index) => {
    const arm = index < 400 ? ('exposed' as const) : ('control' as const);
    const buys = arm === 'exposed' ? index < 60 : index < 405;
    const person = {
      user: `arm-${index}`,
      at: `${day}T09:00:00Z`,
      campaign: 'held-out',
      device: 'mobile' as const,
      arm,
    };
    const seen: EventInput = { ...person, id: `arm-seen-${index}`, kind: 'impression' };
    if (!buys) return [seen];
    const paid = { stage: 'paid' as const, order: `arm-order-${index}`, amount: '20.00', currency: 'USD' };
    return [seen, { ...person, ...paid, at: `${day}T10:00:00Z`, id: `arm-paid-${index}`, kind: 'purchase' as const }];
  }).flat();
}
