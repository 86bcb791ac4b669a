import { readFile } from 'node:fs/promises';
import { extractText, getDocumentProxy } from 'unpdf';
import { findings, overflowOf } from './axe.ts';
import { expect, kpi, open, test, wholePeriod } from './fixtures.ts';

/** The text of a PDF as it is read: spaces of any width are one. */
async function textOf(bytes: Uint8Array): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true });
  return text.replaceAll(/\s+/g, ' ');
}

test('a report is written by keyboard, previewed, opened with the figures of the screens, deleted and brought back', async ({
  page,
  world,
}) => {
  await open(page, wholePeriod('/', world));
  const figures = await Promise.all(['Net revenue', 'Purchases'].map((label) => kpi(page, label).textContent()));
  await open(page, wholePeriod('/reports', world));
  await expect(page.getByText('There is no report yet')).toBeVisible();
  await page.getByRole('button', { name: 'New report' }).first().focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'New report' });
  await form.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(form.getByText('A name is needed.')).toBeVisible();
  await form.getByLabel('Name').fill('All of it');
  await form.getByLabel('Prepared for').fill('Alder & Sons');
  await form.getByLabel('Period').selectOption('fixed');
  await expect(form.getByLabel('First day')).toHaveValue(world.firstDay);
  await form.getByRole('checkbox', { name: 'Frequency' }).press('Space');
  await form.getByRole('button', { name: 'Move Revenue and shares up' }).press('Enter');
  await form.getByRole('button', { name: 'Move Revenue and shares up' }).press('Enter');
  const sections = form.getByRole('listitem');
  await expect(sections.nth(4)).toContainText('Revenue and shares');
  expect(await findings(page)).toEqual([]);
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    form.getByRole('button', { name: 'Preview as PDF' }).click(),
  ]);
  const preview = await textOf(await readFile(await saved.path()));
  expect(preview).toContain('Prepared for Alder & Sons');
  expect(preview).not.toContain('Frequency, and conversion at each');
  expect(preview.indexOf('Revenue, and who gets')).toBeLessThan(preview.indexOf('From exposure to purchase'));
  await form.getByLabel('Make it').selectOption('week');
  await form.getByLabel('On', { exact: true }).selectOption({ label: 'Friday' });
  await form.getByLabel('At', { exact: true }).selectOption('08:00');
  await form.getByLabel('Mail it to').fill('ada@example.com, bo@');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(form.getByText('“bo@” is no address.')).toBeVisible();
  await form.getByLabel('Mail it to').fill('ada@example.com');
  await form.getByRole('button', { name: 'Save', exact: true }).click();

  const row = page.getByRole('table', { name: 'Reports' }).getByRole('row', { name: /All of it/ });
  await expect(row).toContainText('6 sections');
  await expect(row).toContainText('Fridays at 08:00');
  const link = row.getByRole('link', { name: 'Open or print All of it' });
  const answer = await page.request.get((await link.getAttribute('href')) ?? '');
  expect(answer.headers()['content-disposition']).toMatch(/^inline/);
  const text = await textOf(await answer.body());
  for (const figure of figures) expect(text).toContain(figure?.replaceAll(/\s+/g, ' ') ?? 'nothing');

  await expect(page.getByText('Nothing was made yet.')).toBeVisible();
  await row.getByRole('button', { name: 'Make All of it now' }).press('Enter');
  await expect(page.getByText('“All of it” was made.')).toBeVisible();
  const made = page.getByRole('list', { name: 'What was made' }).getByRole('listitem');
  await expect(made).toHaveCount(1);
  const file = await page.request.get((await made.getByRole('link', { name: /^Open/ }).getAttribute('href')) ?? '');
  expect(await textOf(await file.body())).toContain(figures[0]?.replaceAll(/\s+/g, ' ') ?? 'nothing');
  expect(await overflowOf(page)).toBe(0);
  expect(await findings(page)).toEqual([]);

  await row.getByRole('button', { name: 'All of it', exact: true }).click();
  const change = page.getByRole('dialog', { name: 'Change the report' });
  await expect(change.getByRole('checkbox', { name: 'Frequency' })).not.toBeChecked();
  await change.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('There is no report yet')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toContainText('6 sections');
  await page.request.delete('/api/v1/reports/all-of-it');
});
