import type { AttributionAnswer, AttributionRequest, Tier } from '@syncline/shared/query';
import { buildScope, buildWindows, type Scope, type Windows } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { atOneMoment, NO_CELLS } from '../intervals.ts';
import { type PaymentSelection, selectPayments } from '../payments.ts';
import { sourceOf } from '../plan.ts';
import {
  type AttributionRow,
  attributionRowSchema,
  compileAttribution,
  compileKeptAttribution,
} from '../sql/attribution.ts';
import type { Statement } from '../sql/fragment.ts';
import { compileOtherCurrencyPayments } from '../sql/payments.ts';
import { compileOtherCurrencies, otherCurrencySchema } from '../sql/scan.ts';
import { wilson } from '../stats/wilson.ts';
import { together } from '../together.ts';

/**
 * Which campaign each paid order is credited to: that of the buyer's last engagement, or else last view, before the
 * payment and within the windows. Money is in integer minor units of the workspace currency. Errors as `answerQuery`;
 * forbidden_combination where click_days is less than view_days.
 */
export async function answerAttribution(
  context: QueryContext,
  request: AttributionRequest,
  signal?: AbortSignal,
): Promise<AttributionAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const windows = buildWindows(request);
  const scope = buildScope(request, context);
  return atOneMoment(context.cells, async (coverage) => {
    const selection = selectPayments(scope, windows, coverage);
    const { credits, currencies } = selection ? fromPayments(scope, windows, selection) : fromLog(scope, windows);
    const [rows, otherCurrencies] = await together(signal, (signal) =>
      Promise.all([
        context.reader.query(credits.sql, credits.parameters, attributionRowSchema, { signal }),
        context.reader.query(currencies.sql, currencies.parameters, otherCurrencySchema, { signal }),
      ]),
    );
    const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf(selection) };
    const shaped = shapeAttribution(rows);
    const found = { events: shaped.totals.purchases, otherCurrencies, open: [] };
    const warnings = metricWarnings(['purchases', 'buyers', 'gross_revenue'], found);
    return {
      ...shaped,
      windows: { view_days: request.view_days, click_days: request.click_days },
      meta: { ...answerMeta(context, asked, warnings), method: methodOf(windows) },
    };
  });
}

interface Statements {
  credits: Statement;
  currencies: Statement;
}

function fromPayments(scope: Scope, windows: Windows, selection: PaymentSelection): Statements {
  return {
    credits: compileKeptAttribution(scope, windows, selection),
    currencies: compileOtherCurrencyPayments(scope, windows, selection),
  };
}

function fromLog(scope: Scope, windows: Windows): Statements {
  const source = sourceOf({ ...scope, tier: 'raw' }, [], [], NO_CELLS);
  return { credits: compileAttribution(source, windows), currencies: compileOtherCurrencies(source) };
}

function tierOf(selection: PaymentSelection | null): Tier {
  if (selection === null) return 'raw';
  return selection.open ? 'mixed' : 'intervals';
}

/** Campaigns by credited revenue, what nobody is credited with, and the whole. */
export function shapeAttribution(rows: readonly AttributionRow[]): Omit<AttributionAnswer, 'meta' | 'windows'> {
  const all = rows.find((row) => row.everything === 1) ?? NOTHING;
  const whole = rows.filter((row) => row.everything === 0 && row.both_bases === 1);
  const byBasis = rows.filter((row) => row.everything === 0 && row.both_bases === 0);
  const on = (campaign: string, engaged: number) => {
    const row = byBasis.find((row) => row.campaign === campaign && row.engaged === engaged) ?? NOTHING;
    return { purchases: row.purchases, gross_revenue: row.gross_revenue };
  };
  const unattributed = whole.find((row) => row.campaign === '') ?? NOTHING;
  return {
    campaigns: whole
      .filter((row) => row.campaign !== '')
      .toSorted(
        (a, b) => b.gross_revenue - a.gross_revenue || b.purchases - a.purchases || (a.campaign < b.campaign ? -1 : 1),
      )
      .map((row) => ({
        campaign: row.campaign,
        ...soldTo(row),
        by_engagement: on(row.campaign, 1),
        by_view: on(row.campaign, 0),
      })),
    unattributed: soldTo(unattributed),
    totals: soldTo(all),
    own_campaign_agrees: wilson(all.agreeing, all.purchases - unattributed.purchases),
  };
}

function soldTo({ purchases, buyers, gross_revenue }: Omit<AttributionRow, 'campaign'>): AttributionAnswer['totals'] {
  return { purchases, buyers, gross_revenue };
}

const NOTHING: Omit<AttributionRow, 'campaign'> = {
  engaged: 0,
  both_bases: 0,
  everything: 0,
  purchases: 0,
  buyers: 0,
  gross_revenue: 0,
  agreeing: 0,
};

function methodOf({ viewDays, clickDays }: Windows): string {
  const views =
    viewDays === 0
      ? 'Views are not credited (window of 0).'
      : `A view is an impression, held-out (control) records excluded, at most ${hours(viewDays)} before it.`;
  return (
    'Last touch. A touch is an event of the buyer that carries a campaign, at or before the payment, whatever the filters: ' +
    `an engagement of any action, the buyer’s own posts included, at most ${hours(clickDays)} before it. ${views} ` +
    'An engagement beats a view; of the same basis the latest touch is credited, and at the same instant the campaign whose slug comes first. ' +
    'Filters and period apply to the purchases, by the day of the payment. A paid order counts once, at its first paid event in the period under the filter ' +
    '(of several at the same instant, the smallest event hash); its money is what was paid for it there in the workspace currency, refunds not taken off. ' +
    'Credited and unattributed orders add up to all of them. Agreement: attributed orders whose credited campaign is the one recorded on that first paid event, with the Wilson 95 % interval. ' +
    'A credit, not an effect: it does not say what would have been bought without the campaign.'
  );
}

function hours(days: number): string {
  return `${days} × 24 h`;
}
