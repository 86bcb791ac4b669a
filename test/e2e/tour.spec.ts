import { expect, open, settled, test } from './fixtures.ts';
import { findings } from './axe.ts';

const STOPS = 5;

test('the tour is offered once, walked by keys, ended by Escape, and begun again from help', async ({ page }) => {
  await open(page, '/campaigns');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const offer = page.getByRole('region', { name: 'Tour' });
  await offer.getByRole('button', { name: 'Take the tour' }).click();
  const card = (stop: number) => page.getByRole('dialog', { name: `Tour, stop ${stop} of ${STOPS}` });
  await expect(card(1)).toContainText('Every question has a screen');
  await expect(page).toHaveURL(/\/(\?.*)?$/);
  await expect(card(1).getByRole('button', { name: 'Next' })).toBeFocused();
  for (let stop = 2; stop <= STOPS; stop++) {
    await page.keyboard.press(stop % 2 === 0 ? 'ArrowRight' : 'Enter');
    await expect(card(stop)).toBeVisible();
  }
  await page.keyboard.press('ArrowLeft');
  await expect(card(STOPS - 1)).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('#content')).toBeFocused();
  await page.reload();
  await settled(page);
  await expect(offer).toHaveCount(0);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard map' }).getByRole('button', { name: 'Take the tour' }).click();
  await expect(card(1)).toBeVisible();
  await card(1).getByRole('button', { name: 'End the tour' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the tour goes over a phone, too', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, '/');
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByRole('button', { name: 'Take the tour' }).click();
  const card = page.getByRole('dialog', { name: /^Tour, stop/ });
  for (;;) {
    const box = await card.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 390 && box.y >= 0 && box.y + box.height <= 844).toBe(true);
    const done = card.getByRole('button', { name: 'Done' });
    if (await done.isVisible()) {
      await done.click();
      break;
    }
    await card.getByRole('button', { name: 'Next' }).click();
  }
  await expect(card).toHaveCount(0);
});
