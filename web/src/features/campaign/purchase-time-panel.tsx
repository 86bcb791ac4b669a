import type { TimeToPurchaseAnswer } from '@syncline/shared/query';
import { ConfirmTimes } from '../../charts/draw/confirm-times.tsx';
import { prepareConfirmTimes } from '../../charts/prepare/confirm-times.ts';
import { formatCount, formatInterval, formatPercent, formatWait, plural } from '@syncline/shared/format';
import { intervalOf } from '../../lib/proportion.ts';
import type { Scope } from '../../lib/scope.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { timesTitle } from './purchase-times.ts';
import { useTimeToPurchase } from './questions.ts';

const HEIGHT = 316;

/** When orders are confirmed, against the deadline. */
export function PurchaseTimePanel({ scope }: { scope: Scope }) {
  const query = useTimeToPurchase(scope);
  const { data } = query;
  const percent = (value: string | number | null) => formatPercent(Number(value));
  return (
    <Panel
      title={data && timesTitle(data)}
      subtitle={data ? subtitleOf(data) : 'Triggered orders, by minutes until the confirming post'}
      query={query}
      scope={scope}
      height={HEIGHT}
      meta={data?.meta}
      warning={data && data.open.orders > 0 && openText(data)}
      empty={
        data?.triggered === 0 && {
          sentence: 'Nobody triggered a purchase of this campaign in these days under these filters.',
        }
      }
      source={data ? <Source {...data} /> : null}
      table={
        data && {
          columns: [
            { label: 'Minutes after the trigger' },
            { label: 'Confirmed' },
            { label: 'Confirmed by then', format: percent },
            { label: 'Not confirmed by then', format: percent },
          ],
          rows: prepareConfirmTimes(data).points.map(({ label, orders, share, lostAfter }) => [
            label,
            orders,
            share,
            lostAfter,
          ]),
        }
      }
    >
      {() => (data ? <ConfirmTimes data={prepareConfirmTimes(data)} height={HEIGHT} /> : null)}
    </Panel>
  );
}

function subtitleOf({ triggered, deadline_seconds }: TimeToPurchaseAnswer): string {
  return `${plural(triggered, 'triggered order')}, by minutes until the confirming post; the deadline is ${formatWait(deadline_seconds)}`;
}

function openText({ open }: TimeToPurchaseAnswer): string {
  return `${plural(open.orders, 'order')} can still be confirmed and ${open.orders === 1 ? 'is' : 'are'} in no share.`;
}

/** The rates and waits in figures, and how they are counted. */
function Source({ confirm_rate, time_to_confirm, confirm_to_paid, earned_reach, meta }: TimeToPurchaseAnswer) {
  const rate = intervalOf(confirm_rate);
  const paid = intervalOf(confirm_to_paid.share);
  const { followers_upper_bound: followers, posts, posts_told: told } = earned_reach;
  return (
    <>
      {rate
        ? `${formatCount(confirm_rate.numerator)} of ${formatCount(confirm_rate.base)} confirmed in time, ${formatPercent(rate.value, { digits: 1 })} (95 % interval ${formatInterval(rate.low, rate.high)}). `
        : null}
      {time_to_confirm.p90_seconds === null
        ? null
        : `Nine in ten of them within ${formatWait(time_to_confirm.p90_seconds)}. `}
      {paid && confirm_to_paid.median_seconds !== null
        ? `${formatPercent(paid.value, { digits: 1 })} of the confirmed were paid, half of them within ${formatWait(confirm_to_paid.median_seconds)}. `
        : null}
      {told > 0
        ? `Their posts were followed by at most ${formatCount(followers)} people (an upper bound: whoever follows several buyers counts more than once; ${formatCount(told)} of ${plural(posts, 'post')} told their followers). `
        : null}
      <MethodNote method={meta.method} />
    </>
  );
}
