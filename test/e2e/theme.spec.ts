import { expect, open, test } from './fixtures.ts';

test('the theme that is chosen stays', async ({ page }) => {
  await open(page, '/');
  await page.getByRole('button', { name: 'Theme' }).first().click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  const canvas = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await expect.poll(canvas).toBe('rgb(18, 21, 26)');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect.poll(canvas).toBe('rgb(18, 21, 26)');
});

test('the dark theme is there before anything is drawn', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.goto('/', { waitUntil: 'domcontentloaded' });
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test.use({ allowedComplaints: [/Failed to load resource/] });
