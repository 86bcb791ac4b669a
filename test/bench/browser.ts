import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import type { Workspace } from '@syncline/shared/control';
import { startTestServer } from '../support/app.ts';
import { browserLaunch, unpackBrowser } from '../support/browser.ts';
import { type PageTimes, pagesOf, timesOf } from './browser/page.ts';
import { describeMachine } from './query/results.ts';
import { untilInStep } from './query/server.ts';
import { writeSection } from './report.ts';
import { openWorld } from './browser/world.ts';

const HELP = `pnpm bench browser [--data FOLDER] [--events N] [--runs 3] [--write]

Opens the main pages in a real Chromium, with the processor as it is and slowed four times, and prints when the largest
part was painted (LCP), how much moved by itself (CLS), and how long a change of the device filter takes until its last
figures are painted.

  --data   a data folder, or a kept world of the query bench, to measure on, which stays; without it the demo world is made and removed
  --events so many events of the query bench's world, made and removed, in place of the demo world
  --runs   how often each page is opened; the median counts
  --write  writes what was found into BENCHMARKS.md`;

const SLOWED = 4;

/** The bench of the browser. Throws an Error where a page shows no figures. */
export async function benchBrowser(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      data: { type: 'string' },
      events: { type: 'string' },
      runs: { type: 'string', default: '3' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  unpackBrowser();
  const world = await openWorld(values.data, values.events === undefined ? null : Number(values.events));
  try {
    const server = await startTestServer({ dataDir: world.dataDir });
    try {
      await untilInStep(server.url);
      const load = loadavg()[0] ?? 0;
      const browser = await chromium.launch(browserLaunch());
      try {
        const pages = await pagesOf(server.url);
        const times: PageTimes[] = [];
        for (const page of pages) {
          const plain = await timesOf(browser, server.url, page, { slowed: 1, runs: Number(values.runs) });
          const slow = await timesOf(browser, server.url, page, { slowed: SLOWED, runs: Number(values.runs) });
          times.push({ ...page, plain, slow });
          console.log(lineOf({ ...page, plain, slow }));
        }
        const { events } = (await (await fetch(`${server.url}/api/v1/workspace`)).json()) as Workspace;
        const text = textOf(times, { events, load });
        console.log(text);
        if (values.write) writeSection('In the browser', text);
      } finally {
        await browser.close();
      }
    } finally {
      await server.end();
    }
  } finally {
    await world.remove();
  }
}

function textOf(times: readonly PageTimes[], { events, load }: { events: number; load: number }): string {
  return [
    `\`pnpm bench browser --write\`, ${new Date().toISOString().slice(0, 10)}, ${describeMachine()}. ` +
      `${events.toLocaleString('en')} events, headless Chromium on the same machine, nothing of the app in its cache. Each page is opened anew, ` +
      `then filtered by a device it was not asked about before: until the last answer is drawn. LCP and changes of filter in milliseconds, ` +
      `medians; “slowed” is the page’s processor time times ${SLOWED}. Load average before it ${load.toFixed(1)}.`,
    '',
    '| page | LCP | filter | CLS | LCP, slowed | filter, slowed | CLS, slowed |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...times.map(lineOf),
  ].join('\n');
}

function lineOf({ name, plain, slow }: PageTimes): string {
  const cells = [plain, slow].flatMap(({ paint, change, shift }) => [
    Math.round(paint).toLocaleString('en'),
    Math.round(change).toLocaleString('en'),
    shift.toFixed(3),
  ]);
  return `| ${[name, ...cells].join(' | ')} |`;
}
