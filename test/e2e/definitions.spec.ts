import { formatMetric } from '@syncline/shared/format';
import { METRIC_KEYS, METRICS, type MetricKey } from '@syncline/shared/metrics';
import type { QueryInput } from '@syncline/shared/query';
import { metricFigures } from './figures.ts';
import { ask, expect, open, test, wholePeriod } from './fixtures.ts';

/** Screens that show metrics, and how many of them at least. */
const SHOWING: readonly { path: string; atLeast: number; ofCampaign?: string }[] = [
  { path: '/', atLeast: 7 },
  { path: '/campaigns', atLeast: 7 },
  { path: '/devices', atLeast: 4 },
  { path: '/audience', atLeast: 1 },
  { path: '/revenue', atLeast: 8 },
  { path: '/campaigns/alder-lamp', atLeast: 5, ofCampaign: 'alder-lamp' },
  { path: '/campaigns/alder-lamp?tab=conversion', atLeast: 4, ofCampaign: 'alder-lamp' },
];
const FILTERS: readonly { address: string; filters: NonNullable<QueryInput['filters']> }[] = [
  { address: '', filters: [] },
  {
    address: '&campaign=alder-lamp&device=mobile',
    filters: [
      { dimension: 'campaign', op: 'is', values: ['alder-lamp'] },
      { dimension: 'device', op: 'is', values: ['mobile'] },
    ],
  },
];

for (const { address, filters } of FILTERS) {
  test(`every metric of every screen is the API’s answer to one question, with ${filters.length} filters`, async ({
    page,
    world,
  }) => {
    const period = { from: world.firstDay, to: world.lastDay };
    const answerOf = async (filter: typeof filters) => {
      const { totals, meta } = await ask({ metrics: [...METRIC_KEYS], period, filters: [...filter] });
      return (metric: MetricKey) => formatMetric(metric, totals.metrics[metric] ?? null, meta.currency);
    };
    for (const { path, atLeast, ofCampaign } of SHOWING) {
      const own = { dimension: 'campaign' as const, op: 'is' as const, values: [ofCampaign ?? ''] };
      const isFiltered = ofCampaign !== undefined && filters.length === 0;
      const expected = await answerOf(isFiltered ? [own] : filters);
      const [screen = '', search] = path.split('?');
      await open(page, wholePeriod(screen, world, `${search ? `&${search}` : ''}${address}`));
      const figures = await metricFigures(page);
      expect(figures.length, path).toBeGreaterThanOrEqual(atLeast);
      const shown = figures.map(({ metric, where, shown }) => `${path}, ${where}: ${metric} ${shown}`);
      expect(shown).toEqual(
        figures.map(({ metric, where }) => `${path}, ${where}: ${metric} ${expected(metric as MetricKey)}`),
      );
    }
  });
}

test('a definition comes at the pointer and at the focus, stays when clicked, and leaves at Escape', async ({
  page,
  world,
}) => {
  await open(page, wholePeriod('/', world));
  const { formula } = METRICS.net_revenue;
  const card = page.getByText(formula);
  const label = page.getByRole('button', { name: 'Net revenue: definition' });
  await label.hover();
  await expect(card).toBeVisible();
  // The way to the card leads over the gap between.
  await card.hover();
  await expect(card).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(card).toHaveCount(0);
  await label.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(card).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Net revenue' });
  await expect(dialog.locator('[data-autofocus]')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('link', { name: 'Among all definitions' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(label).toBeFocused();
  const head = page.getByRole('columnheader', { name: 'Purchases' }).getByRole('button');
  await head.hover();
  await expect(page.getByRole('tooltip')).toContainText(METRICS.purchases.formula);
  const about = page.getByRole('button', { name: /^About these figures: .*purchase/i }).first();
  await about.hover();
  await expect(page.getByText('Answered from')).toBeVisible();
  await about.click();
  await expect(page.getByRole('link', { name: 'All definitions', exact: true })).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(page.getByRole('link', { name: 'All definitions', exact: true })).toBeVisible();
});
