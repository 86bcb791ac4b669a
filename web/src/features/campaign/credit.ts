import type { AttributionAnswer } from '@syncline/shared/query';
import { numberField, type SearchOf } from '../../lib/search-fields.ts';
import { formatMoney, formatPercent } from '@syncline/shared/format';
import { proportionOf } from '../../lib/proportion.ts';
import type { ValueTable } from '../../lib/value-table.ts';

/** Windows that the panel offers, in spans of 24 hours; 0 credits no views. */
export const VIEW_CHOICES = [0, 1, 7] as const;
export const CLICK_CHOICES = [1, 7, 14, 30] as const;
type ViewDays = (typeof VIEW_CHOICES)[number];
type ClickDays = (typeof CLICK_CHOICES)[number];

export interface CreditWindows {
  view_days: ViewDays;
  click_days: ClickDays;
}

const DEFAULTS: CreditWindows = { view_days: 1, click_days: 14 };

/** What the URL says of the windows; the usual ones are left out of it. */
export const creditSearchFields = {
  view_days: numberField(VIEW_CHOICES),
  click_days: numberField(CLICK_CHOICES),
} as const;
type CreditSearch = SearchOf<typeof creditSearchFields>;

/** The windows of the URL; an engagement window shorter than that of views is as long as it. */
export function readWindows(search: CreditSearch): CreditWindows {
  const { view_days, click_days } = { ...DEFAULTS, ...defined(search) };
  return { view_days, click_days: longEnough(click_days, view_days) };
}

/** The change of the URL that sets one window; the other gives way where engagements would be forgotten before views. */
export function writeWindows(windows: CreditWindows, change: Partial<CreditWindows>): CreditSearch {
  const { view_days, click_days } = { ...windows, ...change };
  const fitting =
    change.click_days === undefined
      ? { view_days, click_days: longEnough(click_days, view_days) }
      : { view_days: shortEnough(view_days, click_days), click_days };
  return {
    view_days: fitting.view_days === DEFAULTS.view_days ? undefined : fitting.view_days,
    click_days: fitting.click_days === DEFAULTS.click_days ? undefined : fitting.click_days,
  };
}

function longEnough(click: ClickDays, view: ViewDays): ClickDays {
  return CLICK_CHOICES.find((days) => days >= Math.max(click, view)) ?? click;
}

function shortEnough(view: ViewDays, click: ClickDays): ViewDays {
  return VIEW_CHOICES.findLast((days) => days <= Math.min(view, click)) ?? view;
}

function defined({ view_days, click_days }: CreditSearch): Partial<CreditWindows> {
  return {
    ...(view_days === undefined ? {} : { view_days }),
    ...(click_days === undefined ? {} : { click_days }),
  };
}

interface Sold {
  purchases: number;
  /** In minor units. */
  revenue: number;
}

interface CreditPart extends Sold {
  key: string;
  label: string;
}

/** Purchases of one kind, and the parts they are made of. */
export interface CreditGroup extends Sold {
  key: 'credited' | 'recorded';
  label: string;
  parts: CreditPart[];
}

/**
 * Purchases credited to a campaign by what they are credited for, and those recorded on it by whom they are credited to:
 * `all` is the answer over every campaign's purchases, `own` over those recorded on this one.
 */
export function creditGroups(slug: string, all: AttributionAnswer, own: AttributionAnswer): CreditGroup[] {
  const credited = sold(all.campaigns.find(({ campaign }) => campaign === slug));
  const by = all.campaigns.find(({ campaign }) => campaign === slug);
  const recorded = sold(own.totals);
  const here = sold(own.campaigns.find(({ campaign }) => campaign === slug));
  const nobody = sold(own.unattributed);
  const elsewhere = {
    purchases: recorded.purchases - here.purchases - nobody.purchases,
    revenue: recorded.revenue - here.revenue - nobody.revenue,
  };
  return [
    {
      key: 'credited',
      label: 'Credited here',
      ...credited,
      parts: [
        { key: 'engagement', label: 'for an engagement', ...sold(by?.by_engagement) },
        { key: 'view', label: 'for a view', ...sold(by?.by_view) },
      ],
    },
    {
      key: 'recorded',
      label: 'Recorded here',
      ...recorded,
      parts: [
        { key: 'here', label: 'credited here too', ...here },
        { key: 'elsewhere', label: 'credited to another', ...elsewhere },
        { key: 'nobody', label: 'credited to none', ...nobody },
      ],
    },
  ];
}

function sold(row: { purchases: number; gross_revenue: number } | undefined): Sold {
  return { purchases: row?.purchases ?? 0, revenue: row?.gross_revenue ?? 0 };
}

/** The same numbers, a row each for the groups and their parts, with 95 % intervals of the parts. */
export function creditTable(groups: readonly CreditGroup[], currency: string): ValueTable {
  const percent = (value: unknown) => formatPercent(Number(value));
  return {
    columns: [
      { label: 'Purchases' },
      { label: 'Number' },
      { label: 'of them', format: percent },
      { label: '95 % from', format: percent },
      { label: 'to', format: percent },
      {
        label: 'Gross revenue',
        unit: `${currency} minor units`,
        format: (value) => formatMoney(Number(value), currency),
      },
    ],
    rows: groups.flatMap((group) => [
      [group.label, group.purchases, null, null, null, group.revenue],
      ...group.parts.map(({ label, purchases, revenue }) => {
        const share = proportionOf(purchases, group.purchases);
        return [`${group.label}: ${label}`, purchases, share.value, share.low, share.high, revenue];
      }),
    ]),
  };
}
