import type { SpendLine } from '@syncline/shared/spend';
import { actionOf, campaignOf, kindOf, stageOf } from './codes.ts';
import type { DemoPlan, PlayedWorld } from './play.ts';
import { seededRandom } from './random.ts';
import { CAMPAIGNS, priceMinor } from './world.ts';

/** So that spend draws other numbers than the play of the people. */
const SEED_OFFSET = 7;

/** What a thousand impressions cost on X, in hundredths of the currency, in the order of CAMPAIGNS. */
const COST_PER_THOUSAND = [6500, 7000, 6000, 2800, 7500, 3500];

/** A second platform beside X: its spend as a share of what X costs, and the share of all orders that it claims. */
const BESIDE_X = new Map([
  ['emberline-8-launch', { platform: 'meta', cost: 0.4, claims: 0.22 }],
  ['halden-one', { platform: 'meta', cost: 0.55, claims: 0.3 }],
]);

/**
 * What two platforms report of the campaigns, day by day up to yesterday, as platforms do: X's impressions and clicks are
 * near what was counted, it claims more orders than there were, and the other platform claims some of the same, shared out
 * to a hundredth. The same plan gives the same lines.
 */
export function demoSpend(plan: DemoPlan, { calendar, events }: Pick<PlayedWorld, 'calendar' | 'events'>): SpendLine[] {
  const random = seededRandom(plan.seed + SEED_OFFSET);
  const around = (value: number, spread: number) => value * (1 + spread * (2 * random.unit() - 1));
  const lines: SpendLine[] = [];
  for (const [index, day] of calendar.days.slice(0, -1).entries()) {
    const counts = countsOf(events, index);
    for (const [campaign, { slug }] of CAMPAIGNS.entries()) {
      const { impressions, clicks, paid } = counts[campaign] as DayCounts;
      if (impressions === 0) continue;
      const cents = (impressions / 1000) * around(COST_PER_THOUSAND[campaign] as number, 0.12);
      const line = { campaign: slug, day, item: '', currency: plan.currency };
      const amount = (value: number) => priceMinor(Math.round(value), plan.currency);
      lines.push({
        ...line,
        platform: 'x',
        amount_minor: amount(cents),
        impressions: Math.round(around(impressions * 1.02, 0.03)),
        clicks: Math.round(around(clicks * 1.12, 0.08)),
        conversions: Math.round(around(paid * 1.15, 0.2)),
      });
      const other = BESIDE_X.get(slug);
      if (!other) continue;
      lines.push({
        ...line,
        platform: other.platform,
        amount_minor: amount(around(cents * other.cost, 0.15)),
        impressions: null,
        clicks: null,
        conversions: Math.round(around(paid * other.claims, 0.35) * 100) / 100,
      });
    }
  }
  return lines;
}

interface DayCounts {
  impressions: number;
  clicks: number;
  paid: number;
}

/** What happened on a day, in the order of CAMPAIGNS. */
function countsOf({ code: codes, dayEnds }: PlayedWorld['events'], day: number): DayCounts[] {
  const counts = CAMPAIGNS.map(() => ({ impressions: 0, clicks: 0, paid: 0 }));
  const end = dayEnds[day] as number;
  for (let place = day === 0 ? 0 : (dayEnds[day - 1] as number); place < end; place += 1) {
    const code = codes[place] as number;
    const count = counts[campaignOf(code)];
    if (!count) continue;
    const kind = kindOf(code);
    if (kind === 'impression') count.impressions += 1;
    else if (kind === 'engagement' && actionOf(code) === 'click') count.clicks += 1;
    else if (kind === 'purchase' && stageOf(code) === 'paid') count.paid += 1;
  }
  return counts;
}
