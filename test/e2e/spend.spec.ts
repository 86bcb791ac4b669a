import type { ClaimsAnswer } from '@syncline/shared/claims';
import { findings, overflowOf } from './axe.ts';
import { ask, expect, kpi, open, settled, test } from './fixtures.ts';
import { sellingServer } from './servers.ts';

test.use({ server: 'selling' });
test.describe.configure({ mode: 'serial' });

const PERIOD = { from: '2024-03-11', to: '2024-03-17' };
const DAYS = '?from=2024-03-11&to=2024-03-17';

/** A report as an advertising platform hands it out; the last row is its total. */
const REPORT = {
  name: 'report.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      'Day,Campaign,Impr.,Clicks,Cost,Conversions',
      '11/03/2024,Cedar bench,"1,200",30,$100.004,2.5',
      '12/03/2024,Cedar bench,800,10,$20.50,1',
      '25/03/2024,Cedar bench,5,1,$9.00,0',
      'Total: account,,"2,005",41,$129.50,3.5',
    ].join('\n'),
  ),
};

test.beforeAll(async () => {
  const event = { user: 'visitor', campaign: 'cedar-bench', at: '2024-03-11T12:00:00Z' };
  const bought = { kind: 'purchase', stage: 'paid', order: 'bench-1', amount: '482.02', currency: 'USD' };
  const events = [
    { ...event, id: 'bench-seen', kind: 'impression', quantity: 1000 },
    { ...event, id: 'bench-bought', ...bought },
  ];
  const answer = await fetch(`${sellingServer()}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(events),
  });
  expect(answer.status).toBe(200);
});

test('a report of advertising spend is taken for what it is, and its total is refused', async ({ page }) => {
  await open(page, '/data');
  await page.setInputFiles('input[type="file"]', REPORT);
  await expect(page.getByRole('radio', { name: /Advertising spend/ })).toBeChecked();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByLabel('amount comes from')).toHaveValue('column Cost');
  await expect(page.getByLabel('How times are written')).toHaveValue('D/M/YYYY');
  await page.getByLabel('platform comes from').selectOption({ label: 'a fixed value' });
  await page.getByLabel('Fixed value of platform').fill('Search ads');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('3 rows of spend would be new, 1 line would be refused.')).toBeVisible();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const progress = page.getByRole('region', { name: 'Import of report.csv' });
  await expect(progress.locator('output')).toHaveText('Done');
  for (const [label, value] of [
    ['Accepted', '3'],
    ['Refused', '1'],
    ['Rounded to the minor unit', '1'],
  ]) {
    await expect(progress.getByText(label ?? '', { exact: true }).locator('xpath=following-sibling::dd')).toHaveText(
      value ?? '',
    );
  }
  expect(await findings(page)).toEqual([]);
});

test('what it cost stands beside what it brought', async ({ page }) => {
  const { totals } = await ask({ metrics: ['spend', 'roas'], period: PERIOD }, sellingServer());
  expect(totals.metrics).toEqual({ spend: 12_050, roas: 48_202 / 12_050 });
  await open(page, `/campaigns${DAYS}`);
  const table = page.getByRole('table', { name: 'Campaigns with their figures' });
  const cells = table.getByRole('row', { name: /Cedar Bench/ });
  for (const text of ['$120.50', '$482.02', '4.00']) await expect(cells.getByText(text).first()).toBeVisible();
  await cells.getByRole('link', { name: 'Cedar Bench' }).click();
  await settled(page);
  await expect(kpi(page, 'Spend')).toHaveText('$120.50');
  await expect(kpi(page, 'Spend per purchase')).toHaveText('$120.50');
  await expect(kpi(page, 'Net revenue ÷ spend (ROAS)')).toHaveText('4.00');
});

test('what the platform claims stands beside what was counted', async ({ page }) => {
  await open(page, `/revenue${DAYS}`);
  const panel = page.getByRole('table', { name: /What platforms claim/ });
  const cells = panel.getByRole('row', { name: /Cedar Bench/ }).getByRole('cell');
  await expect(cells).toHaveText([
    /search-ads/,
    '$120.50',
    '2,000',
    /1,000\s*× 2\.00/,
    '40',
    '0',
    '3.50',
    /1\s*× 3\.50/,
  ]);
  await page.getByRole('button', { name: 'How this is counted' }).last().click();
  await expect(page.getByText(/several of them can claim the same order/)).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(panel.locator('thead th:visible')).toHaveText(['Campaign', 'Spend', 'Purchases counted']);
  expect(await overflowOf(page)).toBe(0);
});

test('an import of spend is taken back', async ({ page, request }) => {
  await open(page, '/data');
  const row = page.getByRole('table', { name: 'Imports' }).getByRole('row', { name: /report\.csv/ });
  await row.getByRole('button', { name: 'Undo the import of report.csv' }).click();
  const dialog = page.getByRole('dialog', { name: 'Undo the import of report.csv?' });
  await expect(dialog).toContainText('What it had corrected counts again.');
  await dialog.getByRole('button', { name: 'Undo the import' }).click();
  await expect(row.getByText('Undone')).toBeVisible();
  const { totals } = await ask({ metrics: ['spend'], period: PERIOD }, sellingServer());
  expect(totals.metrics).toEqual({ spend: null });
  const claims = await request.post('/api/v1/analysis/platform-claims', { data: { period: PERIOD } });
  expect(((await claims.json()) as ClaimsAnswer).campaigns).toEqual([]);
  await open(page, `/revenue${DAYS}`);
  await expect(page.getByText('No platform reported anything of these campaigns in these days.')).toBeVisible();
  await open(page, `/campaigns${DAYS}`);
  await expect(page.getByRole('columnheader', { name: 'Spend', exact: true })).toHaveCount(0);
});
