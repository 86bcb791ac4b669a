import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** WCAG 2.2, levels A and AA. */
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const GRAVE: ReadonlySet<string> = new Set(['serious', 'critical']);

/** Pixels by which the page is wider than the window. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/**
 * What axe finds under WCAG 2.2 AA, of any impact, and what is serious or critical by its own good practice, each with the
 * elements it concerns; within `part` where one is named.
 */
export async function findings(page: Page, part?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page }).withTags([...LEVELS, 'best-practice']);
  const { violations } = await (part === undefined ? axe : axe.include(part)).analyze();
  return violations
    .filter(({ tags, impact }) => LEVELS.some((level) => tags.includes(level)) || GRAVE.has(impact ?? ''))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}
