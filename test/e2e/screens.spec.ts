import { graveFindings, overflowOf } from './axe.ts';
import { expect, open, test } from './fixtures.ts';

const SCREENS = [
  { path: '/', heading: 'Overview' },
  { path: '/campaigns', heading: 'Campaigns' },
  { path: '/campaigns/-/compare', heading: 'Compare campaigns' },
  { path: '/campaigns/-/compare?c=alder-lamp,alder-desk,birch-cup', heading: 'Compare campaigns' },
  { path: '/campaigns/alder-lamp', heading: 'Alder lamp launch' },
  { path: '/campaigns/alder-lamp?tab=reach', heading: 'Alder lamp launch' },
  { path: '/campaigns/alder-lamp?tab=frequency', heading: 'Alder lamp launch' },
  { path: '/campaigns/alder-lamp?tab=conversion', heading: 'Alder lamp launch' },
  { path: '/devices', heading: 'Devices' },
  { path: '/audience', heading: 'Audience' },
  { path: '/revenue', heading: 'Revenue' },
  { path: '/studies', heading: 'Studies' },
  { path: '/studies?add=mobile-2013', heading: 'New study' },
  { path: '/offers', heading: 'Offers' },
  { path: '/offers?add=true', heading: 'New offer' },
  { path: '/orders', heading: 'Orders' },
  { path: '/orders?view=replies', heading: 'Orders' },
  { path: '/live', heading: 'Live' },
  { path: '/alerts', heading: 'Alerts' },
  { path: '/reports', heading: 'Reports' },
  { path: '/accounts', heading: 'Accounts' },
  { path: '/data', heading: 'Data' },
  { path: '/data?tab=refused', heading: 'Data' },
  { path: '/data?tab=rules', heading: 'Data' },
  { path: '/data?tab=catalogue', heading: 'Data' },
];
const SIZES = {
  laptop: { width: 1440, height: 1000 },
  phone: { width: 390, height: 844 },
};

const THEMES = ['light', 'dark'] as const;

for (const [size, viewport] of Object.entries(SIZES)) {
  test.describe(`On a ${size}`, () => {
    test.use({ viewport });
    for (const { path, heading } of SCREENS) {
      test(`${path} fits, is accessible in both themes and complains of nothing`, async ({ page }) => {
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        await open(page, path);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
        for (const colorScheme of THEMES) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
          expect(await overflowOf(page)).toBe(0);
          expect(await graveFindings(page)).toEqual([]);
        }
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
