import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { addDays } from '@syncline/shared/time';
import { browserLaunch, unpackBrowser } from '../../support/browser.ts';
import { ROOT } from '../../support/root.ts';

/** When what the screen shows first was painted, in milliseconds from the start of the navigation. */
export interface Shown {
  /** What each party gets of the days. */
  parties: number;
  /** What each party gets of every month. */
  months: number;
  /** Everything that the screen asks was answered. */
  all: number;
}

/** Days that the bench asks about otherwise lie behind these, so that nothing here was asked before. */
const FIRST_SKIPPED = 5;
const MONTHS = 'table:has(caption:text-is("Shares by month")) tbody tr';

/** Builds the app, which a server only finds that is started later, and unpacks the browser. */
export function prepareBrowser(): void {
  execFileSync('npx', ['vite', 'build', '--logLevel', 'error'], { cwd: join(ROOT, 'web'), stdio: 'inherit' });
  unpackBrowser();
}

/** Opens the Revenue screen in Chromium, each time on other days and with nothing cached by the browser. */
export async function openRevenue(url: string, { lastDay, runs }: { lastDay: string; runs: number }): Promise<Shown[]> {
  const browser = await chromium.launch(browserLaunch());
  try {
    const shown: Shown[] = [];
    for (let run = 0; run < runs; run += 1) {
      const to = addDays(lastDay, -FIRST_SKIPPED - run);
      shown.push(await open(browser, `${url}/revenue?from=${addDays(to, -27)}&to=${to}`));
    }
    return shown;
  } finally {
    await browser.close();
  }
}

async function open(browser: Browser, address: string): Promise<Shown> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const marks: Record<string, number> = {};
      Object.assign(window, { marks });
      const rows = (caption: string) =>
        [...document.querySelectorAll('table')].find((table) => table.caption?.textContent === caption)?.tBodies[0]
          ?.rows.length;
      const parties = () =>
        [...document.querySelectorAll('a[href*="/revenue/orders?"][href*="party="]')].some(
          (link) => !link.closest('table'),
        );
      // After the next frame it is painted.
      const mark = (name: string) => {
        marks[name] = 0;
        requestAnimationFrame(() => setTimeout(() => (marks[name] = performance.now())));
      };
      new MutationObserver(() => {
        if (!('parties' in marks) && parties()) mark('parties');
        if (!('months' in marks) && rows('Shares by month')) mark('months');
      }).observe(document, { subtree: true, childList: true });
    });
    await page.goto(address, { waitUntil: 'commit' });
    await page.locator(MONTHS).first().waitFor();
    await page.waitForLoadState('networkidle');
    return await marksOf(page);
  } finally {
    await context.close();
  }
}

/** Answers arrive until half a second before the network counts as idle. */
async function marksOf(page: Page): Promise<Shown> {
  return page.evaluate(() => {
    const { marks } = window as unknown as { marks: Record<'parties' | 'months', number> };
    const ends = performance
      .getEntriesByType('resource')
      .map((entry) => (entry as PerformanceResourceTiming).responseEnd);
    return { ...marks, all: Math.max(...ends) };
  });
}
