import type { OverlapAnswer } from '@syncline/shared/query';
import { formatPercent } from '@syncline/shared/format';
import { proportionOf } from '../../lib/proportion.ts';
import type { ValueTable } from '../../lib/value-table.ts';

/** Every campaign beside every other, and first the people no other of them reached. */
export function overlapTable(
  { campaigns, pairs }: Pick<OverlapAnswer, 'campaigns' | 'pairs'>,
  nameOf: (slug: string) => string,
): ValueTable {
  const percent = (value: unknown) => formatPercent(Number(value));
  return {
    columns: [
      { label: 'Campaign' },
      { label: 'Reach' },
      { label: 'Reached too by' },
      { label: 'People' },
      { label: 'of reach', format: percent },
      { label: '95 % from', format: percent },
      { label: 'to', format: percent },
    ],
    rows: campaigns.flatMap(({ campaign, reach, exclusive }) => {
      const only = proportionOf(exclusive, reach);
      const others = pairs.flatMap(({ a, b, people, share_of_a, share_of_b }) => {
        if (a === campaign) return { other: nameOf(b), people, share: share_of_a };
        return b === campaign ? { other: nameOf(a), people, share: share_of_b } : [];
      });
      return [{ other: 'no other of them', people: exclusive, share: only }, ...others].map(
        ({ other, people, share }) => [nameOf(campaign), reach, other, people, share.value, share.low, share.high],
      );
    }),
  };
}
