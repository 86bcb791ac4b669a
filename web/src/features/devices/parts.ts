import type { DevicesAnswer, PartedMetric, PeoplePart } from '@syncline/shared/devices';
import type { PartRow } from '../../charts/draw/part-bars.tsx';
import type { SharePart } from '../../charts/prepare/share.ts';
import { formatPercent, plural } from '@syncline/shared/format';
import type { ValueTable } from '../../lib/value-table.ts';
import { countText, INTERVAL_NOTE } from './part-text.ts';

const METRIC_NAMES: Record<PartedMetric, string> = {
  reach: 'Reached',
  active_users: 'Active',
  engaged_users: 'Engaged',
  buyers: 'Bought',
};

const PART_LOOKS: Record<PeoplePart, { label: string; colour: string }> = {
  mobile_only: { label: 'Mobile only', colour: 'var(--mobile)' },
  both: { label: 'Both', colour: 'var(--both)' },
  desktop_only: { label: 'Desktop only', colour: 'var(--desktop)' },
  other: { label: 'Other', colour: 'var(--ghost)' },
  unknown: { label: 'Unknown', colour: 'var(--unknown)' },
};

/** The parts as every bar has them. */
export const PART_LEGEND: readonly Omit<SharePart, 'value'>[] = Object.entries(PART_LOOKS).map(([key, look]) => {
  return { key, ...look };
});

/** How many people were active on both, where anybody was. */
export function partsTitle({ metrics }: Pick<DevicesAnswer, 'metrics'>): string {
  const active = metrics.find(({ metric }) => metric === 'active_users');
  const both = active?.parts.find(({ part }) => part === 'both')?.share.value ?? null;
  if (both === null || both === 0) return 'People by the devices they used';
  return `${formatPercent(both, { digits: 1 })} of active people were active on both mobile and desktop`;
}

/** A bar for every metric that anybody counts towards. */
export function partRows({ metrics }: Pick<DevicesAnswer, 'metrics'>): PartRow[] {
  return metrics
    .filter(({ total }) => total > 0)
    .map(({ metric, total, parts }) => ({
      key: metric,
      label: METRIC_NAMES[metric],
      base: plural(total, 'person', 'people'),
      parts: parts.map(({ part, people }) => ({ key: part, ...PART_LOOKS[part], value: people })),
      tip: {
        title: `${METRIC_NAMES[metric]}: ${plural(total, 'person', 'people')}`,
        rows: parts.map(({ part, share }) => {
          const { label, colour } = PART_LOOKS[part];
          return { label, swatch: colour, value: countText(share) };
        }),
        note: INTERVAL_NOTE,
      },
    }));
}

/** The same numbers, one row a metric and part. */
export function partsTable({ metrics }: Pick<DevicesAnswer, 'metrics'>): ValueTable {
  const percent = (value: unknown) => formatPercent(Number(value));
  return {
    columns: [
      { label: 'People' },
      { label: 'Devices' },
      { label: 'Number' },
      { label: 'Of' },
      { label: 'Share', format: percent },
      { label: 'Lower end, 95 %', format: percent },
      { label: 'Upper end, 95 %', format: percent },
    ],
    rows: metrics.flatMap(({ metric, total, parts }) =>
      parts.map(({ part, people, share }) => {
        return [METRIC_NAMES[metric], PART_LOOKS[part].label, people, total, share.value, share.low, share.high];
      }),
    ),
  };
}
