import type { LiftAnswer, LiftRequestInput } from '@syncline/shared/lift';
import type { Estimate } from '@syncline/shared/query';
import { moreWords, pointsWords } from '@syncline/shared/words';
import { wholeField } from '../../lib/search-fields.ts';
import { formatCount, formatInterval, formatMoney, formatPercent, UNDEFINED } from '@syncline/shared/format';
import { intervalOf } from '../../lib/proportion.ts';
import type { ValueTable } from '../../lib/value-table.ts';

/** Shares of the control arm, in percent, that the panel offers. */
export const CONTROL_CHOICES = [50, 40, 30, 25, 20, 15, 10, 5, 4, 2, 1] as const;

/** What the URL says of the experiment's plan: the share of the control arm in whole percent. */
export const liftSearchFields = {
  control: wholeField(1, 99),
} as const;

/** The plan as the question takes it. */
export function plannedSplit(control: number | undefined): Pick<LiftRequestInput, 'expected'> {
  return control === undefined ? {} : { expected: { exposed: (100 - control) / 100, control: control / 100 } };
}

const ARMS = [
  { key: 'exposed', label: 'Exposed', colour: 'var(--purchases)' },
  { key: 'control', label: 'Control, held out', colour: 'var(--ghost)' },
] as const;

/** Each arm as a bar with its interval and base; an arm without people is left out. */
export function liftBars({ arms }: Pick<LiftAnswer, 'arms'>) {
  return ARMS.flatMap(({ key, label, colour }) => {
    const { conversion } = arms[key];
    const interval = intervalOf(conversion);
    const base = `${formatCount(conversion.numerator)} of ${formatCount(conversion.base)}`;
    return interval ? [{ key, label, colour, base, ...interval }] : [];
  });
}

/** A figure with its interval, in words. */
export interface LiftFact {
  label: string;
  value: string;
  /** Empty where the method gives none. */
  interval: string;
}

/** What the exposed arm did beyond the control arm, by each way of saying it. */
export function liftFacts(
  { lift, incremental }: Pick<LiftAnswer, 'lift' | 'incremental'>,
  currency: string,
): LiftFact[] {
  const people = (value: number) => formatCount(Math.round(value), { plus: true });
  const money = (value: number) => formatMoney(value, currency, { plus: true });
  const { absolute, relative, p_value: p } = lift;
  const [points, ends] = pointsOf(absolute);
  return [
    { label: 'Difference', value: points, interval: ends },
    fact('Against the control group', relative, (value) => moreWords(value, 'as many')),
    fact('Incremental buyers', incremental.buyers, people),
    fact('Incremental purchases', incremental.purchases, people),
    fact('Incremental gross revenue', incremental.gross_revenue, money),
    { label: 'p-value', value: p === null ? UNDEFINED : pText(p), interval: '' },
  ];
}

function fact(label: string, { value, low, high }: Estimate, text: (value: number) => string): LiftFact {
  if (value === null) return { label, value: UNDEFINED, interval: '' };
  return { label, value: text(value), interval: low === null || high === null ? '' : `${text(low)} to ${text(high)}` };
}

function pointsOf({ value, low, high }: Estimate): [string, string] {
  if (value === null || low === null || high === null) return [UNDEFINED, ''];
  const [points = '', ends = ''] = pointsWords(value, low, high).split(' (');
  return [points, ends.replace(')', '')];
}

function pText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

const VERDICTS = {
  as_expected: 'as planned',
  doubtful: 'doubtful',
  broken: 'broken',
  unknown: 'too few to tell',
} as const;

/** How people fell to the arms, and whether as planned. */
export function splitText({ sample_ratio: ratio }: Pick<LiftAnswer, 'sample_ratio'>): string {
  const exposed = intervalOf(ratio.exposed);
  if (!exposed) return '';
  const share = `${formatPercent(exposed.value)} of ${formatCount(ratio.exposed.base)} people are exposed (95 % interval ${formatInterval(exposed.low, exposed.high)})`;
  if (!ratio.expected) return `${share}; without a planned split only days are compared with one another.`;
  const p = ratio.p_value === null ? '' : `, p ${ratio.p_value < 0.0001 ? '' : '= '}${pText(ratio.p_value)}`;
  return `${share}, ${formatPercent(ratio.expected.exposed)} planned: ${VERDICTS[ratio.verdict]}${p}.`;
}

/** The same numbers: a row for each arm, and one for what the exposed did beyond the control. */
export function liftTable({ arms, lift, incremental }: LiftAnswer, currency: string): ValueTable {
  const percent = (value: unknown) => formatPercent(Number(value));
  const tenth = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10);
  return {
    columns: [
      { label: 'Arm' },
      { label: 'People' },
      { label: 'Buyers' },
      { label: 'Buyers ÷ people', format: percent },
      { label: '95 % from', format: percent },
      { label: 'to', format: percent },
      { label: 'Purchases' },
      {
        label: 'Gross revenue',
        unit: `${currency} minor units`,
        format: (value) => formatMoney(Number(value), currency),
      },
    ],
    rows: [
      ...ARMS.map(({ key, label }) => {
        const { people, conversion, purchases, gross_revenue: revenue } = arms[key];
        const { numerator, value, low, high } = conversion;
        return [label, people, numerator, value, low, high, purchases, revenue];
      }),
      [
        'Exposed beyond control',
        null,
        tenth(incremental.buyers.value),
        lift.absolute.value,
        lift.absolute.low,
        lift.absolute.high,
        tenth(incremental.purchases.value),
        incremental.gross_revenue.value,
      ],
      ['of the control group', null, null, lift.relative.value, lift.relative.low, lift.relative.high, null, null],
    ],
  };
}
