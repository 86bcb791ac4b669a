import type { Proportion } from '@syncline/shared/query';
import { AGAINST_NAMES, type Behaviour, BEHAVIOURS, SEGMENT_NAMES } from '@syncline/shared/research';
import { SEGMENTS } from '@syncline/shared/segments';
import type { Point, PointRow, SensitivityAnswer } from '@syncline/shared/sensitivity';
import type { RulePoint } from '../../charts/draw/rule-points.tsx';
import { formatCount, formatPercent, formatRatio, UNDEFINED } from '@syncline/shared/format';
import type { CellValue, ValueTable } from '../../lib/value-table.ts';
import { PRIMARY_GROUPS } from './device-names.ts';

/** What is moved: the threshold of the primary device, or the least number of actions. */
export type Moved = 'threshold' | 'minimum';

/** The rules along which one behaviour's index is drawn. */
export function rulePoints(answer: SensitivityAnswer, moved: Moved, behaviour: Behaviour): RulePoint[] {
  return pointsOf(answer, moved).map((point) => {
    const row = point.rows.find((one) => one.behaviour === behaviour);
    const ratio = row?.ratio;
    return {
      key: ruleText(point, moved),
      label: ruleText(point, moved),
      asked: point.asked,
      ratio:
        ratio && ratio.value !== null && ratio.low !== null && ratio.high !== null
          ? { value: ratio.value, low: ratio.low, high: ratio.high }
          : null,
      groups: SEGMENTS.map((device) => ({
        name: nameOf(device),
        colour: PRIMARY_GROUPS.find(({ key }) => key === device)?.colour ?? 'var(--text-2)',
        people: point.people[device],
      })),
      tip: tipOf(point, row, moved, answer.rule),
    };
  });
}

function pointsOf(answer: SensitivityAnswer, moved: Moved): readonly Point[] {
  return moved === 'threshold' ? answer.by_threshold : answer.by_minimum;
}

function ruleText(point: Point, moved: Moved): string {
  return moved === 'threshold'
    ? formatPercent(point.primary_device_threshold, { digits: 0 })
    : `${formatCount(point.minimum_actions)}+`;
}

function nameOf(device: string): string {
  return PRIMARY_GROUPS.find(({ key }) => key === device)?.name ?? device;
}

function tipOf(
  point: Point,
  row: PointRow | undefined,
  moved: Moved,
  { segment, against }: SensitivityAnswer['rule'],
): RulePoint['tip'] {
  const rule =
    moved === 'threshold'
      ? `Threshold ${ruleText(point, moved)}`
      : `At least ${formatCount(point.minimum_actions)} ${point.minimum_actions === 1 ? 'action' : 'actions'}`;
  const people = SEGMENTS.map((device) => ({
    label: nameOf(device),
    value: point.people[device] === null ? 'held back' : formatCount(point.people[device]),
    swatch: PRIMARY_GROUPS.find(({ key }) => key === device)?.colour ?? '',
  }));
  if (!row?.segment || !row.comparison) {
    return { title: rule, rows: people, note: 'Too few people, or too few more or less than under another rule.' };
  }
  const { value, low, high } = row.ratio;
  const interval = low === null || high === null ? '' : ` (${formatRatio(low)} to ${formatRatio(high)})`;
  return {
    title: rule,
    rows: [
      { label: capital(SEGMENT_NAMES[segment]), value: shareText(row.segment) },
      { label: capital(AGAINST_NAMES[against]), value: shareText(row.comparison) },
      { label: 'Ratio', value: value === null ? UNDEFINED : `${formatRatio(value)}×${interval}` },
      ...people,
    ],
  };
}

function shareText({ value, base }: Proportion): string {
  return value === null ? UNDEFINED : `${formatPercent(value)} of ${formatCount(base)}`;
}

/** The ratio's course in a sentence: from where to where it goes over the rules told. */
export function courseText(points: readonly RulePoint[], behaviour: Behaviour): string {
  const ratios = points.flatMap(({ ratio }) => (ratio ? [ratio.value] : []));
  const what = `How likely to ${BEHAVIOURS[behaviour]}`;
  if (ratios.length === 0) return `${what}: no rule has enough people`;
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  const held = points.length - ratios.length;
  const span = low === high ? `${formatRatio(low)}×` : `${formatRatio(low)}× to ${formatRatio(high)}×`;
  return `${what}: ratio ${span} over ${ratios.length} ${ratios.length === 1 ? 'rule' : 'rules'}${held > 0 ? `, ${held} not shown` : ''}`;
}

/** All behaviours under all rules of what is moved, for export. */
export function sensitivityTable(answer: SensitivityAnswer, moved: Moved): ValueTable {
  const percent = (value: CellValue) => formatPercent(Number(value));
  const ratio = (value: CellValue) => formatRatio(Number(value));
  return {
    columns: [
      { label: 'Behaviour' },
      { label: 'Threshold', format: (value) => formatPercent(Number(value), { digits: 0 }) },
      { label: 'Least actions' },
      { label: 'Primary mobile people' },
      { label: 'Primary desktop people' },
      { label: 'Mixed people' },
      { label: 'Unknown people' },
      { label: 'Segment: do it' },
      { label: 'of' },
      { label: 'share', format: percent },
      { label: 'Comparison: do it' },
      { label: 'of people' },
      { label: 'their share', format: percent },
      { label: 'Difference', format: percent },
      { label: 'Difference, from', format: percent },
      { label: 'Difference, to', format: percent },
      { label: 'Ratio', format: ratio },
      { label: 'Ratio, from', format: ratio },
      { label: 'Ratio, to', format: ratio },
    ],
    rows:
      answer.by_threshold[0]?.rows.flatMap(({ behaviour }, place) =>
        pointsOf(answer, moved).map((point) => {
          const row = point.rows[place];
          return [
            capital(BEHAVIOURS[behaviour]),
            point.primary_device_threshold,
            point.minimum_actions,
            point.people.mobile,
            point.people.desktop,
            point.people.mixed,
            point.people.unknown,
            ...partsOf(row?.segment ?? null),
            ...partsOf(row?.comparison ?? null),
            ...endsOf(row?.difference),
            ...endsOf(row?.ratio),
          ];
        }),
      ) ?? [],
  };
}

function partsOf(proportion: Proportion | null): CellValue[] {
  return proportion ? [proportion.numerator, proportion.base, proportion.value] : [null, null, null];
}

function endsOf(estimate: PointRow['ratio'] | undefined): CellValue[] {
  return estimate ? [estimate.value, estimate.low, estimate.high] : [null, null, null];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
