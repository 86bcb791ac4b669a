import type { Page, Route } from '@playwright/test';
import { count, expect, kpi, open, test, wholePeriod } from './fixtures.ts';

test.use({ allowedComplaints: [/Failed to load resource/] });

const REQUEST_ID = 'made-up-request';

const isByCampaign = (body: string) => body.includes('"dimensions":["campaign"]');

/** Answers the questions that `broken` picks with an error of the server. */
async function failQuestions(page: Page, broken: (body: string) => boolean): Promise<void> {
  await page.route('**/api/v1/query', async (route: Route) => {
    if (!broken(route.request().postData() ?? '')) return route.continue();
    return route.fulfill({
      status: 500,
      contentType: 'application/json',
      body: JSON.stringify({
        error: { code: 'internal', message: 'The engine did not answer.', request_id: REQUEST_ID },
      }),
    });
  });
}

test('a part that fails says what failed and by which request, the others stand, and it can be tried again', async ({
  page,
  world,
}) => {
  await failQuestions(page, isByCampaign);
  await page.goto(wholePeriod('/revenue', world));
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The engine did not answer.');
  await expect(alert).toContainText(REQUEST_ID);
  await expect(kpi(page, 'Purchases')).toHaveText(count(world.expected.purchases));
  await page.unroute('**/api/v1/query');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('table', { name: 'Revenue by campaign' })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a part whose title states what it found is named when it fails', async ({ page, world }) => {
  await page.route('**/api/v1/analysis/revenue-*', (route) =>
    route.fulfill({
      status: 500,
      json: { error: { code: 'internal', message: 'The engine did not answer.', request_id: REQUEST_ID } },
    }),
  );
  await page.goto(wholePeriod('/revenue', world));
  for (const name of ['From list price to shares', 'Net revenue by month and party']) {
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
    await expect(page.getByRole('alert').filter({ hasText: `“${name}” could not be loaded` })).toBeVisible();
  }
});

test('a server that cannot be reached is asked again, and is said to be away', async ({ page, world }) => {
  let asked = 0;
  await page.route('**/api/v1/query', (route) => {
    if (!isByCampaign(route.request().postData() ?? '')) return route.continue();
    asked += 1;
    return route.abort();
  });
  await page.goto(wholePeriod('/revenue', world));
  await expect(page.getByRole('alert')).toContainText('does not answer');
  expect(asked).toBeGreaterThan(1);
});

test('the frame stands and says why while the workspace cannot be read', async ({ page }) => {
  await page.route('**/api/v1/workspace', (route) =>
    route.fulfill({ status: 500, contentType: 'application/json', body: '{"not":"an envelope"}' }),
  );
  await page.goto('/');
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('The workspace could not be read');
});

test('while it loads every part has its place, and nothing moves when the figures come', async ({ page, world }) => {
  const held: (() => void)[] = [];
  let holding = true;
  await page.route(/\/api\/v1\/(query|analysis)/, async (route) => {
    if (holding) await new Promise<void>((release) => held.push(release));
    await route.continue();
  });
  await page.goto(wholePeriod('/revenue', world));
  const months = page.locator('section', { hasText: 'net revenue by month and party; dotted where terms change' });
  await expect(months).toHaveAttribute('aria-busy', 'true');
  await expect(page.getByRole('button', { name: 'Net revenue: definition' })).toBeVisible();
  const before = await months.boundingBox();
  holding = false;
  for (const release of held) release();
  await expect(months).toHaveAttribute('aria-busy', 'false');
  await expect(months.getByRole('figure')).toBeVisible();
  const after = await months.boundingBox();
  expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThanOrEqual(1);
  expect(Math.abs((after?.height ?? 0) - (before?.height ?? 0))).toBeLessThanOrEqual(2);
});

test('days without anything say so in the plot', async ({ page }) => {
  await open(page, '/revenue?from=2020-01-01&to=2020-01-31');
  await expect(page.getByText('Nothing was charged or refunded in these days under these filters.')).toBeVisible();
  await open(page, '/devices?from=2020-01-01&to=2020-01-31');
  await expect(page.getByText('Nobody was reached or active in these days under these filters.')).toBeVisible();
  await open(page, '/audience?from=2020-01-01&to=2020-01-31');
  for (const sentence of [
    'Nobody follows a brand at the end of these days under these filters.',
    'No follow or unfollow in these days under these filters.',
    'Nobody began to follow a brand in these days under these filters.',
    'Nobody followed a brand before 1 Jan 2020, so there is nobody to compare. Choose days that begin later.',
  ]) {
    await expect(page.getByText(sentence).first()).toBeVisible();
  }
});
