import type { DevicePathsAnswer } from '@syncline/shared/devices';
import { prepareHeat } from '../../charts/prepare/heat.ts';
import { formatCount, formatInterval, formatPercent } from '@syncline/shared/format';
import { intervalOf } from '../../lib/proportion.ts';
import type { ValueTable } from '../../lib/value-table.ts';
import { DEVICE_GROUPS } from './device-names.ts';

/** What is counted on each path. */
export type PathUnit = 'purchases' | 'buyers';

export interface PathCell {
  key: string;
  count: number;
  /** Of all that were counted. */
  share: number;
  /** 0 (none) to 5, of the largest cell. */
  step: number;
  /** Bought on the device last seen on. */
  same: boolean;
  peak: boolean;
}

interface PathLine {
  key: string;
  name: string;
  cells: PathCell[];
  total: number;
}

/** The matrix as it is drawn: only devices that anybody was seen or bought on. */
export interface PathMatrix {
  columns: { key: string; name: string; total: number }[];
  lines: PathLine[];
  total: number;
}

/** The matrix of a unit; without lines where nothing was bought. */
export function pathMatrix({ paths, totals }: Pick<DevicePathsAnswer, 'paths' | 'totals'>, unit: PathUnit): PathMatrix {
  const sum = (holds: (path: DevicePathsAnswer['paths'][number]) => boolean) =>
    paths.reduce((total, path) => (holds(path) ? total + path[unit] : total), 0);
  const columns = DEVICE_GROUPS.map(({ key, name }) => ({ key, name, total: sum(({ bought }) => bought === key) }));
  const seen = [...DEVICE_GROUPS.map(({ key }) => key), 'not_seen'];
  const rows = seen.map((key) => ({ key, name: seenName(key), total: sum((path) => path.seen === key) }));
  const [across, down] = [columns.filter(({ total }) => total > 0), rows.filter(({ total }) => total > 0)];
  const values = down.flatMap((line, row) =>
    across.map(({ key }, column) => ({
      row,
      column,
      value: sum((path) => path.seen === line.key && path.bought === key),
    })),
  );
  const heat = prepareHeat(values, down.length, across.length);
  return {
    columns: across,
    lines: down.map((line, row) => ({
      ...line,
      cells: heat.cells
        .filter((cell) => cell.row === row)
        .map((cell) => ({
          key: across[cell.column]?.key ?? '',
          count: cell.value,
          share: cell.value / totals[unit],
          step: cell.step,
          same: across[cell.column]?.key === line.key,
          peak: cell === heat.peak,
        })),
    })),
    total: totals[unit],
  };
}

/** How a device of the last impression is called. */
function seenName(key: string): string {
  return key === 'not_seen' ? 'Not seen before' : (DEVICE_GROUPS.find((group) => group.key === key)?.name ?? key);
}

/** How many bought on another device than they were last seen on, where any device is known. */
export function pathsTitle({ crossed }: Pick<DevicePathsAnswer, 'crossed'>, unit: PathUnit): string {
  const { value } = crossed[unit];
  if (value === null) return 'Seen on one device, bought on another';
  const what = unit === 'purchases' ? 'purchases were made' : 'buyers first bought';
  return `${formatPercent(value, { digits: 1 })} of ${what} on another device than last seen on`;
}

/** The share that crossed with its base and interval, in words. */
export function crossedText({ crossed }: Pick<DevicePathsAnswer, 'crossed'>, unit: PathUnit): string {
  const interval = intervalOf(crossed[unit]);
  const { numerator, base } = crossed[unit];
  if (!interval) return `No ${unit} with both devices known.`;
  return `${formatCount(numerator)} of ${formatCount(base)} ${unit} seen where both devices are known: ${formatPercent(interval.value)}, 95 % interval ${formatInterval(interval.low, interval.high)}.`;
}

/** The same numbers, one row a path. */
export function pathsTable({ paths, totals }: Pick<DevicePathsAnswer, 'paths' | 'totals'>): ValueTable {
  const percent = (value: unknown) => formatPercent(Number(value));
  const part = (count: number, of: number) => (of === 0 ? null : count / of);
  return {
    columns: [
      { label: 'Last seen on' },
      { label: 'Bought on' },
      { label: 'Purchases' },
      { label: 'Of all purchases', format: percent },
      { label: 'Buyers' },
      { label: 'Of all buyers', format: percent },
    ],
    rows: paths.map(({ seen, bought, purchases, buyers }) => [
      seenName(seen),
      seenName(bought),
      purchases,
      part(purchases, totals.purchases),
      buyers,
      part(buyers, totals.buyers),
    ]),
  };
}
