import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium } from '@playwright/test';
import type { DataStatus, Workspace } from '@syncline/shared/control';
import { startTestServer } from '../support/app.ts';
import { browserLaunch, unpackBrowser } from '../support/browser.ts';
import { ROOT } from '../support/root.ts';

interface Shot {
  file: string;
  path: string;
  theme: 'light' | 'dark';
  width: number;
  height: number;
}

const FOLDER = join(ROOT, 'docs/screenshots');
const LARGEST_BYTES = 250_000;
const LOADING_SECONDS = 300;
const WIDE = { width: 1280, height: 900 };
const CAMPAIGN = '/campaigns/emberline-8-launch';

const SHOTS: readonly Shot[] = [
  { file: 'overview-light.png', path: '/', theme: 'light', ...WIDE },
  { file: 'overview-dark.png', path: '/', theme: 'dark', ...WIDE },
  { file: 'campaign-frequency.png', path: `${CAMPAIGN}?tab=frequency`, theme: 'light', ...WIDE },
  { file: 'campaign-reach.png', path: `${CAMPAIGN}?tab=reach`, theme: 'light', ...WIDE },
  { file: 'campaign-phone.png', path: CAMPAIGN, theme: 'light', width: 390, height: 844 },
  { file: 'devices.png', path: '/devices', theme: 'light', ...WIDE, height: 760 },
  { file: 'audience.png', path: '/audience', theme: 'light', ...WIDE },
  { file: 'revenue.png', path: '/revenue', theme: 'light', ...WIDE },
  { file: 'data.png', path: '/data', theme: 'light', ...WIDE },
];

/** Takes the pictures of the README from a server with the demo world. */
async function main(): Promise<void> {
  unpackBrowser();
  await mkdir(FOLDER, { recursive: true });
  const server = await startTestServer({ env: { SYNCLINE_DEMO: 'on' } });
  try {
    await untilDemoIsReady(server.url);
    const browser = await chromium.launch(browserLaunch());
    try {
      for (const shot of SHOTS) console.log(await take(browser, server.url, shot));
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

async function untilDemoIsReady(url: string): Promise<void> {
  const deadline = performance.now() + LOADING_SECONDS * 1000;
  while (performance.now() < deadline) {
    const { demo } = (await (await fetch(`${url}/api/v1/workspace`)).json()) as Workspace;
    const { cells } = (await (await fetch(`${url}/api/v1/data/status`)).json()) as DataStatus;
    if (demo.state === 'loaded' && cells.closed_through !== null && !cells.behind) return;
    await sleep(500);
  }
  throw new Error(`The demo world was not ready in ${LOADING_SECONDS} s.`);
}

async function take(browser: Browser, url: string, { file, path, theme, width, height }: Shot): Promise<string> {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  await page.goto(url + path);
  await page.locator('main h1').waitFor();
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null);
  await page.waitForLoadState('networkidle');
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
  const target = join(FOLDER, file);
  await page.screenshot({ path: target });
  await page.close();
  const { size } = await stat(target);
  if (size > LARGEST_BYTES) throw new Error(`${file} has ${size} bytes, more than ${LARGEST_BYTES}.`);
  return `${file}: ${size} bytes`;
}

await main();
