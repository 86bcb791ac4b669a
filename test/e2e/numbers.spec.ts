import type {
  BrandFollowsAnswer,
  FollowerOverlapAnswer,
  FollowerValueAnswer,
  NextFollowsAnswer,
} from '@syncline/shared/audience';
import { METRICS } from '@syncline/shared/metrics';
import type { AttributionAnswer, FunnelAnswer, OverlapAnswer, TimeToPurchaseAnswer } from '@syncline/shared/query';
import type { ReachForecastAnswer } from '@syncline/shared/reach-forecast';
import type { IndexAnswer } from '@syncline/shared/research';
import { addDays } from '@syncline/shared/time';
import { findings, overflowOf } from './axe.ts';
import { analyse, ask, count, dollars, expect, kpi, open, settled, test, wholePeriod } from './fixtures.ts';

test('the overview shows what was sent', async ({ page, world }) => {
  const { grossMinor, refundsMinor, purchases, reach } = world.expected;
  await open(page, wholePeriod('/', world));
  await expect(kpi(page, 'Net revenue')).toHaveText(dollars(grossMinor - refundsMinor));
  await expect(kpi(page, 'Purchases')).toHaveText(count(purchases));
  await expect(kpi(page, 'Reach, people')).toHaveText(count(reach));
});

test('the campaigns table shows each campaign, and everybody once in its footer', async ({ page, world }) => {
  await open(page, wholePeriod('/campaigns', world));
  for (const [slug, expected] of Object.entries(world.expected.campaigns)) {
    const row = page.locator('tbody tr', { has: page.locator(`a[href*="/campaigns/${slug}"]`) });
    await expect(row).toContainText(count(expected.reach));
    await expect(row).toContainText(count(expected.purchases));
  }
  await expect(page.locator('tfoot')).toContainText(count(world.expected.reach));
});

test('the columns of the campaigns are any metrics, by set or one by one, and kept under a name', async ({
  page,
  world,
}) => {
  await open(page, wholePeriod('/campaigns', world));
  const table = page.getByRole('table', { name: 'Campaigns with their figures' });
  await page.getByRole('button', { name: 'Columns usual' }).click();
  await page.getByRole('checkbox', { name: 'Impressions', exact: true }).uncheck();
  await page.keyboard.press('Escape');
  await expect(table.getByRole('columnheader', { name: 'Impressions' })).toHaveCount(0);
  await expect(table.getByRole('columnheader', { name: 'Reach', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Set own' }).click();
  await page.getByRole('button', { name: /^Usual/ }).click();
  await page.getByRole('button', { name: 'Set Usual' }).click();
  await page.getByRole('button', { name: /^Conversion/ }).click();
  await expect(page).toHaveURL(/columns=reach,triggers,confirmations/);
  await expect(table.getByRole('columnheader', { name: 'Confirmed ÷ triggered' })).toBeVisible();
  await page.getByRole('button', { name: /^Columns/ }).click();
  await page.getByRole('searchbox', { name: 'Search columns' }).fill('click');
  await page.getByRole('checkbox', { name: 'Purchases ÷ clicks' }).check();
  await page.keyboard.press('Escape');
  await settled(page);
  const { rows, totals } = await ask({
    metrics: ['clicks', 'conversion_per_click'],
    dimensions: ['campaign'],
    period: { from: world.firstDay, to: world.lastDay },
  });
  const place = await table
    .locator('thead th')
    .evaluateAll((heads) => heads.findIndex((head) => head.textContent === 'Purchases ÷ clicks'));
  const shown = (value: number | null | undefined) =>
    typeof value === 'number' ? `${(value * 100).toFixed(value >= 0.1 ? 1 : 2)}\u202f%` : '–';
  expect(rows).toHaveLength(3);
  for (const { dimensions, metrics } of rows) {
    const row = table.locator('tbody tr', { has: page.locator(`a[href*="/campaigns/${dimensions.campaign}"]`) });
    await expect(row.locator('td').nth(place)).toHaveText(shown(metrics.conversion_per_click));
  }
  await expect(table.locator('tfoot td').nth(place)).toHaveText(shown(totals.metrics.conversion_per_click));
  await page.getByRole('button', { name: 'Set own' }).click();
  await page.getByRole('textbox', { name: 'Name of the set' }).fill('By click');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.reload();
  await settled(page);
  await page.getByRole('button', { name: 'Set By click' }).click();
  await page.getByRole('button', { name: 'Remove the set By click' }).click();
  await page.getByRole('button', { name: /^Usual/ }).click();
  await expect(page).not.toHaveURL(/columns=/);
});

test('campaigns side by side show the API’s figures, and everybody in one combination', async ({ page, world }) => {
  const period = { from: world.firstDay, to: world.lastDay };
  const campaigns = ['alder-desk', 'alder-lamp', 'birch-cup'];
  const { intersections = [], union_reach: union } = await analyse<OverlapAnswer>('overlap', {
    period,
    campaigns,
    intersections: true,
  });
  await open(page, wholePeriod('/campaigns/-/compare', world, `&c=${campaigns.join(',')}`));
  const figures = page.getByRole('table', { name: 'Figures of the campaigns side by side' });
  const reach = figures.getByRole('row', { name: /^Reach / }).getByRole('cell');
  for (const [index, slug] of campaigns.entries()) {
    await expect(reach.nth(index + 1)).toContainText(count(world.expected.campaigns[slug]?.reach ?? 0));
  }
  await expect(reach.nth(2)).toContainText('best');
  const panel = page.locator('section', {
    has: page.getByRole('heading', { name: 'Who was reached by which of them' }),
  });
  await expect(panel).toContainText(`${count(union)} people in all`);
  await panel.getByRole('button', { name: 'Show as table' }).click();
  await expect(panel.locator('tbody tr')).toHaveCount(intersections.length);
  for (const [index, { people }] of intersections.entries()) {
    await expect(panel.locator('tbody tr').nth(index).locator('td').nth(2)).toHaveText(count(people));
  }
  const adds = page.getByRole('table', { name: 'Exclusive, shared and incremental reach' });
  await expect(adds.locator('tfoot')).toContainText(count(union));
});

test('a campaign shows its own figures', async ({ page, world }) => {
  const expected = world.expected.campaigns['alder-lamp'];
  await open(page, wholePeriod('/campaigns/alder-lamp', world));
  await expect(kpi(page, 'Impressions')).toHaveText(count(expected?.impressions ?? 0));
  await expect(kpi(page, 'Reach, people')).toHaveText(count(expected?.reach ?? 0));
});

test('the reach tab says after how many days a tenth more people are reached, as the API does', async ({
  page,
  world,
}) => {
  const { reach, delivery_days, days_to_target, course } = await analyse<ReachForecastAnswer>('reach-forecast', {
    period: { from: world.firstDay, to: world.lastDay },
    filters: [{ dimension: 'campaign', op: 'is', values: ['alder-lamp'] }],
  });
  expect(course.length).toBe(delivery_days.length);
  expect(delivery_days.at(-1)?.cumulative_reach).toBe(reach);
  await open(page, wholePeriod('/campaigns/alder-lamp', world, '&tab=reach'));
  const heading =
    days_to_target.value === null
      ? /^10 % more people are further off|^When 10 % more people/
      : new RegExp(`^10 % more people after about ${days_to_target.value} more day`);
  const panel = page.locator('section', { has: page.getByRole('heading', { name: heading }) });
  await panel.getByRole('button', { name: 'Show as table' }).click();
  const last = panel.getByRole('row').last().getByRole('cell');
  await expect(last.nth(1)).toHaveText(count(Math.round(course.at(-1)?.newly_reached ?? NaN)));
});

test('devices show the API’s people by primary device, under the threshold of the URL', async ({ page, world }) => {
  const period = { from: world.firstDay, to: world.lastDay };
  await open(page, wholePeriod('/devices', world, '&primary=90'));
  const answer = await ask({
    metrics: ['active_users', 'reach', 'buyers'],
    dimensions: ['primary_device'],
    period,
    primary_device_threshold: 0.9,
  });
  const people = (device: string) =>
    answer.rows.find(({ dimensions }) => dimensions.primary_device === device)?.metrics.active_users ?? 0;
  expect(people('mobile')).toBeGreaterThan(0);
  await expect(kpi(page, 'Active people')).toHaveText(count(answer.totals.metrics.active_users ?? 0));
  await expect(kpi(page, 'Primary mobile')).toContainText(count(people('mobile')));
  await expect(kpi(page, 'Mixed')).toContainText(count(people('mixed')));
  const { reach, buyers } = answer.totals.metrics;
  const table = page.getByRole('table', { name: 'People by primary device' });
  await expect(table.locator('tfoot')).toContainText(`${count(buyers ?? 0)} of ${count(reach ?? 0)}`);
});

test('devices show the API’s funnel by the device of the first impression', async ({ page, world }) => {
  const period = { from: world.firstDay, to: world.lastDay };
  await open(page, wholePeriod('/devices', world));
  const funnel = await analyse<FunnelAnswer>('funnel', { period, breakdown: 'device' });
  const table = page.getByRole('table', { name: /first impression/ });
  for (const [device, name] of [
    ['mobile', 'Phone'],
    ['desktop', 'Desktop'],
  ]) {
    const stages = funnel.breakdown.find((part) => part.device === device)?.stages ?? [];
    const row = table.locator('tbody tr', { hasText: name ?? '' });
    expect(stages).toHaveLength(7);
    for (const { people } of stages) await expect(row).toContainText(count(people));
  }
});

test('devices show the API’s index, both bases beside each ratio', async ({ page, world }) => {
  await open(page, wholePeriod('/devices', world, '&against=all_people'));
  const period = { from: world.firstDay, to: world.lastDay };
  const { rows } = await analyse<IndexAnswer>('index', { period, against: 'all_people' });
  const panel = page.locator('section', {
    has: page.getByRole('heading', { name: /^How likely primary mobile people/ }),
  });
  const shown = rows.flatMap(({ segment, comparison }) => (segment && comparison ? [{ segment, comparison }] : []));
  expect(shown.length).toBeGreaterThan(3);
  for (const { segment, comparison } of shown) {
    await expect(panel).toContainText(new RegExp(`of ${count(segment.base)} against .* of ${count(comparison.base)}`));
  }
});

test('the audience shows the API’s followers, the brands they share and follow next, and what is held back', async ({
  page,
  world,
}) => {
  const period = { from: world.firstDay, to: world.lastDay };
  await open(page, wholePeriod('/audience', world, '&brands=5'));
  const follows = await analyse<BrandFollowsAnswer>('brand-follows', { period });
  expect(follows.followers).toBeGreaterThan(100);
  await expect(kpi(page, 'Followers')).toHaveText(count(follows.followers));
  await expect(kpi(page, 'Brands per follower')).toHaveText((follows.mean ?? 0).toFixed(2));
  const net = (await ask({ metrics: ['net_follows'], period })).totals.metrics.net_follows ?? 0;
  await expect(kpi(page, 'Net follows')).toHaveText(`+${count(net)}`);
  const panel = (title: string) => page.locator('section', { has: page.getByRole('heading', { name: title }) });
  const brands = panel('Brands followed per person, by primary device');
  await brands.getByRole('button', { name: 'Show as table' }).click();
  for (const { people } of follows.bins.slice(0, 2)) await expect(brands.locator('tbody')).toContainText(count(people));
  const overlap = await analyse<FollowerOverlapAnswer>('follower-overlap', { period });
  await expect(panel('Overlap of brands’ followers')).toContainText(`${count(overlap.union_followers)} people in all`);
  const next = await analyse<NextFollowsAnswer>('next-follows', { period });
  const table = page.getByRole('table', { name: /brands followed next/ });
  expect(next.brands).toHaveLength(2);
  for (const { new_followers, followed_another } of next.brands) {
    const row = table.locator('tbody tr', { hasText: count(new_followers) });
    await expect(row).toContainText(`· ${count(followed_another.numerator)}`);
  }
});

test('followers are compared with others from the day after they followed', async ({ page, world }) => {
  const period = { from: addDays(world.firstDay, 20), to: world.lastDay };
  await open(page, `/audience?from=${period.from}&to=${period.to}&among=active`);
  const { rows } = await analyse<FollowerValueAnswer>('follower-value', { period, among: 'active' });
  const figure = page.getByRole('figure', { name: /^Ratio of the shares of followers and others/ });
  const told = rows.flatMap(({ followers, others }) => (followers && others ? [{ followers, others }] : []));
  expect(told.length).toBeGreaterThan(0);
  for (const { followers, others } of told) {
    await expect(figure).toContainText(new RegExp(`of ${count(followers.base)} against .* of ${count(others.base)}`));
  }
});

test('revenue shows what was charged and refunded, to the cent', async ({ page, world }) => {
  const { grossMinor, refundsMinor, purchases, campaigns } = world.expected;
  await open(page, wholePeriod('/revenue', world));
  await expect(kpi(page, 'Gross revenue')).toHaveText(dollars(grossMinor));
  await expect(kpi(page, 'Refunds')).toHaveText(dollars(refundsMinor));
  await expect(kpi(page, 'Net revenue')).toHaveText(dollars(grossMinor - refundsMinor));
  await expect(kpi(page, 'Average order value')).toHaveText(dollars(Math.round(grossMinor / purchases)));
  await expect(page.getByText(dollars(-refundsMinor)).first()).toBeVisible();
  const table = page.getByRole('table', { name: 'Revenue by campaign' });
  for (const [slug, { grossMinor: gross }] of Object.entries(campaigns)) {
    const row = table.locator('tbody tr', { has: page.locator(`a[href*="/campaigns/${slug}"]`) });
    await expect(row).toContainText(dollars(gross));
  }
  await expect(table.locator('tfoot')).toContainText(dollars(grossMinor));
});

test('months in the table view add up to the period', async ({ page, world }) => {
  await open(page, wholePeriod('/revenue', world));
  const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Net revenue by month and party' }) });
  await panel.getByRole('button', { name: 'Show as table' }).click();
  const net = await panel.locator('tbody tr td:nth-last-child(2)').allTextContents();
  const sum = net
    .filter((text) => text !== '–')
    .reduce((total, text) => total + Math.round(Number(text.replace(/[^\d.]/g, '')) * 100), 0);
  expect(sum).toBe(world.expected.grossMinor - world.expected.refundsMinor);
});

test('the data screen shows how much is stored', async ({ page, world }) => {
  await open(page, '/data');
  await expect(kpi(page, 'Events stored')).toHaveText(count(world.expected.events));
  await expect(page.getByRole('table', { name: 'Freshness by kind' })).toContainText(count(world.expected.impressions));
});

test('the overlap of campaigns shows the API’s people, pair by pair', async ({ page, world }) => {
  const overlap = await analyse<OverlapAnswer>('overlap', { period: { from: world.firstDay, to: world.lastDay } });
  await open(page, wholePeriod('/campaigns', world));
  const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Overlap of campaigns' }) });
  await expect(panel).toContainText(`${count(overlap.union_reach)} people in all`);
  await panel.getByRole('button', { name: 'Show as table' }).click();
  const names: Record<string, string> = {
    'alder-lamp': 'Alder lamp launch',
    'alder-desk': 'Alder desk',
    'birch-cup': 'Birch cup',
  };
  const row = (campaign: string, other: string) =>
    panel
      .locator('tbody tr')
      .filter({ has: page.locator('td:first-child', { hasText: names[campaign] ?? '' }) })
      .filter({ has: page.locator('td:nth-child(3)', { hasText: other }) })
      .locator('td');
  expect(overlap.pairs).toHaveLength(3);
  for (const { a, b, people } of overlap.pairs) {
    await expect(row(a, names[b] ?? '').nth(3)).toHaveText(count(people));
    await expect(row(b, names[a] ?? '').nth(3)).toHaveText(count(people));
  }
  for (const { campaign, reach, exclusive } of overlap.campaigns) {
    await expect(row(campaign, 'no other').nth(1)).toHaveText(count(reach));
    await expect(row(campaign, 'no other').nth(3)).toHaveText(count(exclusive));
  }
});

test('the credit shows the API’s purchases under the windows chosen, which stand in the URL', async ({
  page,
  world,
}) => {
  const period = { from: world.firstDay, to: world.lastDay };
  const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Who gets the credit' }) });
  const cells = (name: string) =>
    panel.locator('tr', { has: page.getByRole('rowheader', { name, exact: true }) }).locator('td');
  const shows = async (windows: object) => {
    await settled(page);
    const filters = [{ dimension: 'campaign', op: 'is', values: ['alder-lamp'] }];
    const [all, own] = await Promise.all([
      analyse<AttributionAnswer>('attribution', { period, ...windows }),
      analyse<AttributionAnswer>('attribution', { period, filters, ...windows }),
    ]);
    const lamp = all.campaigns.find(({ campaign }) => campaign === 'alder-lamp');
    const here = own.campaigns.find(({ campaign }) => campaign === 'alder-lamp');
    expect(lamp?.purchases).toBeGreaterThan(0);
    await expect(cells('Credited here').first()).toHaveText(count(lamp?.purchases ?? 0));
    await expect(cells('Credited here').last()).toHaveText(dollars(lamp?.gross_revenue ?? 0));
    await expect(cells('for an engagement').first()).toHaveText(count(lamp?.by_engagement.purchases ?? 0));
    await expect(cells('for a view').last()).toHaveText(dollars(lamp?.by_view.gross_revenue ?? 0));
    await expect(cells('Recorded here').first()).toHaveText(count(own.totals.purchases));
    await expect(cells('credited here too').first()).toHaveText(count(here?.purchases ?? 0));
    await expect(cells('credited to none').first()).toHaveText(count(own.unattributed.purchases));
  };
  await open(page, wholePeriod('/campaigns/alder-lamp', world, '&tab=conversion'));
  await shows({});
  await panel.getByRole('group', { name: 'Engagement window' }).getByRole('button', { name: '1 d' }).click();
  await expect(page).toHaveURL(/click_days=1(&|$)/);
  await shows({ click_days: 1 });
  await panel.getByRole('group', { name: 'View window' }).getByRole('button', { name: '7 d' }).click();
  await expect(page).toHaveURL(/click_days=7(&|$)/);
  await shows({ view_days: 7, click_days: 7 });
  await page.reload();
  await shows({ view_days: 7, click_days: 7 });
});

test('the time to purchase shows the API’s minutes, and what was lost', async ({ page, world }) => {
  const times = await analyse<TimeToPurchaseAnswer>('time-to-purchase', {
    period: { from: world.firstDay, to: world.lastDay },
    filters: [{ dimension: 'campaign', op: 'is', values: ['birch-cup'] }],
  });
  expect(times.confirmed).toBeGreaterThan(0);
  await open(page, wholePeriod('/campaigns/birch-cup', world, '&tab=conversion'));
  const panel = page.locator('section', { has: page.getByText('by minutes until the confirming post') });
  await expect(panel).toContainText(`${count(times.triggered)} triggered orders`);
  await expect(panel).toContainText(`${count(times.confirmed)} of ${count(times.confirm_rate.base)} confirmed in time`);
  await panel.getByRole('button', { name: 'Show as table' }).click();
  const confirmed = await panel.locator('tbody td:nth-child(2)').allTextContents();
  expect(confirmed).toEqual([...times.minutes.map(({ orders }) => count(orders)), count(times.late)]);
  const losses = page.getByRole('table', { name: 'What was lost on the way, in orders' });
  await expect(losses.getByRole('row', { name: /^Never confirmed/ })).toContainText(count(times.never));
});

test('an alert fires by the API’s figure, is told in the rail, tried, deleted and brought back', async ({
  page,
  world,
}) => {
  const day = { from: world.lastDay, to: world.lastDay };
  const buyers = (await ask({ metrics: ['buyers'], period: day })).totals.metrics.buyers ?? 0;
  await open(page, wholePeriod('/alerts', world));
  await expect(page.getByText('Nothing is watched yet')).toBeVisible();
  await page.getByRole('button', { name: 'Watch a metric' }).first().click();
  const form = page.getByRole('dialog', { name: 'Watch a metric' });
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('A name is needed.')).toBeVisible();
  await form.getByLabel('Name').fill('Buyers by day');
  await form.getByLabel('Metric').selectOption({ label: METRICS.buyers.label });
  await form.getByLabel('Direction').selectOption('above');
  await form.getByLabel('Level', { exact: true }).fill(String(buyers));
  await form.getByLabel('Quiet again below').fill(String(buyers + 1));
  await expect(form.getByText('Must not lie beyond the level it fires at.')).toBeVisible();
  await form.getByLabel('Quiet again below').fill('');
  expect(await findings(page)).toEqual([]);
  await form.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('table', { name: 'Alerts and goals' }).getByRole('row', { name: /Buyers by day/ });
  await expect(row).toContainText('firing');
  await expect(row).toContainText(count(buyers));
  const news = page.getByRole('list', { name: 'What fired and cleared' }).getByRole('listitem');
  await expect(news).toHaveCount(1);
  await expect(news).toContainText(`fired`);
  expect(await overflowOf(page)).toBe(0);
  expect(await findings(page)).toEqual([]);
  await row.getByRole('button', { name: 'Buyers by day' }).click();
  const change = page.getByRole('dialog', { name: 'Change what is watched' });
  await change.getByRole('button', { name: 'Test as it is kept' }).click();
  await expect(change.getByRole('status')).toContainText('It would fire.');
  await change.getByLabel('Kind').selectOption('goal');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('reached');
  await expect(news).toHaveCount(2);
  await open(page, wholePeriod('/', world));
  await expect(page.getByRole('link', { name: /^Alerts/ })).toHaveText('Alerts');
  await open(page, wholePeriod('/alerts', world));
  await row.getByRole('button', { name: 'Buyers by day' }).click();
  await change.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Nothing is watched yet')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toContainText('reached');
  await page.request.delete('/api/v1/alerts/buyers-by-day');
});
