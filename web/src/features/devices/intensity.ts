import type { IntensityAnswer, IntensityGroup } from '@syncline/shared/devices';
import type { PartRow } from '../../charts/draw/part-bars.tsx';
import type { QuantileRow } from '../../charts/draw/quantile-rows.tsx';
import { stepOpacity } from '../../charts/prepare/heat.ts';
import type { SharePart } from '../../charts/prepare/share.ts';
import { formatCount, formatPercent, formatRatio, plural, UNDEFINED } from '@syncline/shared/format';
import type { CellValue, ValueTable } from '../../lib/value-table.ts';
import { PRIMARY_GROUPS } from './device-names.ts';
import { countText, INTERVAL_NOTE } from './part-text.ts';

type Answer = Pick<IntensityAnswer, 'groups' | 'all'>;

const TENTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const EVERYBODY = { name: 'Everybody active', colour: 'var(--text-2)' };

/** The deciles of each group that has anybody, and of everybody. */
export function decileRows(answer: Answer): QuantileRow[] {
  const groups = answer.groups
    .filter(({ suppressed, intensity }) => suppressed || (intensity?.people ?? 0) > 0)
    .map(({ group, intensity }) => ({ key: group, ...lookOf(group), intensity }));
  const all = { key: 'all', ...EVERYBODY, intensity: answer.all };
  return [...groups, all].map(({ key, name, colour, intensity }) => {
    const mean = intensity?.actions_per_person ?? null;
    return {
      key,
      label: name,
      colour,
      base: intensity ? plural(intensity.people, 'person', 'people') : 'not shown',
      deciles: intensity?.deciles ?? [],
      text: 'too few people',
      tip: intensity
        ? {
            title: `${name}: ${plural(intensity.people, 'person', 'people')}`,
            rows: [
              { label: 'Actions', value: formatCount(intensity.actions) },
              { label: 'Mean a person', value: mean === null ? UNDEFINED : formatRatio(mean, 1) },
              ...TENTHS.map((tenths) => ({
                label: tenthsName(tenths),
                value: formatCount(intensity.deciles[tenths - 1] ?? 0),
              })),
            ],
          }
        : { title: name, rows: [], note: HELD_BACK },
    };
  });
}

const HELD_BACK = 'Held back: too few people, or a group that too few could be worked out from.';

/** People of each group by the days they were active on; a class that was joined with others has its days noted at its part. */
export function daysRows({ groups }: Pick<Answer, 'groups'>): PartRow[] {
  const legend = daysLegend({ groups });
  return groups.flatMap((group) => {
    const { intensity, days } = group;
    if (!intensity || !days || intensity.people === 0) return [];
    const { name, colour } = lookOf(group.group);
    const people = plural(intensity.people, 'person', 'people');
    return {
      key: group.group,
      label: name,
      base: people,
      parts: days.map(({ from, to, share }) => {
        const look = legend.find(({ key }) => key === String(from));
        const label = daysName(from, to);
        const isLast = to === days.at(-1)?.to;
        const note = look?.label === label ? {} : { note: isLast ? `${from}+` : `${from} – ${to}` };
        return { key: String(from), label, strength: look?.strength ?? 1, colour, value: share.numerator, ...note };
      }),
      tip: {
        title: `${name}: ${people}`,
        rows: [
          ...days.map(({ from, to, share }) => ({ label: daysName(from, to), value: countText(share) })),
          { label: 'Mean', value: `${formatRatio(intensity.days_per_person ?? 0, 1)} days` },
        ],
        note: INTERVAL_NOTE,
      },
    };
  });
}

/** The narrowest classes of active days that a group has, the more days the stronger. */
export function daysLegend({ groups }: Pick<Answer, 'groups'>): Omit<SharePart, 'value'>[] {
  const classes = groups.flatMap(({ days }) => days ?? []);
  const begins = [...new Set(classes.map(({ from }) => from))].toSorted((a, b) => a - b);
  return begins.map((from, place) => ({
    key: String(from),
    label: daysName(from, Math.min(...classes.filter((each) => each.from === from).map(({ to }) => to))),
    colour: 'var(--text-1)',
    strength: stepOpacity(begins.length === 1 ? 5 : Math.round(1 + (4 * place) / (begins.length - 1))),
  }));
}

function daysName(from: number, to: number): string {
  return from === to ? plural(from, 'day') : `${from} – ${to} days`;
}

/** The deciles: one row a group, everybody last; what is held back is left empty. */
export function decilesTable({ groups, all }: Answer): ValueTable {
  const ratio = (value: CellValue) => formatRatio(Number(value), 1);
  const line = (name: string, intensity: Answer['all']): CellValue[] => [
    name,
    intensity?.people ?? null,
    intensity?.actions ?? null,
    intensity?.actions_per_person ?? null,
    ...TENTHS.map((tenths) => intensity?.deciles[tenths - 1] ?? null),
    intensity?.days_per_person ?? null,
  ];
  return {
    columns: [
      { label: 'People' },
      { label: 'Number' },
      { label: 'Actions' },
      { label: 'Actions a person', format: ratio },
      ...TENTHS.map((tenths) => ({ label: tenthsName(tenths) })),
      { label: 'Active days a person', format: ratio },
    ],
    rows: [...groups.map(({ group, intensity }) => line(lookOf(group).name, intensity)), line(EVERYBODY.name, all)],
  };
}

/** Days active: one row a group and class. */
export function daysTable({ groups }: Pick<Answer, 'groups'>): ValueTable {
  const percent = (value: CellValue) => formatPercent(Number(value));
  return {
    columns: [
      { label: 'People' },
      { label: 'Days active, from' },
      { label: 'to' },
      { label: 'Number' },
      { label: 'Of' },
      { label: 'Share', format: percent },
      { label: 'Lower end, 95 %', format: percent },
      { label: 'Upper end, 95 %', format: percent },
    ],
    rows: groups.flatMap(({ group, days }) =>
      (days ?? []).map(({ from, to, share }) => {
        return [lookOf(group).name, from, to, share.numerator, share.base, share.value, share.low, share.high];
      }),
    ),
  };
}

function tenthsName(tenths: number): string {
  return tenths === 5 ? 'Median' : `${tenths * 10} % did at most`;
}

function lookOf(group: IntensityGroup): { name: string; colour: string } {
  return PRIMARY_GROUPS.find(({ key }) => key === group) ?? { name: group, colour: 'var(--text-1)' };
}
