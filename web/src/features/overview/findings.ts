import type { QueryAnswer } from '@syncline/shared/query';
import { formatPercent, plural } from '@syncline/shared/format';
import { intervalOf, proportionOf } from '../../lib/proportion.ts';

/** Changes smaller than this are called no change. */
const SMALL = 0.005;

/**
 * The title over revenue by day. Revenue is counted, not estimated, so its change is stated; a fall only "so far" while
 * days of the period are open.
 */
export function revenueTitle(
  now: number | null | undefined,
  before: number | null | undefined,
  against: string,
  open: boolean,
): string {
  if (now === null || now === undefined || !before || before <= 0 || !against) return 'Net revenue by day';
  const change = now / before - 1;
  if (Math.abs(change) < SMALL) return `Net revenue is level with ${against}`;
  const size = formatPercent(Math.abs(change), { digits: 1 });
  if (change > 0) return `Net revenue rose ${size} on ${against}`;
  return `Net revenue fell ${size} on ${against}${open ? ' so far' : ''}`;
}

/** Intervals wider than this, to either side, do not carry a percentage in a title. */
const WIDE = 0.05;

/** The title over purchases by device: the phone's share, where its 95 % interval is narrow. */
export function deviceTitle(phone: number, total: number): string {
  const share = intervalOf(proportionOf(phone, total));
  if (!share || share.high - share.low > 2 * WIDE) return 'Purchases by device';
  return `${formatPercent(share.value, { digits: 0 })} of purchases were made on a phone`;
}

/** The title over campaigns by change: how many earned more than before. */
export function campaignsTitle(all: QueryAnswer['rows'], compared: boolean): string {
  const rows = all.filter((row) => row.dimensions.campaign !== '');
  if (!compared || rows.length === 0) return 'Campaigns by net revenue';
  const changes = rows.map((row) => (row.metrics.net_revenue ?? 0) - (row.comparison?.net_revenue ?? 0));
  const rose = changes.filter((change) => change > 0).length;
  if (rows.length === 1)
    return rose === 1 ? 'The campaign earned more than before' : 'Campaign by change in net revenue';
  return `${rose} of ${plural(rows.length, 'campaign')} earned more than before`;
}
