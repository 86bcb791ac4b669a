import type { Page } from '@playwright/test';
import { findings } from './axe.ts';
import { expect, open, test } from './fixtures.ts';

// Refusals are part of what is tested.
test.use({ allowedComplaints: [/Failed to load resource.*(400|404)/] });

const table = (page: Page) => page.getByRole('table', { name: 'Synced accounts' });

async function find(page: Page, account: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Find an account' });
  await form.getByLabel('Find an account').fill(account);
  await form.getByRole('button', { name: 'Find' }).click();
}

test('an account is linked, found, protected, unlinked and erased, and never named', async ({ page }) => {
  await open(page, '/accounts');
  const form = page.getByRole('form', { name: 'Link an account' });
  await form.getByLabel('Account').fill('2244994945');
  await form.getByLabel('Payment token').fill('tok_success_visa_4242');
  await form.getByLabel('Lists').fill('vip, e2e');
  await form.getByLabel('Payment token').press('Enter');
  await expect(form).toContainText('X account 22…45 is linked.');
  await expect(form.getByLabel('Account')).toHaveValue('');
  await expect(form.getByLabel('Payment token')).toHaveValue('');

  await find(page, '2244994945');
  await expect(page.getByRole('heading', { name: 'The account you looked for' })).toBeVisible();
  const row = table(page).locator('tbody tr');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('22…45');
  await expect(row).toContainText('e2e, vip');
  await expect(row).toContainText('…4242');
  await expect(page.locator('body')).not.toContainText('2244994945');
  await expect(page.locator('body')).not.toContainText('tok_success');

  const act = async (name: string) => {
    await row.getByRole('button', { name: 'What can be done about 22…45' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await act('Protect');
  await expect(row).toContainText('Linked, protected');
  await act('Unlink');
  const question = page.getByRole('group', { name: 'Unlink 22…45?' });
  await expect(question.getByRole('button', { name: 'Unlink it' })).toBeFocused();
  await question.getByRole('button', { name: 'Keep it' }).click();
  await expect(row).toContainText('Linked, protected');
  await act('Unlink');
  await question.getByRole('button', { name: 'Unlink it' }).click();
  await expect(row).toContainText('Unlinked, protected');
  await act('Erase');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Erase it' }).click();
  await expect(
    page.getByRole('button', { name: 'Erased: definition' }).locator('xpath=following-sibling::*[1]'),
  ).toHaveText('1');
  await find(page, '2244994945');
  await expect(page.getByText('This account is not synced.')).toBeVisible();
});

test('what cannot be linked is refused at its field', async ({ page }) => {
  await open(page, '/accounts');
  const form = page.getByRole('form', { name: 'Link an account' });
  await form.getByLabel('Account').fill('jack');
  await form.getByRole('button', { name: 'Link' }).click();
  await expect(form.getByLabel('Account')).toBeFocused();
  await expect(form.getByLabel('Account')).toHaveAccessibleDescription(/must be the numeric id of the X account/);
  await expect(form.getByLabel('Payment token')).toHaveAccessibleDescription(/must be a token/);
  await form.getByLabel('Account').fill('12');
  await form.getByLabel('Payment token').fill('4111111111111111');
  await form.getByRole('button', { name: 'Link' }).click();
  await expect(form).toContainText('payment card number, which is never taken');
});

test.describe('with an empty store', () => {
  test.use({ server: 'empty' });

  test('the screen says how accounts come about', async ({ page }) => {
    await open(page, '/accounts');
    await expect(page.getByText('No account is synced yet.')).toBeVisible();
  });
});

test('accounts that cannot be read say so everywhere, and are asked for again', async ({ page }) => {
  await page.route('**/api/v1/accounts?**', (route) =>
    route.fulfill({
      status: 400,
      json: { error: { code: 'bad_request', message: 'The accounts are away.', request_id: 'made-up' } },
    }),
  );
  await page.goto('/accounts');
  await expect(page.getByRole('alert')).toContainText('“Accounts” could not be loaded. The accounts are away.');
  await expect(page.locator('main')).toContainText('Linked–');
  await page.unroute('**/api/v1/accounts?**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.locator('main')).toContainText(/Linked\d/);
});
