import { findings, overflowOf } from './axe.ts';
import { expect, open, test, wholePeriod } from './fixtures.ts';

const SCREENS = [
  '/',
  '/campaigns',
  '/campaigns/alder-lamp?tab=frequency',
  '/devices',
  '/revenue',
  '/alerts',
  '/reports',
  '/data?tab=rules',
];
const SIZES = { laptop: { width: 1440, height: 1000 }, phone: { width: 390, height: 844 } };
/** Whatever lies over the page, however it came there. */
const OVER = '[role="dialog"], [role="menu"], [role="listbox"], dialog[open]';
/** What else opens something: dialogs that do not say so beforehand. */
const OPENERS = /^(Views|Find|Keys|Note|Add a note|Watch a metric|New report|Add .*)$/;

for (const [size, viewport] of Object.entries(SIZES)) {
  test.describe(`On a ${size}`, () => {
    test.use({ viewport });
    for (const path of SCREENS) {
      test(`everything that ${path} opens is accessible, and closes at Escape`, async ({ page, world }) => {
        const [screen = '', search] = path.split('?');
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await open(page, wholePeriod(screen, world, search ? `&${search}` : ''));
        const names = await page
          .locator('button[aria-haspopup]:visible, #content button:visible')
          .evaluateAll((buttons) =>
            buttons.map((button) => ({
              name: button.ariaLabel ?? button.textContent ?? '',
              opens: button.ariaHasPopup !== null,
            })),
          );
        // One of each kind: every label opens its definition, every export the same menu.
        const kinds = new Map<string, string>();
        for (const { name, opens } of names) {
          const kind = name.replace(/^.*: definition$/, 'definition').replace(/^About these figures.*/, 'about');
          if ((opens || OPENERS.test(name)) && !kinds.has(kind)) kinds.set(kind, name);
        }
        const over = page.locator(OVER);
        const found: string[] = [];
        for (const [kind, name] of kinds) {
          await test.step(kind, async () => {
            await page.getByRole('button', { name, exact: true }).first().click();
            await expect(over.first()).toBeVisible();
            // Colours are judged as they stay, not as they fade in.
            await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
            found.push(...(await findings(page, OVER)).map((finding) => `${kind}: ${finding}`));
            expect(await overflowOf(page), name).toBe(0);
            await expect(async () => {
              await page.keyboard.press('Escape');
              await expect(over).toHaveCount(0, { timeout: 1000 });
            }).toPass();
          });
        }
        expect(found).toEqual([]);
      });
    }
  });
}
