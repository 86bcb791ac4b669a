import { ECB_2013 } from '../support/ecb-2013.ts';
import { findings, overflowOf } from './axe.ts';
import { expect, kpi, open, settled, test } from './fixtures.ts';
import { sellingServer } from './servers.ts';

test.use({ server: 'selling', allowedComplaints: [/status of 4(?:00|22)/] });
test.describe.configure({ mode: 'serial' });

const DAYS = '?from=2013-02-11&to=2013-03-10';

test.beforeAll(async () => {
  const sold = [
    ['yen', '2013-02-11', 'paid', '1500', 'JPY'],
    ['yen', '2013-02-20', 'refunded', '500', 'JPY'],
    ['dinar', '2013-02-12', 'paid', '12.345', 'KWD'],
    ['euro', '2013-02-16', 'paid', '20.00', 'EUR'],
  ];
  const events = sold.map(([order, day, stage, amount, currency]) => ({
    id: `abroad-${order}-${stage}`,
    kind: 'purchase',
    at: `${day}T12:00:00Z`,
    user: `abroad-${order}`,
    order: `abroad-${order}`,
    campaign: 'abroad',
    stage,
    amount,
    currency,
  }));
  const answer = await fetch(`${sellingServer()}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(events),
  });
  expect(answer.status).toBe(200);
});

test('days without a rate are named before any is known', async ({ page }) => {
  await open(page, `/revenue/rates${DAYS}`);
  await expect(page.getByRole('link', { name: 'Exchange rates', exact: true })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByText(/No rate of JPY on .*; KWD on .*; USD on .*/)).toBeVisible();
  const row = page
    .getByRole('table', { name: /by currency$/ })
    .first()
    .getByRole('row', { name: /Japanese Yen/ });
  await expect(row.getByText('2 days without a rate')).toBeVisible();
  await expect(page.getByText('No rate of these days is known.')).toBeVisible();
  // Nothing is shared out at a rate that is not known.
  await expect(
    page.getByRole('alert').getByText(/No exchange rate is known of JPY on 2013-02-11, 2013-02-20/),
  ).toBeVisible();
  expect(await findings(page)).toEqual([]);
});

test('the Revenue screen converts nothing at a rate that is not known, and says which', async ({ page }) => {
  await open(page, `/revenue${DAYS}&currencies=converted`);
  await expect(page.getByRole('alert').getByText(/No exchange rate is known of JPY on 2013-02-11/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Revenue by campaign' })).toHaveCount(0);
  expect(await findings(page)).toEqual([]);
  await page.getByRole('link', { name: 'Enter or import exchange rates' }).press('Enter');
  await expect(page).toHaveURL(/\/revenue\/rates\?/);
});

test('the published file is shown before it is imported, with what would be refused', async ({ page }) => {
  await open(page, '/data');
  const spoilt = ECB_2013.replace('2013-03-15,1.3086,', '2013-03-15,1;3086,');
  await page.setInputFiles('input[type="file"]', {
    name: 'eurofxref-hist.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(spoilt),
  });
  await expect(page.getByText('Exchange rates, ECB').first()).toBeVisible();
  await expect(page.getByText(/134 rates of 5 currencies on 27 days, 7 Feb/)).toBeVisible();
  const refusals = page.getByRole('list', { name: 'What will be refused' });
  await expect(refusals.getByText(/Line 2, USD: "1;3086" is no rate of 2013-03-15/)).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('134 exchange rates would be new, 1 line would be refused.')).toBeVisible();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const progress = page.getByRole('region', { name: 'Import of eurofxref-hist.csv' });
  await expect(progress.locator('output')).toHaveText('Done');
  for (const [label, value] of [
    ['Accepted', '134'],
    ['Refused', '1'],
    ['Rates of withdrawn currencies', '27'],
  ]) {
    await expect(progress.getByText(label ?? '', { exact: true }).locator('xpath=following-sibling::dd')).toHaveText(
      value ?? '',
    );
  }
});

test('a rate that nobody publishes is entered by hand, and all is converted', async ({ page }) => {
  await open(page, `/revenue/rates${DAYS}`);
  await expect(page.getByText(/No rate of KWD on 12 Feb 2013\./)).toBeVisible();
  await page.getByRole('button', { name: 'Enter a rate' }).click();
  const form = page.getByRole('form', { name: 'Rate' });
  await form.getByLabel('Day').fill('2013-02-08');
  await form.getByLabel('Currency').selectOption('KWD');
  await form.getByLabel('KWD per euro').fill('0,3786');
  await form.getByRole('button', { name: 'Enter' }).click();
  await expect(form.getByText(/must be a decimal string above 0/)).toBeVisible();
  await form.getByLabel('KWD per euro').fill('0.3786');
  await form.getByLabel('Source or reason').fill('Central Bank of Kuwait');
  await form.getByRole('button', { name: 'Enter' }).click();
  await expect(form.getByText('The rate counts now.')).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await form.getByRole('button', { name: 'Close' }).click();
  // 16.05 − 5.34 of yen, 26.65 of euros, 43.82 of dinars.
  await expect(page.getByRole('heading', { name: '$81.18 net in 3 currencies' })).toBeVisible();
  await expect(page.getByText(/No rate of [A-Z]{3} on/)).toHaveCount(0);
  const shares = page.getByRole('table', { name: 'Shares of the orders of all currencies' });
  await expect(shares.getByRole('row', { name: /Net revenue/ })).toContainText('$81.18');
});

test('the Revenue screen shows the orders of all currencies, converted, and at which rates', async ({ page }) => {
  await open(page, `/revenue${DAYS}`);
  const choice = page.getByRole('group', { name: 'Which currencies' });
  await expect(choice.getByRole('button', { name: 'USD alone' })).toHaveAttribute('aria-pressed', 'true');
  await choice.getByRole('button', { name: 'All, converted' }).press('Enter');
  await expect(page).toHaveURL(/currencies=converted/);
  await settled(page);
  await expect(kpi(page, 'Net revenue')).toHaveText('$81.18');
  await expect(kpi(page, 'Purchases')).toHaveText('3');
  const note = page.getByText(/converted at the rates of its own day/);
  await expect(note).toContainText('¥1,000 of 1 order is $10.71');
  await expect(note).toContainText('JPY on 2 days at rates published from 11 Feb – 20 Feb 2013 (File, ECB layout)');
  await expect(note).toContainText('KWD on 1 day at rates published on 8 Feb 2013 (By hand)');
  const months = page.getByRole('table', { name: 'Shares by month' });
  await expect(months.locator('tfoot')).toContainText('$81.18');
  const campaigns = page.getByRole('table', { name: 'Revenue by campaign' });
  await expect(campaigns.getByRole('row', { name: /^abroad/i })).toContainText('$81.18');
  // Orders are listed in the currency of the workspace alone.
  await expect(page.getByRole('link', { name: /, its orders$/ })).toHaveCount(0);
  expect(await findings(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await settled(page);
  expect(await overflowOf(page)).toBe(0);
});

test('a rate is corrected with a trail, and taken back', async ({ page }) => {
  await open(page, `/revenue/rates${DAYS}`);
  await page.getByRole('button', { name: 'List the rates of USD' }).click();
  await page.getByRole('button', { name: 'Open USD of 2013-02-11' }).click();
  await settled(page);
  const entry = page.getByRole('region', { name: 'USD of 2013-02-11' });
  await entry.getByLabel('USD per euro').fill('1.35');
  await entry.getByLabel('Source or reason').fill('of our bank');
  await entry.getByRole('button', { name: 'Correct' }).click();
  const trail = entry.getByRole('table');
  await expect(trail.getByRole('row')).toHaveCount(3);
  await expect(trail.getByRole('row', { name: /1\.35/ })).toContainText('counts');
  await expect(trail.getByRole('row', { name: /1\.3391/ })).toContainText('another counts');
  // 1500 ÷ 125.12 × 1.35 = 16.18…
  await expect(page.getByRole('heading', { name: '$81.31 net in 3 currencies' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await trail.getByRole('button', { name: 'Take back' }).click();
  await trail.getByRole('group', { name: 'Take back 1.35?' }).getByRole('button', { name: 'Take back' }).click();
  await expect(trail.getByRole('row', { name: /1\.35/ })).toContainText('taken back');
  await expect(page.getByRole('heading', { name: '$81.18 net in 3 currencies' })).toBeVisible();
});

test('rates are downloaded in the layout they came in, and fit a phone', async ({ page, request }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `/revenue/rates${DAYS}&currency=JPY`);
  expect(await overflowOf(page)).toBe(0);
  expect(await findings(page)).toEqual([]);
  const link = page.getByRole('link', { name: 'CSV in the layout of the ECB' });
  const file = await request.get((await link.getAttribute('href')) ?? '');
  expect((await file.text()).split('\r\n').slice(0, 2)).toEqual(['Date,JPY,', '2013-03-08,125.5,']);
  await expect(page.getByRole('table', { name: 'Exchange rates by day' }).getByRole('row')).toHaveCount(21);
});
