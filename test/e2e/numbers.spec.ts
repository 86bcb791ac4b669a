import type { FunnelAnswer } from '@syncline/shared/query';
import { ask, count, dollars, expect, kpi, open, test, wholePeriod } from './fixtures.ts';
import { filledServer } from './servers.ts';

test('the overview shows what was sent', async ({ page, world }) => {
  const { grossMinor, refundsMinor, purchases, reach } = world.expected;
  await open(page, wholePeriod('/', world));
  await expect(kpi(page, 'Net revenue')).toHaveText(dollars(grossMinor - refundsMinor));
  await expect(kpi(page, 'Purchases')).toHaveText(count(purchases));
  await expect(kpi(page, 'Reach, people')).toHaveText(count(reach));
});

test('the campaigns table shows each campaign, and everybody once in its footer', async ({ page, world }) => {
  await open(page, wholePeriod('/campaigns', world));
  for (const [slug, expected] of Object.entries(world.expected.campaigns)) {
    const row = page.locator('tbody tr', { has: page.locator(`a[href*="/campaigns/${slug}"]`) });
    await expect(row).toContainText(count(expected.reach));
    await expect(row).toContainText(count(expected.purchases));
  }
  await expect(page.locator('tfoot')).toContainText(count(world.expected.reach));
});

test('a campaign shows its own figures', async ({ page, world }) => {
  const expected = world.expected.campaigns['alder-lamp'];
  await open(page, wholePeriod('/campaigns/alder-lamp', world));
  await expect(kpi(page, 'Impressions')).toHaveText(count(expected?.impressions ?? 0));
  await expect(kpi(page, 'Reach, people')).toHaveText(count(expected?.reach ?? 0));
});

test('devices show the API’s people by primary device, under the threshold of the URL', async ({ page, world }) => {
  const period = { from: world.firstDay, to: world.lastDay };
  await open(page, wholePeriod('/devices', world, '&primary=90'));
  const answer = await ask({
    metrics: ['active_users', 'reach', 'buyers'],
    dimensions: ['primary_device'],
    period,
    primary_device_threshold: 0.9,
  });
  const people = (device: string) =>
    answer.rows.find(({ dimensions }) => dimensions.primary_device === device)?.metrics.active_users ?? 0;
  expect(people('mobile')).toBeGreaterThan(0);
  await expect(kpi(page, 'Active people')).toHaveText(count(answer.totals.metrics.active_users ?? 0));
  await expect(kpi(page, 'Primary mobile')).toContainText(count(people('mobile')));
  await expect(kpi(page, 'Mixed')).toContainText(count(people('mixed')));
  const { reach, buyers } = answer.totals.metrics;
  const table = page.getByRole('table', { name: 'People by primary device' });
  await expect(table.locator('tfoot')).toContainText(`${count(buyers ?? 0)} of ${count(reach ?? 0)}`);
});

test('devices show the API’s funnel by the device of the first impression', async ({ page, world }) => {
  const period = { from: world.firstDay, to: world.lastDay };
  await open(page, wholePeriod('/devices', world));
  const response = await fetch(`${filledServer()}/api/v1/analysis/funnel`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ period, breakdown: 'device' }),
  });
  const funnel = (await response.json()) as FunnelAnswer;
  const table = page.getByRole('table', { name: /first impression/ });
  for (const [device, name] of [
    ['mobile', 'Phone'],
    ['desktop', 'Desktop'],
  ]) {
    const stages = funnel.breakdown.find((part) => part.device === device)?.stages ?? [];
    const row = table.locator('tbody tr', { hasText: name ?? '' });
    expect(stages).toHaveLength(7);
    for (const { people } of stages) await expect(row).toContainText(count(people));
  }
});

test('revenue shows what was charged and refunded, to the cent', async ({ page, world }) => {
  const { grossMinor, refundsMinor, purchases, campaigns } = world.expected;
  await open(page, wholePeriod('/revenue', world));
  await expect(kpi(page, 'Gross revenue')).toHaveText(dollars(grossMinor));
  await expect(kpi(page, 'Refunds')).toHaveText(dollars(refundsMinor));
  await expect(kpi(page, 'Net revenue')).toHaveText(dollars(grossMinor - refundsMinor));
  await expect(kpi(page, 'Average order value')).toHaveText(dollars(Math.round(grossMinor / purchases)));
  await expect(page.getByText(dollars(-refundsMinor)).first()).toBeVisible();
  const table = page.getByRole('table', { name: 'Revenue by campaign' });
  for (const [slug, { grossMinor: gross }] of Object.entries(campaigns)) {
    const row = table.locator('tbody tr', { has: page.locator(`a[href*="/campaigns/${slug}"]`) });
    await expect(row).toContainText(dollars(gross));
  }
  await expect(table.locator('tfoot')).toContainText(dollars(grossMinor));
});

test('months in the table view add up to the period', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world));
  const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Gross and net revenue by month' }) });
  await panel.getByRole('button', { name: 'Show as table' }).click();
  const net = await panel.locator('tbody tr td:nth-child(5)').allTextContents();
  const sum = net
    .filter((text) => text !== '–')
    .reduce((total, text) => total + Math.round(Number(text.replace(/[^\d.]/g, '')) * 100), 0);
  expect(sum).toBe(world.expected.grossMinor - world.expected.refundsMinor);
});

test('the data screen shows how much is stored', async ({ page, world }) => {
  await open(page, '/data');
  await expect(kpi(page, 'Events stored')).toHaveText(count(world.expected.events));
  await expect(page.getByRole('table', { name: 'Freshness by kind' })).toContainText(count(world.expected.impressions));
});
