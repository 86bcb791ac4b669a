import type { Page } from '@playwright/test';
import type { Offer } from '@syncline/shared/offers';
import { findings, overflowOf } from './axe.ts';
import { expect, open, settled, test } from './fixtures.ts';
import { filledServer } from './servers.ts';

// Refusals are part of what is tested.
test.use({ allowedComplaints: [/Failed to load resource.*409/] });

const HOUR_MS = 3_600_000;
const OFFERS = `${filledServer()}/api/v1/offers`;

/** A slug and hashtags of its own for each test, as they share a server. */
function own(name: string) {
  return { slug: `e2e-${name}`, trigger_hashtag: `Buy_${name}`, confirmation_hashtag: `Confirm_${name}` };
}

async function add(offer: object): Promise<void> {
  const response = await fetch(OFFERS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ price_minor: 1500, currency: 'USD', ...offer }),
  });
  expect(response.status).toBe(201);
}

async function read(slug: string): Promise<Offer> {
  return (await (await fetch(`${OFFERS}/${slug}`)).json()) as Offer;
}

function rowOf(page: Page, name: string) {
  return page.getByRole('table', { name: 'Offers' }).getByRole('row', { name: new RegExp(name) });
}

test('an offer is written by keys, previewed, kept and found again', async ({ page }) => {
  await open(page, '/offers');
  await page.getByRole('button', { name: 'Add an offer' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('form', { name: 'New offer' });
  const preview = page.getByRole('region', { name: 'What people will see' });
  await form.getByLabel('Name', { exact: true }).fill('Kindle Fire HD');
  await form.getByLabel('Trigger').fill('#BuyKindleFireHD');
  await form.getByLabel('Confirmation', { exact: true }).fill('ConfirmKindleFireHD');
  await form.getByLabel('Offer price').fill('149.99');
  await form.getByLabel('List price').fill('199');
  await form.getByLabel('Tax, per cent').fill('8.75');
  await form.getByLabel('Stock').fill('500');
  await form.getByLabel('Start', { exact: true }).fill('2030-02-11T17:00');
  await form.getByLabel('End', { exact: true }).fill('2030-03-04T00:00');
  await expect(preview).toContainText('Get Kindle Fire HD for $149.99 + tax with a synced card. Post #BuyKindleFireHD');
  await expect(preview).toContainText('post #ConfirmKindleFireHD within 15 minutes');
  await expect(preview).toContainText('$163.11 with $13.12 of tax');
  await form.getByLabel('End', { exact: true }).press('Enter');
  const row = rowOf(page, 'Kindle Fire HD');
  await expect(row).toContainText('Scheduled');
  await expect(row).toContainText('$149.99');
  await expect(row).toContainText('0 of 500');
  await expect(row).toContainText('11 Feb – 3 Mar 2030');
  expect(await read('kindle-fire-hd')).toMatchObject({
    trigger_hashtag: 'BuyKindleFireHD',
    price_minor: 14_999,
    list_price_minor: 19_900,
    tax_basis_points: 875,
    starts_at: '2030-02-11T17:00:00.000Z',
    ends_at: '2030-03-04T00:00:00.000Z',
  });
  await page.getByRole('searchbox', { name: 'Find an offer' }).fill('#buykindle');
  await expect(page.getByRole('heading', { name: /^1 of/ })).toBeVisible();
});

test('what is wrong is said at its field, and the first of them has the focus', async ({ page }) => {
  await open(page, '/offers?add=true');
  const form = page.getByRole('form', { name: 'New offer' });
  await form.getByLabel('Offer price').fill('one');
  await form.getByLabel('Start', { exact: true }).fill('2030-01-01T00:00');
  await form.getByRole('button', { name: 'Add the offer' }).click();
  const name = form.getByLabel('Name', { exact: true });
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription('is needed, up to 120 characters');
  await expect(form.getByLabel('Offer price')).toHaveAccessibleDescription(/decimal/);
  await name.fill('Named');
  await form.getByLabel('Offer price').fill('1');
  await expect(form.getByLabel('Trigger')).toHaveAccessibleDescription(/an offer with a start needs a trigger hashtag/);
  expect(await findings(page)).toEqual([]);
  expect(await overflowOf(page)).toBe(0);
});

test('a hashtag that looks like another offer’s is refused at its field', async ({ page }) => {
  const { slug, ...tags } = own('lamp');
  await add({ slug, name: 'E2E lamp', ...tags, starts_at: new Date().toISOString() });
  await open(page, '/offers?add=true');
  const form = page.getByRole('form', { name: 'New offer' });
  await form.getByLabel('Name', { exact: true }).fill('E2E look-alike');
  await form.getByLabel('Trigger').fill('BUY_LАMP');
  await form.getByLabel('Confirmation', { exact: true }).fill('Confirm_other');
  await form.getByLabel('Offer price').fill('15');
  await form.getByRole('button', { name: 'Start now' }).click();
  await form.getByRole('button', { name: 'Add the offer' }).click();
  const trigger = form.getByLabel('Trigger');
  await expect(trigger).toHaveAccessibleDescription(/looks like #Buy_lamp, the trigger hashtag of offer "e2e-lamp"/);
  await expect(trigger).toBeFocused();
});

test('a live offer keeps its terms, and is ended', async ({ page }) => {
  const { slug, ...tags } = own('desk');
  await add({ slug, name: 'E2E desk', ...tags, stock: 10, starts_at: new Date(Date.now() - HOUR_MS).toISOString() });
  await open(page, `/offers?offer=${slug}`);
  const form = page.getByRole('form', { name: 'Offer E2E desk' });
  await expect(form).toContainText('It is live');
  await expect(form.getByLabel('Offer price')).toBeDisabled();
  await form.getByLabel('Stock').fill('20');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(rowOf(page, 'E2E desk')).toContainText('0 of 20');
  await rowOf(page, 'E2E desk').getByRole('link').click();
  await page.getByRole('button', { name: 'End now' }).click();
  await page.getByRole('button', { name: 'End it' }).click();
  await expect(page.locator('main header')).toContainText('Ended');
  expect((await read(slug)).ends_at).not.toBeNull();
});

test('an offer met in events can be completed, not removed', async ({ page }) => {
  await open(page, '/offers?offer=lamp');
  await expect(page.locator('main header')).toContainText('met in events');
  const remove = async () => {
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: 'Remove it' }).click();
  };
  await remove();
  await expect(page.getByText(/is named by \d+ events, which stay/)).toBeVisible();
  const { slug } = own('unused');
  await add({ slug, name: 'E2E unused' });
  await open(page, `/offers?offer=${slug}`);
  await remove();
  await settled(page);
  await expect(page.getByRole('table', { name: 'Offers' })).toBeVisible();
  expect((await fetch(`${OFFERS}/${slug}`)).status).toBe(404);
});

test.describe('with an empty store', () => {
  test.use({ server: 'empty' });

  test('the screen says how offers come about', async ({ page }) => {
    await page.route('**/api/v1/offers', (route) => route.fulfill({ json: { items: [] } }));
    await open(page, '/offers');
    await expect(page.getByText('No offer yet. Add one')).toBeVisible();
    await page.goto('/offers?offer=missing');
    await expect(page.getByText('There is no offer “missing”.')).toBeVisible();
  });
});

test('offers that cannot be read say so', async ({ page }) => {
  await page.route('**/api/v1/offers', (route) =>
    route.fulfill({
      status: 409,
      json: { error: { code: 'conflict', message: 'The catalogue is away.', request_id: 'made-up' } },
    }),
  );
  await page.goto('/offers');
  await expect(page.getByRole('alert')).toContainText('The catalogue is away.');
});
