import type { Page } from '@playwright/test';

/** How much moved on the page by itself since it was opened (cumulative layout shift), and what. */
export function layoutShift(page: Page): Promise<{ total: number; parts: string[] }> {
  return page.evaluate(async () => {
    interface Shift extends PerformanceEntry {
      value: number;
      hadRecentInput: boolean;
      sources: readonly { node: Node | null }[];
    }
    const shifts: Shift[] = [];
    const observer = new PerformanceObserver((list) => shifts.push(...(list.getEntries() as Shift[])));
    observer.observe({ type: 'layout-shift', buffered: true });
    // Entries of before come with the next task.
    await new Promise((resolve) => setTimeout(resolve, 50));
    observer.disconnect();
    const own = shifts.filter(({ hadRecentInput }) => !hadRecentInput);
    return {
      total: own.reduce((sum, { value }) => sum + value, 0),
      parts: own.map(({ value, sources }) => {
        const moved = sources.map(({ node }) =>
          node instanceof Element ? node.outerHTML.slice(0, 120) : (node?.textContent ?? 'gone').slice(0, 60),
        );
        return `${value.toFixed(4)}: ${moved.join(' | ')}`;
      }),
    };
  });
}
