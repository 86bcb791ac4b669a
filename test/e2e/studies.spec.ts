import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import {
  citedStudyRunSchema,
  type CitedStudyRun,
  type StudyDraft,
  studySchema,
  studyStateSchema,
} from '@syncline/shared/studies';
import { STUDY_TEMPLATES } from '@syncline/shared/study-templates';
import { findings, overflowOf } from './axe.ts';
import { expect, open, settled, test, wholePeriod } from './fixtures.ts';
import { filledServer } from './servers.ts';

// Refusals are part of what is tested.
test.use({ allowedComplaints: [/Failed to load resource.*(404|409)/] });

const API = `${filledServer()}/api/v1/studies`;

async function send(path: string, body: unknown, method = 'POST'): Promise<unknown> {
  const response = await fetch(API + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
  return response.json();
}

async function save(draft: StudyDraft): Promise<string> {
  return studySchema.parse(await send('', draft)).id;
}

async function run(id: string): Promise<CitedStudyRun> {
  return citedStudyRunSchema.parse(await send(`/${id}/runs`, {}));
}

/** A study of a test's own, as they share a server. */
function draftOf(name: string, { firstDay, lastDay }: { firstDay: string; lastDay: string }): StudyDraft {
  const draft = STUDY_TEMPLATES['mobile-2013'].draft({ period: { from: firstDay, to: lastDay }, filters: [] });
  return { ...draft, name };
}

function documentOf(page: Page) {
  return page.getByRole('article');
}

test('a study begins from a template, is run and read, and run again gives the same figures', async ({
  page,
  world,
}) => {
  await open(page, wholePeriod('/studies', world));
  await page.getByRole('button', { name: 'Begin with “The 2013 study again”' }).click();
  const form = page.getByRole('form', { name: 'New study' });
  await form.getByLabel('Name', { exact: true }).fill('E2E of 2013');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('E2E of 2013');
  await expect(page).toHaveURL(/\/studies\/e2e-of-2013\?/);
  await expect(page.getByText('Not run yet', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page).toHaveURL(/\/studies\/e2e-of-2013\/runs\/1/);
  const first = citedStudyRunSchema.parse(await (await fetch(`${API}/e2e-of-2013/runs/1`)).json());
  const text = documentOf(page);
  await expect(text).toContainText(first.question);
  await expect(text).toContainText(`SHA-256 ${first.digest}. ${filledServer()}/studies/e2e-of-2013/runs/1`);
  const index = text.getByRole('table', {
    name: 'How likely primary mobile people are to do what, against everyone else',
  });
  await expect(index.getByRole('columnheader')).toHaveText([
    'Behaviour',
    'Primary mobile people who do it',
    'Of everyone else, who do it',
    'Difference of the shares',
    'Times as likely as everyone else',
    'p-value',
    'Adjusted p-value',
  ]);
  const engage = index.getByRole('row', { name: /^Engage/ });
  const block = first.tables[0]?.blocks[1];
  const row = block?.rows.find(({ key }) => key === 'engages');
  const cell = (key: string) => row?.cells[block?.columns.findIndex((column) => column.key === key) ?? -1];
  const base = (side: string) => `${cell(`${side}.numerator`)} of ${cell(`${side}.base`)}`;
  await expect(engage).toContainText(base('segment'));
  await expect(engage).toContainText(base('comparison'));
  await expect(engage).toContainText(/[\d.]+ – [\d.]+\u202f%/);
  await expect(engage).toContainText(/[\d.]+× to [\d.]+×/);
  await expect(index).toContainText(row?.sentence ?? 'no sentence');
  await expect(text).toContainText('Newcombe');

  await page.getByRole('link', { name: 'E2E of 2013' }).click();
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(page).toHaveURL(/\/runs\/2/);
  await expect(page.locator('main header')).toContainText('Same figures as run 1');
  await page.getByLabel('Compare with').selectOption({ index: 1 });
  await expect(page.getByRole('heading', { name: 'Run 2 has the same figures as run 1' })).toBeVisible();
  await page.getByRole('link', { name: 'Studies', exact: true }).first().click();
  const listed = page.getByRole('table', { name: 'Studies' }).getByRole('row', { name: /E2E of 2013/ });
  await expect(listed).toContainText('Same figures as run 1');
});

test('runs that differ are compared figure by figure', async ({ page, world }) => {
  const draft = draftOf('E2E compared', world);
  const id = await save(draft);
  await run(id);
  const later = { ...draft, tables: draftOf('', { ...world, firstDay: world.lastDay }).tables };
  await send(`/${id}`, later, 'PUT');
  const { number } = await run(id);
  await open(page, `/studies/${id}/runs/${number}?against=1`);
  await expect(
    page.getByRole('heading', { name: /^[\d,]+ figures of [\d,]+ differ between run 1 and run 2$/ }),
  ).toBeVisible();
  await expect(page.getByText(/asked otherwise: “Primary mobile people against everyone else”/)).toBeVisible();
  const changes = page.getByRole('region', { name: /Changes of People and what they do/ });
  await expect(changes.getByRole('columnheader')).toHaveText(['Row', 'Figure', 'Run 1', 'Run 2']);
  await expect(changes.getByRole('row', { name: /mobile Active people/ })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  expect(await overflowOf(page)).toBe(0);
});

test('a run is downloaded with its method in the head, and printed without the frame', async ({ page, world }) => {
  const id = await save(draftOf('E2E printed', world));
  const { digest, tables } = await run(id);
  await open(page, `/studies/${id}/runs/1`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`${id}-run-1.csv`);
  const csv = await readFile(await download.path(), 'utf8');
  expect(csv).toContain(`# Re-run key (SHA-256): ${digest}`);
  expect(csv).toContain(`Method: ${tables[0]?.method.slice(0, 80)}`);

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.getByRole('complementary', { name: 'Syncline' })).toBeHidden();
  await expect(page.getByRole('region', { name: 'Filters' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(documentOf(page)).toBeVisible();
  const colour = await page.locator('body').evaluate((body) => getComputedStyle(body).color);
  expect(colour).toBe('rgb(21, 25, 31)');
  const hidden = await page
    .locator('article section')
    .evaluateAll((sections) => sections.filter((one) => getComputedStyle(one).overflowX !== 'visible').length);
  expect(hidden).toBe(0);
});

test('a study is written by hand, and what is wrong is said at its field', async ({ page, world }) => {
  await open(page, wholePeriod('/studies', world, '&device=mobile'));
  await page.getByRole('button', { name: 'New study' }).click();
  const form = page.getByRole('form', { name: 'New study' });
  await form.getByRole('button', { name: 'Save' }).click();
  const name = form.getByLabel('Name', { exact: true });
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription('is needed');
  await expect(form.getByText('2 fields to correct.')).toBeVisible();
  await name.fill('E2E by hand');
  await form.getByLabel('Question').fill('How many?');
  await form.getByRole('button', { name: 'Add a table' }).click();
  const second = form.getByRole('group', { name: 'Table 2', exact: true });
  await second.getByLabel('Title').fill('By device');
  await second.getByLabel('Analysis').selectOption({ label: 'Metrics by dimensions' });
  await second.getByLabel('One row for each').selectOption('device');
  await second.getByText(/^Metrics:/).click();
  await second.getByLabel('Gross revenue').check();
  await second.getByRole('button', { name: 'Move up' }).click();
  await expect(form.getByRole('group', { name: 'Table 1', exact: true }).getByLabel('Title')).toHaveValue('By device');
  await form.getByRole('button', { name: 'Remove table 2' }).click();
  expect(await findings(page)).toEqual([]);
  expect(await overflowOf(page)).toBe(0);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('E2E by hand');
  const study = studyStateSchema.parse(await (await fetch(`${API}/e2e-by-hand`)).json());
  expect(study.tables).toHaveLength(1);
  expect(study.tables[0]).toMatchObject({
    analysis: 'query',
    title: 'By device',
    request: {
      period: { from: world.firstDay, to: world.lastDay },
      filters: [{ dimension: 'device', op: 'is', values: ['mobile'] }],
      dimensions: ['device'],
      metrics: ['reach', 'buyers', 'conversion_per_reach', 'gross_revenue'],
    },
  });
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('form', { name: 'E2E by hand' }).getByLabel('Population').fill('Everybody');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Everybody')).toBeVisible();
});

test('a study is deleted with its runs once that is confirmed', async ({ page, world }) => {
  const id = await save(draftOf('E2E deleted', world));
  await run(id);
  await open(page, `/studies/${id}`);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Delete the study and 1 run? Links to them lead nowhere then.')).toBeVisible();
  await page.getByRole('button', { name: 'Keep' }).click();
  expect((await fetch(`${API}/${id}`)).status).toBe(200);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Studies');
  expect((await fetch(`${API}/${id}`)).status).toBe(404);
  await page.goto(`/studies/${id}/runs/1`);
  await expect(page.getByRole('alert')).toContainText('There is no run of this study');
});

test('a run that is under way says how far it is, and one that fails says why', async ({ page, world }) => {
  const id = await save(draftOf('E2E slow', world));
  await open(page, `/studies/${id}`);
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route(`**/api/v1/studies/${id}/runs`, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await held;
    return route.fulfill({
      status: 409,
      json: { error: { code: 'conflict', message: 'Table 2: it is too much.', request_id: 'made-up' } },
    });
  });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText('Answering table 1 of 3')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeDisabled();
  go();
  await expect(page.getByRole('alert')).toContainText('Table 2: it is too much.');
});

for (const [size, viewport] of Object.entries({
  laptop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
})) {
  test.describe(`On a ${size}`, () => {
    test.use({ viewport });

    test('study and run fit, and are accessible in both themes', async ({ page, world }) => {
      const id = await save(draftOf(`E2E ${size}`, world));
      await run(id);
      for (const path of [`/studies/${id}`, `/studies/${id}/runs/1`, `/studies/${id}?edit=true`]) {
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        await open(page, path);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
          expect(await overflowOf(page)).toBe(0);
          expect(await findings(page)).toEqual([]);
        }
      }
    });
  });
}

test('studies that cannot be read say so, and those that do not exist too', async ({ page }) => {
  await page.goto('/studies/missing');
  await expect(page.getByRole('alert')).toContainText('There is no study "missing".');
  await page.route('**/api/v1/studies', (route) =>
    route.fulfill({
      status: 409,
      json: { error: { code: 'conflict', message: 'The studies are away.', request_id: 'made-up' } },
    }),
  );
  await page.goto('/studies');
  await expect(page.getByRole('alert')).toContainText('The studies are away.');
});

test.describe('with an empty store', () => {
  test.use({ server: 'empty' });

  test('the screen says how a study comes about', async ({ page }) => {
    await open(page, '/studies');
    await expect(page.getByText('No study yet. Begin one below')).toBeVisible();
    await settled(page);
  });
});

test('the index of the Devices screen is saved to a study as it stands there', async ({ page, world }) => {
  await open(page, wholePeriod('/devices', world, '&brand=alder&segment=desktop&against=all_people&primary=75'));
  await page.getByRole('link', { name: 'Save to a study' }).click();
  const form = page.getByRole('form', { name: 'New study' });
  await form.getByLabel('Name', { exact: true }).fill('E2E of an index');
  await form.getByLabel('Question').fill('More likely?');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('E2E of an index');
  const study = studyStateSchema.parse(await (await fetch(`${API}/e2e-of-an-index`)).json());
  expect(study.tables).toMatchObject([
    {
      analysis: 'index',
      title: 'How likely primary desktop people are to do what, against all people, themselves included',
      request: {
        period: { from: world.firstDay, to: world.lastDay },
        filters: [{ dimension: 'brand', op: 'is', values: ['alder'] }],
        segment: 'desktop',
        against: 'all_people',
        primary_device_threshold: 0.75,
      },
    },
  ]);
});
