import type { Page } from '@playwright/test';
import { findings, overflowOf } from './axe.ts';
import { expect, kpi, open, test } from './fixtures.ts';
import { sellingServer } from './servers.ts';

// A connection that is broken on purpose is complained of.
test.use({ server: 'selling', allowedComplaints: [/Failed to load resource/] });

let sent = 0;

/** Purchase events as of now, of an offer of their own, so that tests do not see each other's. */
function purchases(offer: string, stages: readonly string[], more: object = {}) {
  return stages.map((stage) => {
    sent += 1;
    const id = `e2e-live-${process.pid}-${offer}-${sent}`;
    const amount = stage === 'paid' ? { amount: '15.00', currency: 'USD' } : {};
    const loss = stage === 'lost' ? { properties: { loss: 'unsynced' } } : {};
    const about = { id, at: Date.now(), kind: 'purchase', user: id, order: id, offer, campaign: 'birch-cup' };
    return { ...about, device: 'mobile', stage, ...amount, ...loss, ...more };
  });
}

async function send(events: readonly object[]): Promise<void> {
  const answer = await fetch(`${sellingServer()}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(events),
  });
  expect(await answer.json()).toMatchObject({ accepted: events.length });
}

const rows = (page: Page) => page.getByRole('table', { name: 'Purchases, newest first' }).locator('tbody tr');

async function openLive(page: Page, search = ''): Promise<void> {
  await open(page, `/live${search}`);
  await expect(page.getByRole('status')).toHaveText('Live');
}

test('purchases come as they happen, newest first, and are counted since the page was opened', async ({ page }) => {
  await send(purchases('live-before', ['paid']));
  await openLive(page, '?offer=live-mug');
  await send(purchases('live-mug', ['triggered', 'confirmed', 'paid']));
  await send(purchases('live-mug', ['lost']));
  await send(purchases('live-mug', ['paid'], { amount: '7.00', currency: 'EUR' }));
  await expect(rows(page)).toHaveCount(5);
  await expect(rows(page).locator('td:first-child')).toHaveText([
    'Paid',
    /^Lost\s*no card linked$/,
    'Paid',
    'Confirmed',
    'Triggered',
  ]);
  await expect(rows(page).nth(2)).toContainText('live-mug');
  await expect(rows(page).nth(2)).toContainText('Birch Cup');
  await expect(rows(page).nth(2)).toContainText('$15.00');
  await expect(rows(page).nth(2)).toContainText('Mobile');
  await expect(rows(page).nth(2)).toContainText(/now|s ago/);
  for (const [label, figure] of Object.entries({ Triggered: '1', Confirmed: '1', Paid: '2', Lost: '1' })) {
    await expect(kpi(page, label)).toHaveText(figure);
  }
  await expect(kpi(page, 'Revenue')).toHaveText('$15.00');
  await expect(page.getByText('+ €7.00')).toBeVisible();
});

test('what came before the page was opened is shown and not counted', async ({ page }) => {
  await send(purchases('live-early', ['triggered', 'paid']));
  await openLive(page, '?offer=live-early');
  await expect(rows(page)).toHaveCount(2);
  await expect(kpi(page, 'Paid')).toHaveText('0');
});

test('the space bar holds the list, which then says how many wait', async ({ page }) => {
  await openLive(page, '?offer=live-cup');
  await send(purchases('live-cup', ['triggered']));
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await send(
    purchases(
      'live-cup',
      Array.from({ length: 12 }, () => 'triggered'),
    ),
  );
  await expect(page.getByText('12 new')).toBeVisible();
  await expect(kpi(page, 'Triggered')).toHaveText('13');
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('Space');
  await expect(rows(page)).toHaveCount(13);
  await expect(page.getByText('12 new')).toHaveCount(0);
  await page.getByLabel('Stage').focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
});

test('offer and stage are filtered by, and stand in the address', async ({ page }) => {
  await openLive(page);
  await send([...purchases('live-one', ['triggered', 'paid']), ...purchases('live-two', ['triggered'])]);
  await expect(rows(page).filter({ hasText: 'live-two' })).toHaveCount(1);
  await page.getByLabel('Offer').selectOption({ label: 'live-one' });
  await expect(page).toHaveURL(/offer=live-one/);
  await expect(rows(page)).toHaveCount(2);
  await expect(kpi(page, 'Triggered')).toHaveText('1');
  await page.getByLabel('Stage').selectOption({ label: 'Paid' });
  await expect(page).toHaveURL(/stage=paid/);
  await expect(rows(page)).toHaveCount(1);
  await page.getByLabel('Stage').selectOption({ label: 'Expired' });
  await expect(page.getByText('No event of the last ones is like this.')).toBeVisible();
});

test('a broken connection is told, tried again and misses nothing', async ({ page, context }) => {
  await openLive(page, '?offer=live-gap');
  await send(purchases('live-gap', ['triggered']));
  await expect(rows(page)).toHaveCount(1);
  await context.setOffline(true);
  await expect(page.getByRole('status')).toHaveText('Offline');
  await send(purchases('live-gap', ['confirmed', 'paid']));
  await page.route('**/api/v1/live**', (route) => route.abort());
  await context.setOffline(false);
  await expect(page.getByRole('status')).toHaveText('Connection lost');
  await expect(page.getByText(/next try in \d+ s/)).toBeVisible();
  await page.unroute('**/api/v1/live**');
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(page.getByRole('status')).toHaveText('Live');
  await expect(rows(page).locator('td:first-child')).toHaveText(['Paid', 'Confirmed', 'Triggered']);
  await expect(kpi(page, 'Paid')).toHaveText('1');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('rows fit and are accessible in both themes', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openLive(page, '?offer=live-phone');
    await send(purchases('live-phone', ['triggered', 'confirmed', 'paid', 'lost', 'refunded'], { amount: '15.00' }));
    await expect(rows(page)).toHaveCount(5);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await findings(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }
  });
});

test('the screen says how purchases get here', async ({ page }) => {
  await page.route('**/api/v1/live**', (route) => route.fulfill({ contentType: 'text/event-stream', body: '' }));
  await open(page, '/live');
  await expect(page.getByText('Nothing yet. A purchase shows here')).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: 'offer' })).toHaveAttribute('href', /\/offers/);
});
