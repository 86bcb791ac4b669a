import type { Page } from '@playwright/test';
import { findings, overflowOf } from './axe.ts';
import { expect, open, test } from './fixtures.ts';
import { sellingServer } from './servers.ts';

test.use({ server: 'selling' });

const BASE = `${sellingServer()}/api/v1`;

async function send(path: string, body: object): Promise<void> {
  const response = await fetch(`${BASE}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

/** An offer of its own for each test, as they share a server. */
async function offer(name: string, more: object = {}): Promise<void> {
  await send('offers', {
    slug: `orders-${name.toLowerCase()}`,
    name,
    trigger_hashtag: `Buy_${name}`,
    confirmation_hashtag: `Confirm_${name}`,
    price_minor: 14_999,
    currency: 'USD',
    starts_at: '2026-01-01T00:00:00Z',
    ...more,
  });
}

/** Sought on the screen, so long enough that no post's id holds it by chance. */
const KETTLE_BUYER = '904417700013582';

let posts = Date.now() * 1000;

async function post(author: string, text: string, secondsAgo: number, now = Date.now()): Promise<string> {
  posts += 1;
  await send('posts', {
    data: {
      id: String(posts),
      author_id: author,
      created_at: new Date(now - secondsAgo * 1000).toISOString(),
      text,
      source: 'Twitter for iPhone',
    },
    includes: { users: [{ id: author, public_metrics: { followers_count: 1200 } }] },
  });
  return String(posts);
}

const rowOf = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Orders' }).getByRole('row', { name: new RegExp(name) });

test('an order goes from trigger to refund, with what caused it', async ({ page }) => {
  await offer('Kettle');
  await send('accounts', { account: KETTLE_BUYER, token: 'sim-success-1' });
  await open(page, '/orders?offer=orders-kettle');
  const begun = Date.now();
  const trigger = await post(KETTLE_BUYER, '#Buy_Kettle', 120, begun);
  await expect(rowOf(page, 'Kettle')).toContainText('Triggered', { timeout: 15_000 });
  await post(KETTLE_BUYER, 'yes! #Confirm_Kettle', 47, begun);
  await expect(rowOf(page, 'Kettle')).toContainText('Paid', { timeout: 15_000 });
  await expect(rowOf(page, 'Kettle')).toContainText('1:13');
  await expect(rowOf(page, 'Kettle')).toContainText('$149.99');

  await rowOf(page, 'Kettle').getByRole('link', { name: 'Kettle' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kettle, paid');
  const timeline = page.getByRole('list', { name: 'Timeline' });
  for (const step of [
    'Triggered',
    'Answered with the confirmation hashtag',
    'Confirmed',
    'One piece set aside',
    'Card charged $149.99',
  ]) {
    await expect(timeline).toContainText(step);
  }
  await expect(timeline).toContainText('post #Confirm_Kettle within 15 minutes. (not posted: dry run)');
  await expect(page.getByRole('table', { name: 'Posts of the order' })).toContainText(trigger);
  await expect(page.getByRole('table', { name: 'Posts of the order' })).toContainText('1,200');
  await expect(page.locator('main')).not.toContainText(KETTLE_BUYER);

  const form = page.getByRole('form', { name: 'Refund' });
  await form.getByLabel(/^Amount/).fill('150');
  await form.getByRole('button', { name: 'Refund…' }).click();
  await expect(form.getByLabel(/^Amount/)).toHaveAccessibleDescription(/At most \$149\.99 are left/);
  await form.getByLabel(/^Amount/).fill('49.99');
  await form.getByLabel(/^Reason/).fill('Dented');
  await form.getByLabel(/^Reason/).press('Enter');
  await form.getByRole('button', { name: 'Keep' }).click();
  await form.getByRole('button', { name: 'Refund…' }).click();
  await expect(form.getByRole('button', { name: 'Refund', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Refunds' })).toContainText('$49.99 refunded, Dented', {
    timeout: 15_000,
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kettle, paid, part refunded');
  await expect(form.getByLabel(/^Amount/)).toHaveValue('100.00');

  await page.getByRole('button', { name: 'Mark as shipped' }).click();
  await page.getByRole('button', { name: 'They are' }).click();
  await expect(timeline).toContainText('Fulfilled', { timeout: 15_000 });
  expect(await findings(page)).toEqual([]);
});

test('what is lost and declined says why, and is found by state and post', async ({ page }) => {
  await offer('Toaster');
  await send('accounts', { account: '70002', token: 'sim-decline-stolen_card' });
  const lost = await post('70009', '#Buy_Toaster', 20);
  await post('70002', '#Buy_Toaster', 20);
  await post('70002', '#Confirm_Toaster', 10);
  await open(page, '/orders?offer=orders-toaster');
  await expect(rowOf(page, 'Declined: stolen card')).toBeVisible({ timeout: 15_000 });
  await expect(rowOf(page, 'Lost: no synced card')).toBeVisible();
  await page.getByRole('combobox', { name: 'State' }).selectOption('lost');
  await expect(page).toHaveURL(/state=lost/);
  await expect(rowOf(page, 'Declined')).toHaveCount(0);
  await page.getByRole('searchbox', { name: 'Find an order' }).fill(lost);
  await expect(rowOf(page, 'Toaster')).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Find an order' }).fill('nothing');
  await expect(page.getByText('No order is like this.')).toBeVisible();
  expect(await findings(page)).toEqual([]);
});

test('what the gateway does not answer is shown with its reason and tried again', async ({ page }) => {
  await offer('Radio');
  await send('accounts', { account: '70003', token: 'sim-timeout-1' });
  await post('70003', '#Buy_Radio', 20);
  await post('70003', '#Confirm_Radio', 10);
  await open(page, '/orders?offer=orders-radio');
  await expect(rowOf(page, 'does not answer')).toContainText('Confirmed', { timeout: 15_000 });
  await rowOf(page, 'Radio').getByRole('link').click();
  await expect(page.getByRole('button', { name: 'Try again now' })).toBeVisible();
  await send('accounts', { account: '70003', token: 'sim-success-1' });
  await page.getByRole('button', { name: 'Try again now' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Radio, paid', { timeout: 15_000 });
});

test('replies are shown, and an order that is not there says so', async ({ page }) => {
  await offer('Clock');
  await send('accounts', { account: '70004', token: 'sim-success-1' });
  await post('70004', '#Buy_Clock', 5);
  await open(page, '/orders?view=replies');
  const replies = page.getByRole('table', { name: 'Replies' });
  await expect(replies).toContainText('post #Confirm_Clock within 15 minutes.', { timeout: 15_000 });
  await expect(page.locator('main')).toContainText('A dry run');
  expect(await findings(page)).toEqual([]);
});

test.describe('an unknown order', () => {
  test.use({ allowedComplaints: [/Failed to load resource.*404/] });
  test('is an error with its reason', async ({ page }) => {
    await page.goto('/orders?order=nothing');
    await expect(page.getByText('There is no order "nothing".')).toBeVisible();
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });
  test('orders and one of them fit', async ({ page }) => {
    await offer('Fan');
    await send('accounts', { account: '70005', token: 'sim-success-1' });
    await post('70005', '#Buy_Fan', 30);
    await post('70005', '#Confirm_Fan', 10);
    await open(page, '/orders?offer=orders-fan');
    await expect(rowOf(page, 'Fan')).toContainText('Paid', { timeout: 15_000 });
    expect(await overflowOf(page)).toBe(0);
    await rowOf(page, 'Fan').getByRole('link').click();
    await expect(page.getByRole('list', { name: 'Timeline' })).toContainText('Card charged');
    expect(await overflowOf(page)).toBe(0);
  });
});
