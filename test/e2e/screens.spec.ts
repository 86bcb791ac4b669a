import { findings, overflowOf } from './axe.ts';
import { silentDefinitions, untracedFigures } from './figures.ts';
import { expect, open, test } from './fixtures.ts';
import { SCREENS } from './screens.ts';
import { layoutShift } from './shifts.ts';

const SIZES = {
  laptop: { width: 1440, height: 1000 },
  phone: { width: 390, height: 844 },
};

/** As much as may move while a page loads: what Web Vitals call good. */
const LITTLE = 0.1;
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
        if (size === 'laptop') {
          const { total, parts } = await layoutShift(page);
          expect(total, parts.join('\n')).toBeLessThan(LITTLE);
        }
        for (const colorScheme of THEMES) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
          expect(await overflowOf(page)).toBe(0);
          expect(await findings(page)).toEqual([]);
        }
        if (size === 'laptop') {
          // As a window of 1280 is at 200 %.
          await page.setViewportSize({ width: 640, height: 500 });
          // Charts take the new width a moment after the window has it.
          await expect.poll(() => overflowOf(page)).toBe(0);
          await page.emulateMedia({ forcedColors: 'active' });
          if (!path.includes('?')) expect(await findings(page)).toEqual([]);
          await page.emulateMedia({ forcedColors: 'none' });
          await page.setViewportSize(viewport);
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
