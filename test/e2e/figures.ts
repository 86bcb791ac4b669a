import type { Page } from '@playwright/test';

/** What can be taken for a figure and is none: days, months, clock times, names and rules. */
const NO_FIGURES = [
  String.raw`\d{1,2}(–| – |\s)?(\d{1,2}\s)?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(\s\d{4})?`,
  String.raw`(January|February|March|April|May|June|July|August|September|October|November|December)\s\d{4}`,
  String.raw`\d{4}-\d{2}(-\d{2})?`,
  String.raw`\b\d{1,2}:\d{2}(:\d{2})?\b`,
  String.raw`95\s%`,
  String.raw`/api/v1/|v1\.1 or v2`,
  // Of sentences that say what they count, or that are rules.
  String.raw`^\d+ offers: \d.*`,
  String.raw`at most 7 days earlier|Up to 6 can stand side by side`,
  String.raw`The 2013 study`,
];

/** Texts with figures of the content that no definition can be reached for: not the figure's own, not that of its column or row, not that of its part of the screen. */
export function untracedFigures(page: Page): Promise<string[]> {
  return page.evaluate((noFigures) => {
    const content = document.querySelector('#content');
    if (!content) return ['There is no content.'];
    const isPlain = new RegExp(noFigures.join('|'), 'g');
    const found = new Set<string>();
    const texts = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const element = node.parentElement;
      if (!element?.checkVisibility() || !/(?<![\p{L}\d_-])\d/u.test(text.replaceAll(isPlain, ''))) continue;
      if (element.closest('button, select, label, code, style, [aria-hidden="true"]')) continue;
      if (!isTraced(element))
        found.add(`${element.closest('section')?.querySelector('h2')?.textContent ?? 'Page'}: ${text}`);
    }
    return [...found];

    function isTraced(element: Element): boolean {
      const strip = element.closest('[data-figures]');
      if (strip) return has([...strip.children].find((cell) => cell.contains(element)));
      const cell = element.closest('td');
      const table = cell?.closest('table');
      if (cell && table && getComputedStyle(cell).textAlign === 'right') {
        const head = table.tHead?.rows[0]?.cells[cell.cellIndex];
        if (head && (has(head) || has(cell.parentElement?.firstElementChild))) return true;
        // The table that a chart is shown as has the definitions of its part.
        if (head?.querySelector('button')) return false;
      }
      for (let part = element.closest('section'); part; part = part.parentElement?.closest('section') ?? null) {
        if (part.querySelector('[aria-label^="About these figures"]')) return true;
      }
      return false;
    }

    function has(element: Element | null | undefined): boolean {
      return element?.querySelector('[data-defined]') != null;
    }
  }, NO_FIGURES);
}

/** Names of figures on the page whose definition does not come up, in words, at the pointer and at the focus. */
export function silentDefinitions(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const targets = [...document.querySelectorAll<HTMLElement>('#content [data-defined]')].filter((target) =>
      target.checkVisibility(),
    );
    const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const says = (target: Element) => {
      const card = document.getElementById(target.getAttribute('aria-describedby') ?? '');
      return (card?.textContent?.length ?? 0) > 20;
    };
    const silent = new Set<string>();
    const until = async (holds: () => boolean) => {
      for (let turn = 0; turn < 100 && !holds(); turn += 1) await wait(20);
    };
    const complain = (are: (target: Element) => boolean, how: string) => {
      for (const target of targets) if (are(target)) silent.add(`${target.ariaLabel ?? target.textContent} ${how}`);
    };
    const isSilent = (target: Element) => !says(target);
    const point = (type: string) => {
      for (const target of targets)
        target.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: 'mouse' }));
    };
    point('pointermove');
    await until(() => targets.every(says));
    complain(isSilent, 'at the pointer');
    point('pointerout');
    await until(() => !targets.some(says));
    for (const target of targets) {
      target.focus();
      await until(() => says(target));
      if (isSilent(target)) silent.add(`${target.ariaLabel ?? target.textContent} at the focus`);
    }
    (document.activeElement as HTMLElement | null)?.blur();
    await until(() => !targets.some(says));
    complain(says, 'though it was left');
    return [...silent];
  });
}

/** Every figure on the page that is a metric of all the rows under its filters, as it is written. */
export function metricFigures(page: Page): Promise<{ metric: string; shown: string; where: string }[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('#content [data-metric]')].flatMap((target) => {
      const metric = target.dataset.metric ?? '';
      const head = target.closest('th');
      const table = head?.closest('table');
      const where = table?.caption?.textContent ?? target.textContent ?? '';
      const shown = head ? table?.tFoot?.rows[0]?.cells[head.cellIndex] : target.nextElementSibling;
      return shown?.textContent && !target.closest('tbody') ? [{ metric, where, shown: shown.textContent }] : [];
    }),
  );
}
