import { answerRevenueChange } from '@syncline/api/query/analysis/revenue-change';
import { answerRevenueShare } from '@syncline/api/query/analysis/revenue-share';
import type { QueryContext } from '@syncline/api/query/context';
import { settle } from '@syncline/api/settlement/settle';
import { type Agreement, termsSchema } from '@syncline/shared/agreements';
import type { AttributionRequest, Tier } from '@syncline/shared/query';
import { revenueChangeRequestSchema } from '@syncline/shared/revenue-change';
import { revenueShareRequestSchema } from '@syncline/shared/revenue-share';
import { addDays, type Period, periodLength } from '@syncline/shared/time';
import { flat, platformShare } from '../../support/share-terms.ts';
import type { Stored } from './oracle.ts';
import { CURRENCY } from './world.ts';

const RECORDED = '2025-07-01T00:00:00.000Z';
const residual = { party: 'merchant', name: 'Merchant', role: 'merchant' };

/** Everything under 5 %, from the middle of a month on under other terms. */
const EVERYTHING: Agreement = {
  slug: 'wide',
  name: 'Wide',
  scope: { level: 'everything' },
  currency: CURRENCY,
  ends_on: null,
  origin: 'own',
  created_at: RECORDED,
  versions: [
    ['2025-07-01', [flat('5')]] as const,
    ['2025-08-16', [flat('2.5'), { kind: 'per_order', amount_minor: 3 }]] as const,
  ].map(([effective_from, terms], index) => ({
    version: index + 1,
    effective_from,
    terms: termsSchema.parse({ shares: [platformShare([...terms])], residual, tax: 'included' }),
    note: null,
    recorded_at: RECORDED,
  })),
};

/** Shares of revenue and why it changed, as the API answers them, with where they came from. */
export async function keptMoney(context: QueryContext, { period, filters }: AttributionRequest) {
  const asked = { period, filters };
  const shares = await answerRevenueShare(context, {
    ...revenueShareRequestSchema.parse({ ...asked, by: 'campaign' }),
    agreements: [EVERYTHING],
    offers: [],
  });
  const change = await answerRevenueChange(context, {
    ...revenueChangeRequestSchema.parse({ ...asked, by: 'campaign' }),
    compare: before(period),
  });
  const { before: then, now } = change.totals;
  const groups = shares.groups.map(({ value, orders, gross_revenue, refunds, parties }) => {
    const platform = parties.find(({ party }) => party === 'platform')?.amount ?? 0;
    return { value, orders, gross: gross_revenue, refunds, platform };
  });
  const tiers = new Set<Tier>([shares.meta.tier, change.meta.tier]);
  return { tiers, figures: { groups: groups.toSorted(byValue), change: [sums(then), sums(now)] } };
}

/** The same from every stored event, settled one by one and counted in plain loops. */
export function expectedMoney(events: readonly Stored[], { period, filters }: AttributionRequest) {
  const rows = events.filter(
    ({ kind, stage, currency }) =>
      kind === 'purchase' && currency === CURRENCY && (stage === 'paid' || stage === 'refunded'),
  );
  const isTold = ({ campaign }: Stored) => filters.every(({ values }) => values.includes(campaign));
  const told = new Set(rows.filter(isTold).map(({ order, hash }) => `${order} ${hash}`));
  const nothing = { tax: null, discount: null, fees: null };
  const { entries } = settle(
    [EVERYTHING],
    rows
      .filter(({ day }) => day <= period.to)
      .map(({ hash: id, order, ms: at, day, stage, amount, currency, brand, campaign, offer }) => ({
        ...nothing,
        id,
        order,
        at,
        day,
        amount,
        currency,
        brand,
        campaign,
        offer,
        kind: stage === 'paid' ? ('paid' as const) : ('refunded' as const),
      })),
  );
  const counted = entries.filter(
    ({ movement: { order, id, day } }) => told.has(`${order} ${id}`) && day >= period.from,
  );
  const groups = [...new Set(counted.map(({ movement }) => movement.campaign))].map((value) => {
    const own = counted.filter(({ movement }) => movement.campaign === value);
    const amount = (kind: string) =>
      own.reduce((sum, { movement }) => sum + (movement.kind === kind ? movement.amount : 0), 0);
    const paid = own.filter(({ movement }) => movement.kind === 'paid').map(({ movement }) => movement.order);
    const platform = own.reduce((sum, { applied, amounts }) => sum + (applied ? (amounts[0] ?? 0) : 0), 0);
    return { value, orders: new Set(paid).size, gross: amount('paid'), refunds: amount('refunded'), platform };
  });
  const change = [before(period), period].map(({ from, to }) => {
    const own = rows.filter((row) => isTold(row) && row.day >= from && row.day <= to);
    const paid = own.filter(({ stage }) => stage === 'paid');
    const amount = (some: readonly Stored[]) => some.reduce((sum, row) => sum + row.amount, 0);
    const orders = new Set(paid.map(({ campaign, offer, order }) => `${campaign} ${offer} ${order}`)).size;
    return { orders, gross: amount(paid), refunds: amount(own) - amount(paid) };
  });
  return { groups: groups.toSorted(byValue), change };
}

function before({ from, to }: Period): Period {
  return { from: addDays(from, -periodLength({ from, to })), to: addDays(from, -1) };
}

function sums({ orders, gross_revenue, refunds }: { orders: number; gross_revenue: number; refunds: number }) {
  return { orders, gross: gross_revenue, refunds };
}

function byValue(one: { value: string }, other: { value: string }): number {
  return one.value < other.value ? -1 : 1;
}
