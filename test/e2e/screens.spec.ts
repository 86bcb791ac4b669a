import { graveFindings, overflowOf } from './axe.ts';
import { silentDefinitions, untracedFigures } from './figures.ts';
import { expect, open, test } from './fixtures.ts';
import { SCREENS } from './screens.ts';

const SIZES = {
  laptop: { width: 1440, height: 1000 },
  phone: { width: 390, height: 844 },
};

const THEMES = ['light', 'dark'] as const;

for (const [size, viewport] of Object.entries(SIZES)) {
  test.describe(`On a ${size}`, () => {
    test.use({ viewport });
    for (const { path, heading, isForm } of SCREENS) {
      test(`${path} fits, is accessible in both themes, says what its figures are and complains of nothing`, async ({
        page,
      }) => {
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        await open(page, path);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
        for (const colorScheme of THEMES) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
          expect(await overflowOf(page)).toBe(0);
          expect(await graveFindings(page)).toEqual([]);
        }
        if (!isForm) expect(await untracedFigures(page)).toEqual([]);
        if (size === 'laptop') expect(await silentDefinitions(page)).toEqual([]);
      });
    }
  });
}

test('the bar of filters fits a small laptop when all of them are set', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await open(page, '/campaigns?brand=alder&campaign=alder-lamp&device=mobile&network=x');
  for (const filter of ['Brand', 'Campaign', 'Device', 'Network']) {
    await expect(page.getByRole('button', { name: new RegExp(`^${filter} (?!all)`) })).toBeVisible();
  }
  expect(await overflowOf(page)).toBe(0);
});
