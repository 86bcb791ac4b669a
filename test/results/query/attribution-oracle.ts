import type { AttributionAnswer, AttributionRequest } from '@syncline/shared/query';
import type { Oracle, Stored } from './oracle.ts';
import { CURRENCY } from './world.ts';

interface Credit {
  campaign: string;
  basis: 'engagement' | 'view' | 'none';
}

interface Sale extends Credit {
  uid: number;
  recorded: string;
  revenue: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** Every paid order beside everything its buyer saw and did, one by one. */
export function expectedAttribution(oracle: Oracle, events: readonly Stored[], request: AttributionRequest) {
  const sales = salesOf(oracle, events, request);
  const credited = sales.filter((sale) => sale.basis !== 'none');
  const campaigns = [...new Set(credited.map((sale) => sale.campaign))].map((campaign) => {
    const own = credited.filter((sale) => sale.campaign === campaign);
    const on = (basis: string) => sold(own.filter((sale) => sale.basis === basis));
    return { campaign, ...soldTo(own), by_engagement: on('engagement'), by_view: on('view') };
  });
  return {
    campaigns: campaigns.toSorted(
      (a, b) =>
        b.gross_revenue - a.gross_revenue ||
        b.purchases - a.purchases ||
        Buffer.compare(Buffer.from(a.campaign), Buffer.from(b.campaign)),
    ),
    unattributed: soldTo(sales.filter((sale) => sale.basis === 'none')),
    totals: soldTo(sales),
    agreeing: credited.filter((sale) => sale.campaign === sale.recorded).length,
    attributed: credited.length,
  };
}

/** An answer with counts in the place of the proportion, and without what it says of itself. */
export function creditedFigures(answer: AttributionAnswer) {
  const { meta: _meta, windows: _windows, own_campaign_agrees: agrees, ...rest } = answer;
  return { ...rest, agreeing: agrees.numerator, attributed: agrees.base };
}

function salesOf(oracle: Oracle, events: readonly Stored[], request: AttributionRequest): Sale[] {
  const orders = new Map<string, Stored[]>();
  for (const event of oracle.scope(request, request.period).events) {
    if (event.kind !== 'purchase' || event.stage !== 'paid') continue;
    orders.set(event.order, [...(orders.get(event.order) ?? []), event]);
  }
  return [...orders.values()].map((rows) => {
    let [first] = rows as [Stored, ...Stored[]];
    for (const row of rows) {
      if (row.ms < first.ms || (row.ms === first.ms && BigInt(row.hash) < BigInt(first.hash))) first = row;
    }
    const revenue = rows.reduce((sum, row) => sum + (row.currency === CURRENCY ? row.amount : 0), 0);
    return { uid: first.uid, recorded: first.campaign, revenue, ...creditOf(first, events, request) };
  });
}

function creditOf(paid: Stored, events: readonly Stored[], request: AttributionRequest): Credit {
  const before = (days: number, touch: Stored) => paid.ms - touch.ms >= 0 && paid.ms - touch.ms <= days * DAY;
  const own = events.filter((event) => event.uid === paid.uid && event.campaign !== '');
  const engagements = own.filter((event) => event.kind === 'engagement' && before(request.click_days, event));
  const views = own.filter(
    (event) => event.kind === 'impression' && event.arm !== 'control' && before(request.view_days, event),
  );
  if (engagements.length > 0) return { campaign: latest(engagements), basis: 'engagement' };
  if (request.view_days > 0 && views.length > 0) return { campaign: latest(views), basis: 'view' };
  return { campaign: '', basis: 'none' };
}

function latest(touches: readonly Stored[]): string {
  const instant = Math.max(...touches.map((touch) => touch.ms));
  const last = touches.filter((touch) => touch.ms === instant).map((touch) => touch.campaign);
  return last.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))[0] ?? '';
}

function sold(sales: readonly Sale[]) {
  return { purchases: sales.length, gross_revenue: sales.reduce((sum, sale) => sum + sale.revenue, 0) };
}

function soldTo(sales: readonly Sale[]) {
  return { ...sold(sales), buyers: new Set(sales.map((sale) => sale.uid)).size };
}
