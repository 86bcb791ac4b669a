import type { Agreement } from '@syncline/shared/agreements';
import type { BreakEvenAnswer, RevenueScenariosAnswer, TornadoAnswer } from '@syncline/shared/revenue-scenarios';
import { findings, overflowOf } from './axe.ts';
import { analyse, dollars, expect, open, settled, test, wholePeriod } from './fixtures.ts';
import { filledServer } from './servers.ts';

const API = `${filledServer()}/api/v1`;
const SLUG = 'e2e-scenarios';

async function call<Answer>(path: string, method = 'GET', body?: object): Promise<Answer> {
  const json =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${API}${path}`, { method, ...json });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

const terms = (percent: string) => ({
  shares: [
    { party: 'network', name: 'Post network', role: 'platform', terms: [{ kind: 'percentage', of: 'net', percent }] },
  ],
  residual: { party: 'maker', name: 'Maker', role: 'merchant' },
  tax: 'included',
});

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  // A campaign that no other test has an agreement for.
  await call('/agreements', 'POST', {
    slug: SLUG,
    name: 'Cups by post',
    scope: { level: 'campaign', slug: 'birch-cup' },
    currency: 'USD',
    effective_from: '2020-01-01',
    terms: terms('6'),
  });
});

test('terms are supposed, saved, compared, shared by link and deleted; nothing real changes', async ({
  page,
  world,
}) => {
  const period = { from: world.firstDay, to: world.lastDay };
  const filters = [{ dimension: 'campaign', op: 'is', values: ['birch-cup'] }];
  const what_if = [{ agreement: SLUG, terms: terms('7.5') }];
  const real = await call<Agreement>(`/agreements/${SLUG}`);
  await open(page, wholePeriod('/revenue/agreements', world, `&campaign=birch-cup&agreement=${SLUG}`));
  await page.getByRole('button', { name: 'What if…' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What if');
  await settled(page);
  const table = page.getByRole('table', { name: 'As it is and as it would be' });
  await expect(page.getByText('nothing is changed yet')).toBeVisible();

  await page.getByRole('textbox', { name: 'Post network' }).fill('7.5');
  await expect(page).toHaveURL(/supposed=/);
  await settled(page);
  const asked = { period, filters, scenarios: [{ name: 'x', what_if }] };
  const { actual, scenarios } = await analyse<RevenueScenariosAnswer>('revenue-scenarios', asked);
  const [supposed] = scenarios;
  for (const { name, party } of actual.parties) {
    const would = supposed?.totals.parties.find((one) => one.party === party);
    const row = table.getByRole('row', { name });
    await expect(row).toContainText(dollars(would?.amount ?? 0));
  }
  const question = { period, filters, what_if, agreement: SLUG };
  const evened = await analyse<BreakEvenAnswer>('revenue-break-even', { ...question, cut: { party: 'network' } });
  await expect(page.getByRole('heading', { name: `${evened.volume?.added_orders} more orders` })).toBeVisible();
  await expect(page.getByRole('list', { name: 'The cut that breaks even' })).toContainText(
    `Post network at ${evened.cut?.holds?.percent} %`,
  );
  const tornado = await analyse<TornadoAnswer>('revenue-tornado', question);
  await expect(
    page.getByRole('heading', { name: 'What matters most to Maker: Post network’s percentage' }),
  ).toBeVisible();
  expect(tornado.bars[0]).toMatchObject({ part: 'percentage', value: '7.5' });

  // The link alone brings the terms back.
  await open(page, page.url());
  await expect(page.getByRole('slider', { name: 'Post network, per cent' })).toHaveValue('7.5');

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const form = page.getByRole('form', { name: 'Save as a scenario' });
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toContainText('is needed');
  await form.getByLabel('Name').fill('Network at 7.5 %');
  await form.getByLabel('Name').press('Enter');
  await expect(page).toHaveURL(/scenario=network-at-7-5/);
  await expect(page).not.toHaveURL(/supposed=/);
  const bar = page.getByRole('region', { name: 'Scenario' });
  await expect(bar).toContainText('Network at 7.5 %');

  await page.getByLabel('Compare Network at 7.5 %').check();
  await settled(page);
  const beside = page.getByRole('table', { name: 'Scenarios side by side' });
  await expect(beside.getByRole('columnheader')).toHaveText(['Party', 'As it is', 'Network at 7.5 %']);
  const maker = supposed?.totals.parties.find(({ party }) => party === 'maker');
  await expect(beside.getByRole('row', { name: 'Maker' })).toContainText(dollars(maker?.amount ?? 0));

  await page.getByRole('textbox', { name: 'Post network' }).fill('8');
  await expect(bar).toContainText('changed here and not saved');
  await bar.getByRole('button', { name: 'Save the changes' }).click();
  await expect(bar).not.toContainText('not saved');
  expect(await call('/scenarios/network-at-7-5')).toMatchObject({
    what_if: [{ agreement: SLUG, terms: { shares: [{ terms: [{ percent: '8' }] }] } }],
  });
  await bar.getByRole('button', { name: 'Delete' }).click();
  await bar.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByRole('table', { name: 'Saved scenarios' })).toHaveCount(0);
  await expect(page).not.toHaveURL(/scenario=/);
  expect(await call<Agreement>(`/agreements/${SLUG}`)).toEqual(real);
});

test('the slider is moved by keyboard, and the charts are read by it', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue/what-if', world, `&campaign=birch-cup&agreement=${SLUG}`));
  const slider = page.getByRole('slider', { name: 'Post network, per cent' });
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', '6.2 %, was 6 %');
  await expect(page).toHaveURL(/supposed=/);
  await settled(page);
  const chart = page.getByRole('figure', { name: /What Maker gains or loses against today/ });
  await chart.focus();
  await page.keyboard.press('End');
  await expect(chart.getByRole('status')).toContainText('Against today +$');
});

test('a link that holds no terms, or names what is not there, says so', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue/what-if', world, `&agreement=${SLUG}&supposed=W1sib`));
  await expect(page.getByText('The terms of this link cannot be read')).toBeVisible();
  await open(page, wholePeriod('/revenue/what-if', world, '&scenario=nothing'));
  await expect(page.getByText('There is no saved scenario “nothing”')).toBeVisible();
  await open(page, wholePeriod('/revenue/what-if', world, '&agreement=nothing'));
  await expect(page.getByText('There is no agreement “nothing”')).toBeVisible();
});

for (const [size, viewport] of Object.entries({
  laptop: { width: 1440, height: 1000 },
  phone: { width: 390, height: 844 },
})) {
  test(`what if fits a ${size} and is accessible`, async ({ page, world }) => {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open(page, wholePeriod('/revenue/what-if', world, `&agreement=${SLUG}`));
      await page.getByText('All terms: amounts').click();
      expect(await overflowOf(page)).toBe(0);
      expect(await findings(page)).toEqual([]);
    }
  });
}

test.describe('without an agreement', () => {
  test.use({ server: 'empty' });
  test('it leads to where they are written', async ({ page }) => {
    await open(page, '/revenue/what-if');
    await expect(page.getByText('There is no agreement in')).toBeVisible();
  });
});
