import type { Browser, Page } from '@playwright/test';

/** A page that is measured. */
interface MeasuredPage {
  name: string;
  path: string;
}

/** Milliseconds, but for the shift, which has no unit. */
interface Times {
  /** Largest contentful paint. */
  paint: number;
  /** From the change of a filter to the paint of its last answer. */
  change: number;
  /** Cumulative layout shift. */
  shift: number;
}

export type PageTimes = MeasuredPage & { plain: Times; slow: Times };

/** The main pages; the campaign is the first of the catalogue. Throws an Error without one. */
export async function pagesOf(url: string): Promise<MeasuredPage[]> {
  const { items } = (await (await fetch(`${url}/api/v1/campaigns`)).json()) as { items: { slug: string }[] };
  const [campaign] = items;
  if (!campaign) throw new Error('The store has no campaign to open.');
  return [
    { name: 'Overview', path: '/' },
    { name: 'Campaigns', path: '/campaigns' },
    { name: 'Campaign', path: `/campaigns/${campaign.slug}` },
    { name: 'Devices', path: '/devices' },
    { name: 'Audience', path: '/audience' },
    { name: 'Revenue', path: '/revenue' },
  ];
}

/** Opens a page several times, each in a browser profile of its own; medians. */
export async function timesOf(
  browser: Browser,
  url: string,
  { path }: MeasuredPage,
  { slowed, runs }: { slowed: number; runs: number },
): Promise<Times> {
  const times: Times[] = [];
  for (let run = 0; run < runs; run += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
    try {
      const page = await context.newPage();
      await page.addInitScript(watch);
      const cdp = await context.newCDPSession(page);
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowed });
      await page.goto(url + path);
      await page.waitForFunction(() => document.querySelector('main h1') && window.bench.isQuiet());
      // Before anything is pressed, after which neither is told.
      const { paint, shift } = await page.evaluate(() => ({ paint: window.bench.paint, shift: window.bench.shift }));
      times.push({ paint, shift, change: await changeOf(page) });
    } finally {
      await context.close();
    }
  }
  const median = (of: (one: Times) => number) =>
    times.map(of).toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
  return {
    paint: median(({ paint }) => paint),
    change: median(({ change }) => change),
    shift: median(({ shift }) => shift),
  };
}

/** Chooses the second device of the filter, and waits until what follows is painted. */
async function changeOf(page: Page): Promise<number> {
  await page
    .getByRole('region', { name: 'Filters' })
    .getByRole('button', { name: /^Device/ })
    .click();
  const box = page.getByRole('checkbox').nth(1);
  await box.waitFor();
  await page.evaluate(() => window.bench.begin());
  await box.press('Space');
  await page.waitForFunction(() => window.bench.changed !== null);
  return page.evaluate(() => window.bench.changed ?? Number.NaN);
}

declare global {
  interface Window {
    bench: {
      paint: number;
      shift: number;
      changed: number | null;
      isQuiet(): boolean;
      begin(): void;
    };
  }
}

/** Runs in the page before anything of it: follows its paints, its shifts and its requests. */
function watch(): void {
  const QUIET_MS = 300;
  let open = 0;
  let lastPaint = 0;
  let began = 0;
  const painted = () => requestAnimationFrame(() => setTimeout(() => (lastPaint = performance.now())));
  window.bench = {
    paint: 0,
    shift: 0,
    changed: null,
    isQuiet: () =>
      open === 0 && performance.now() - lastPaint > QUIET_MS && !document.querySelector('main [aria-busy="true"]'),
    begin() {
      const press = () => {
        began = performance.now();
        lastPaint = began;
        painted();
        const check = () => {
          if (!window.bench.isQuiet()) setTimeout(check, 20);
          else window.bench.changed = lastPaint - began;
        };
        setTimeout(check, 20);
      };
      addEventListener('keydown', press, { once: true, capture: true });
    },
  };
  const real = window.fetch.bind(window);
  window.fetch = async (...request) => {
    open += 1;
    try {
      const response = await real(...request);
      // Read to its end before it counts as answered, unless it is a stream.
      if (!response.headers.get('content-type')?.includes('event-stream')) await response.clone().arrayBuffer();
      return response;
    } finally {
      open -= 1;
      painted();
    }
  };
  new PerformanceObserver((list) => {
    window.bench.paint = list.getEntries().at(-1)?.startTime ?? 0;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
      if (!entry.hadRecentInput) window.bench.shift += entry.value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
