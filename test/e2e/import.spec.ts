import { addDays } from '@syncline/shared/time';
import type { DataStatus, DeadLetterPage, Import } from '@syncline/shared/control';
import { findings, overflowOf } from './axe.ts';
import { ask, count, expect, kpi, open, settled, test } from './fixtures.ts';
import { emptyServer, lastDay } from './servers.ts';

test.use({ server: 'empty' });
test.describe.configure({ mode: 'serial' });

const POSTS = 6000;
const PEOPLE = 500;
/** The time of an X post of API v1.1: `Sun Aug 16 21:41:13 +0000 2015`. */
function createdAt(at: Date): string {
  const [weekday, day, month, year, clock] = at.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${clock} +0000 ${year}`;
}

/** A made-up capture: posts with and without the hashtag, one of them twice, a delete notice, a line cut off, one without author. */
function capture(): string {
  const start = Date.parse(`${addDays(lastDay(), -4)}T00:00:00Z`);
  const lines = Array.from({ length: POSTS }, (_, index) => post(index, start));
  lines.push(post(0, start));
  lines.push('{"delete":{"status":{"id":99,"id_str":"99","user_id":7,"user_id_str":"7"}}}');
  lines.push('{"created_at":"Mon Nov 23 10:00:00 +0000');
  lines.push(JSON.stringify({ ...JSON.parse(post(POSTS, start)), user: undefined }));
  return `${lines.join('\n')}\n`;
}

function post(index: number, start: number): string {
  const tag = index % 4 === 0 ? 'BuyAlderLamp' : 'lunch';
  const at = new Date(start + index * 60_000);
  const id = String(((BigInt(at.getTime()) - 1_288_834_974_657n) << 22n) + BigInt(index));
  return JSON.stringify({
    created_at: createdAt(at),
    id_str: id,
    text: `post ${index} #${tag}`,
    source: '<a href="http://twitter.com/download/iphone" rel="nofollow">Twitter for iPhone</a>',
    user: { id_str: String(1000 + (index % PEOPLE)) },
    entities: { hashtags: [{ text: tag, indices: [0, 1] }], user_mentions: [], urls: [] },
    lang: 'en',
  });
}

test('an empty store offers the demo world, an import and a request that works as it stands', async ({ page }) => {
  await open(page, '/data');
  await expect(page.getByRole('heading', { name: 'The store is empty' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Fill in the demo world' })).toBeEnabled();
  const command = (await page.locator('pre code').textContent()) ?? '';
  expect(command).toContain(`curl ${emptyServer()}/api/v1/events`);
  const event = JSON.parse(/-d '(.*)'$/s.exec(command)?.[1] ?? '') as { id: string };
  expect(event.id).toBe('first-event');
  await open(page, '/');
  await page.getByRole('link', { name: 'Bring in data' }).first().click();
  await expect(page).toHaveURL(/\/data/);
});

test('a tracking rule is added, moved, removed and brought back', async ({ page }) => {
  await open(page, '/data?tab=catalogue');
  await page.getByRole('button', { name: 'Add a campaign' }).click();
  await page.getByRole('textbox', { name: 'Name of the campaign' }).fill('Alder lamp');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Campaigns' })).toContainText('Alder lamp');
  await page.getByRole('tab', { name: 'Tracking rules' }).click();
  const form = page.getByRole('form', { name: 'Add a tracking rule' });
  const table = page.getByRole('table', { name: 'Tracking rules' });
  for (const term of ['#BuyAlderLamp', 'lamp']) {
    await form.getByLabel('Term').fill(term);
    await form.getByLabel('belongs to the campaign').selectOption({ label: 'Alder lamp' });
    await form.getByRole('button', { name: 'Add' }).click();
    await expect(table).toContainText(term.replace('#', ''));
  }
  await page.getByRole('button', { name: 'Try #lamp earlier' }).click();
  await expect(table.locator('tbody tr').first()).toContainText('#lamp');
  await page.getByRole('button', { name: 'Remove the rule of #lamp' }).click();
  await expect(table).not.toContainText('#lamp');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(table.locator('tbody tr').first()).toContainText('#lamp');
});

test('a capture of posts is looked through, imported with its progress, and what was refused is told', async ({
  page,
  request,
}) => {
  await open(page, '/data');
  await page.setInputFiles('input[type="file"]', {
    name: 'capture.jsonl',
    mimeType: 'application/x-ndjson',
    buffer: Buffer.from(capture()),
  });
  const steps = page.getByRole('list', { name: 'Steps of the import' });
  await expect(steps.locator('[aria-current="step"]')).toHaveText('What it is');
  await expect(page).toHaveURL(/step=kind/);
  await expect(page.getByRole('radio', { name: /^X posts/ })).toBeChecked();
  expect(await findings(page)).toEqual([]);
  // By keyboard alone: the focus is on the heading of the step, and what goes on is behind it.
  await expect(page.getByRole('heading', { name: 'What it is' })).toBeFocused();
  await page.getByRole('button', { name: 'Go on' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Dry run' })).toBeFocused();
  await expect(
    page.getByText(`${count(POSTS)} events would be new, 1 is here already, 2 lines would be refused.`),
  ).toBeVisible();
  const fact = (name: string) => page.locator(`dt:text-is("${name}") + dd`);
  await expect(fact('Posts')).toHaveText(
    `${count(POSTS / 4)} match a tracking rule, ${count((POSTS * 3) / 4)} match none and count as activity`,
  );
  await expect(fact('Delete notices')).toHaveText('1, which remove 0 posts');
  const refusals = page.getByRole('table', { name: /What would be refused/ });
  await expect(refusals.getByRole('row', { name: /line 6,003/ })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  const untouched = (await (await request.get('/api/v1/data/status')).json()) as DataStatus;
  expect([untouched.events, untouched.dead_letters]).toEqual([0, 0]);
  await page.goBack();
  await expect(page.getByRole('radio', { name: /^X posts/ })).toBeChecked();
  await page.goForward();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const progress = page.getByRole('region', { name: 'Import of capture.jsonl' });
  await expect(progress.getByRole('progressbar')).toBeVisible();
  await expect(progress.locator('output')).toHaveText('Done');
  const counted = (name: string) => progress.locator('dl > div', { hasText: name }).locator('dd');
  await expect(counted('Accepted')).toHaveText(count(POSTS));
  await expect(counted('Known already')).toHaveText('1');
  await expect(counted('Refused')).toHaveText('2');
  await expect(counted('Delete notices')).toHaveText('1');

  const { imports } = (await (await request.get('/api/v1/imports')).json()) as { imports: Import[] };
  expect(imports[0]).toMatchObject({ accepted: POSTS, duplicate: 1, rejected: 2, delete_notices: 1, state: 'done' });
  await expect(kpi(page, 'Events stored')).toHaveText(count(POSTS));
  await expect(page.getByRole('heading', { name: 'The store is empty' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'See what changed' })).toHaveAttribute(
    'href',
    new RegExp(`to=${addDays(lastDay(), 0)}`),
  );

  await progress.getByRole('button', { name: 'See what was refused' }).click();
  await expect(page).toHaveURL(/tab=refused/);
  const letters = page.getByRole('list', { name: 'Refused records' }).getByRole('listitem');
  await expect(letters).toHaveCount(2);
  await expect(letters.first()).toContainText('incomplete post');
  await expect(letters.last()).toContainText('invalid json');
});

test('what was imported is on the screens', async ({ page }) => {
  const period = { from: addDays(lastDay(), -4), to: lastDay() };
  const { totals } = await ask({ metrics: ['engagements', 'engaged_users', 'active_users'], period }, emptyServer());
  expect(totals.metrics).toMatchObject({ engagements: POSTS / 4, active_users: PEOPLE });
  await open(page, `/devices?from=${period.from}&to=${period.to}`);
  await expect(kpi(page, 'Active people')).toHaveText(count(PEOPLE));
  await expect(kpi(page, 'Primary mobile')).toContainText(count(PEOPLE));
});

test('an import is undone after saying what that does, and comes again', async ({ page, request }) => {
  await open(page, '/data');
  const row = page.getByRole('table', { name: 'Imports' }).getByRole('row', { name: /capture\.jsonl/ });
  await row.getByRole('button', { name: 'Undo the import of capture.jsonl' }).click();
  const dialog = page.getByRole('dialog', { name: 'Undo the import of capture.jsonl?' });
  await expect(dialog).toContainText(`${count(POSTS)} events of`);
  await expect(dialog).toContainText(`${count(POSTS / 4)} engagements, ${count((POSTS * 3) / 4)} activities`);
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(row).toContainText('Done');
  await row.getByRole('button', { name: 'Undo the import of capture.jsonl' }).click();
  await dialog.getByRole('button', { name: 'Undo the import' }).click();
  await expect(row).toContainText('Undone');
  await expect(kpi(page, 'Events stored')).toHaveText('0');
  const imported = await request.post('/api/v1/imports?name=capture.jsonl', { data: Buffer.from(capture()) });
  const { id } = (await imported.json()) as Import;
  await expect
    .poll(async () => ((await (await request.get(`/api/v1/imports/${id}`)).json()) as Import).state)
    .toBe('done');
});

test('the same file once more changes nothing', async ({ page }) => {
  await open(page, '/data');
  await page.setInputFiles('input[type="file"]', {
    name: 'again.jsonl',
    mimeType: 'application/x-ndjson',
    buffer: Buffer.from(capture()),
  });
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const progress = page.getByRole('region', { name: 'Import of again.jsonl' });
  await expect(progress.locator('output')).toHaveText('Done');
  await expect(progress.locator('dl > div', { hasText: 'Accepted' }).locator('dd')).toHaveText('0');
  await expect(kpi(page, 'Events stored')).toHaveText(count(POSTS));
});

test('refused records are filtered, downloaded and removed', async ({ page, request }) => {
  const before = (await (await request.get('/api/v1/dead-letters')).json()) as DeadLetterPage;
  await open(page, '/data?tab=refused');
  await expect(page.getByRole('heading', { name: `${count(before.total)} refused records` })).toBeVisible();
  await page.getByLabel('Reason').selectOption({ label: 'invalid json' });
  await expect(page).toHaveURL(/code=invalid_json/);
  const letters = page.getByRole('list', { name: 'Refused records' }).getByRole('listitem');
  await expect(letters).toHaveCount(2);
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download NDJSON' }).click();
  const chunks = await (await (await saved).createReadStream()).toArray();
  const lines = Buffer.concat(chunks).toString().trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { code: string }).code)).toEqual(['invalid_json', 'invalid_json']);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'Keep' }).click();
  await expect(letters).toHaveCount(2);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page
    .getByRole('group', { name: /for good/ })
    .getByRole('button', { name: 'Remove' })
    .click();
  await expect(page.getByText('No refused record fits.')).toBeVisible();
  const after = (await (await request.get('/api/v1/dead-letters')).json()) as DeadLetterPage;
  expect(after.total).toBe(before.total - 2);
});

test('a table is imported through a column mapping that is kept for the next file', async ({ page }) => {
  const rows = Array.from(
    { length: 40 },
    (_, index) => `p${index},${index % 5 === 0 ? 'psa' : 'ad'},${1 + (index % 3)}`,
  );
  const table = (name: string) => ({
    name,
    mimeType: 'text/csv',
    buffer: Buffer.from(`person,test group,total ads\n${rows.join('\n')}\n`),
  });
  await open(page, '/data');
  await page.setInputFiles('input[type="file"]', table('ads.csv'));
  await expect(page.getByText('a table of 3 columns that needs a mapping')).toBeVisible();
  const next = page.getByRole('button', { name: 'Go on' });
  await next.click();
  await expect(next).toBeDisabled();
  await page.getByLabel('id comes from', { exact: true }).selectOption({ label: 'person' });
  await page.getByLabel('Put before id').fill('ads-');
  await page.getByLabel('at comes from').selectOption({ label: 'a fixed value' });
  await page.getByLabel('Fixed value of at').fill(`${lastDay()}T12:00:00Z`);
  await page.getByLabel('campaign comes from').selectOption({ label: 'a fixed value' });
  await page.getByLabel('Fixed value of campaign').fill('ads');
  await page.getByLabel('Translate values of arm').fill('ad=exposed, psa=control');
  await page.getByRole('button', { name: 'Save for other files' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(page.getByText('40 filled').first()).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await next.click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const progress = page.getByRole('region', { name: 'Import of ads.csv' });
  await expect(progress.locator('output')).toHaveText('Done');
  const period = { from: lastDay(), to: lastDay() };
  const filters = [{ dimension: 'campaign' as const, op: 'is' as const, values: ['ads'] }];
  const { totals } = await ask({ metrics: ['reach', 'impressions'], period, filters }, emptyServer());
  const shown = rows.map((row) => row.split(',')).filter(([, group]) => group === 'ad');
  expect(totals.metrics).toEqual({
    reach: shown.length,
    impressions: shown.reduce((sum, [, , ads]) => sum + Number(ads), 0),
  });

  await page.getByRole('button', { name: 'Import another file' }).click();
  await page.setInputFiles('input[type="file"]', table('more-ads.csv'));
  await page.getByRole('radio', { name: /As “ads”/ }).check();
  await next.click();
  await expect(next).toBeEnabled();
  await expect(page.getByLabel('Put before id')).toHaveValue('ads-');
});

test('times without an offset need a zone, and are shown as they will be understood', async ({ page }) => {
  const rows = ['1,a,24/08/2026 00:00,2', '2,b,25/08/2026 00:00,many', '3,c,25/08/2126 00:00,1'];
  await open(page, '/data?step=columns');
  await expect(page.getByText(/A file is not kept when the page is loaded anew/)).toBeVisible();
  await page.setInputFiles('input[type="file"]', {
    name: 'views.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`Event_ID,Person,Event Time,Views\n${rows.join('\n')}\n`),
  });
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByLabel('How times are written')).toHaveValue('D/M/YYYY H:mm');
  await page.getByLabel('brand comes from').selectOption({ label: 'a fixed value' });
  await page.getByLabel('Fixed value of brand').fill('alder');
  await expect(page.getByText('Say in which zone the times are')).toBeVisible();
  await page.getByLabel('Zone of times without one').selectOption('Asia/Tokyo');
  const times = page.getByRole('table', { name: /3 could be read, 3 without an offset/ });
  await expect(times.getByRole('row', { name: /24\/08\/2026 00:00/ })).toContainText('23 Aug 2026, 15:00');
  await expect(page.getByText('3 filled, 1 refused (line 3)')).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText(/All times are at midnight/)).toBeVisible();
  await expect(page.getByText(/1 time lies in the future/)).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await overflowOf(page)).toBe(0);
  await page.getByRole('button', { name: 'Columns' }).click();
  expect(await overflowOf(page)).toBe(0);
});

test('a file that cannot be read is refused with what can', async ({ page }) => {
  await open(page, '/data');
  await page.setInputFiles('input[type="file"]', {
    name: 'sheet.xlsx',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('504b030414000000', 'hex'),
  });
  await expect(page.getByText(/ZIP archive or an Excel workbook/)).toBeVisible();
  await page.getByRole('button', { name: 'Choose another' }).click();
  await page.getByRole('button', { name: 'Paste text' }).click();
  await page
    .getByRole('textbox', { name: 'Text to import' })
    .fill('{"kind":"activity","id":"pasted","at":"2026-01-05T00:00:00Z","user":"p"}');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('radio', { name: /^Events, NDJSON/ })).toBeChecked();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Import of pasted text' }).locator('output')).toHaveText('Done');
  await settled(page);
});
