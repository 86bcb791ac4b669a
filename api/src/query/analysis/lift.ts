import { BROKEN_SPLIT, DOUBTFUL_SPLIT, includesNone, type LiftAnswer, type LiftRequest } from '@syncline/shared/lift';
import type { Estimate, Proportion, Warning } from '@syncline/shared/query';
import { numberWords, percentWords } from '@syncline/shared/words';
import { buildScope } from '../build.ts';
import type { QueryContext } from '../context.ts';
import { NO_CELLS } from '../intervals.ts';
import { answerMeta, metricWarnings } from '../meta.ts';
import { sourceOf, tierOf } from '../plan.ts';
import { compileLift, type LiftRow, liftRowSchema } from '../sql/lift.ts';
import { compileOtherCurrencies, otherCurrencySchema } from '../sql/scan.ts';
import { splitFit } from '../stats/sample-ratio.ts';
import { compareMeans, sampleOf } from '../stats/two-means.ts';
import { differenceOf, relativeDifferenceOf, samenessOf } from '../stats/two-proportions.ts';
import { wilson } from '../stats/wilson.ts';
import { together } from '../together.ts';

const METHOD =
  'The people of an arm have a record of it in the period under the filter, of whatever kind; who has records of both arms is counted apart and left out. ' +
  'Conversion: those of them with a paid order in the period under the filter at or after their first record of the arm, ÷ people of the arm, with the Wilson 95 % interval; the paid record need not name the arm. ' +
  'Absolute lift: exposed − control, Newcombe’s interval (1998, method 10). Relative lift: the same as a part of the control arm’s conversion, log interval (Katz 1978). ' +
  'p-value: two-sided z test with pooled variance. ' +
  'Incremental: the number of exposed people times the difference per person, for buyers with Newcombe’s interval, for orders and revenue with Welch’s; the number of people is taken as given. ' +
  'Revenue is what was paid in the workspace currency, refunds not taken off. ' +
  'Sample ratio: chi-square goodness of fit of the people of both arms to the planned split, overall and by the day of a person’s first record of an arm; without a plan each day is held against the split of the period. ' +
  'Broken at p < 0.001, doubtful overall at p < 0.01; a day with fewer than 5 expected people in an arm is not tested. ' +
  'An effect only as far as the arms were drawn at random: a broken split says that they were not.';

/**
 * What a campaign added: people, buyers and money of the exposed and of the control arm, their difference, and whether
 * people fell to the arms as planned. Money is in integer minor units of the workspace currency. Errors as `answerQuery`.
 */
export async function answerLift(
  context: QueryContext,
  request: LiftRequest,
  signal?: AbortSignal,
): Promise<LiftAnswer> {
  const started = performance.now();
  const now = context.clock.now();
  const scope = buildScope(request, context);
  const source = sourceOf(scope, [], [], NO_CELLS);
  const lift = compileLift(source);
  const currencies = compileOtherCurrencies(source);
  const [rows, otherCurrencies] = await together(signal, (signal) =>
    Promise.all([
      context.reader.query(lift.sql, lift.parameters, liftRowSchema, { signal }),
      context.reader.query(currencies.sql, currencies.parameters, otherCurrencySchema, { signal }),
    ]),
  );
  const shaped = shapeLift(rows, request.expected ?? null);
  const asked = { scope, comparison: null, now, started, confirmationWindow: false, tier: tierOf([source]) };
  const { exposed, control } = shaped.arms;
  const found = { events: exposed.people + control.people + shaped.in_both, otherCurrencies, open: [] };
  const warnings = [...metricWarnings(['gross_revenue'], found), ...liftWarnings(shaped)];
  return { ...shaped, meta: { ...answerMeta(context, asked, warnings), method: METHOD } };
}

type Shaped = Omit<LiftAnswer, 'meta'>;
type Figures = Omit<LiftRow, 'group' | 'day' | 'every_day'>;

/** Arms, lift and sample ratio out of the people of each group and day. */
export function shapeLift(rows: readonly LiftRow[], expected: Shaped['sample_ratio']['expected']): Shaped {
  const whole = (group: LiftRow['group']) => rows.find((row) => row.group === group && row.every_day === 1) ?? NOBODY;
  const [exposed, control] = [whole('exposed'), whole('control')];
  const [first, second] = [wilson(exposed.buyers, exposed.people), wilson(control.buyers, control.people)];
  const absolute = differenceOf(first, second);
  const perPerson = (figure: 'purchases' | 'gross_revenue') =>
    compareMeans(sampleOfRow(exposed, figure), sampleOfRow(control, figure)).difference;
  return {
    arms: { exposed: armOf(exposed, first), control: armOf(control, second) },
    in_both: whole('both').people,
    lift: { absolute, relative: relativeDifferenceOf(first, second), p_value: samenessOf(first, second) },
    incremental: {
      buyers: scaled(absolute, exposed.people),
      purchases: scaled(perPerson('purchases'), exposed.people),
      gross_revenue: rounded(scaled(perPerson('gross_revenue'), exposed.people)),
    },
    sample_ratio: sampleRatioOf(rows, exposed.people, control.people, expected),
  };
}

function sampleRatioOf(
  rows: readonly LiftRow[],
  exposed: number,
  control: number,
  expected: Shaped['sample_ratio']['expected'],
): Shaped['sample_ratio'] {
  const share = expected ? expected.exposed : exposed / (exposed + control);
  const byDay = new Map<string, { exposed: number; control: number }>();
  for (const { group, day, every_day: everyDay, people } of rows) {
    if (everyDay === 1 || group === 'both') continue;
    byDay.set(day, { ...(byDay.get(day) ?? { exposed: 0, control: 0 }), [group]: people });
  }
  const fit = expected ? splitFit(exposed, control, share) : null;
  return {
    expected,
    exposed: wilson(exposed, exposed + control),
    p_value: fit,
    verdict: verdictOf(fit),
    days: [...byDay]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([day, people]) => {
        const fit = splitFit(people.exposed, people.control, share);
        return { day, ...people, p_value: fit, broken: fit !== null && fit < BROKEN_SPLIT };
      }),
  };
}

function verdictOf(fit: number | null): Shaped['sample_ratio']['verdict'] {
  if (fit === null) return 'unknown';
  if (fit < BROKEN_SPLIT) return 'broken';
  return fit < DOUBTFUL_SPLIT ? 'doubtful' : 'as_expected';
}

function armOf(row: Figures, conversion: Proportion): Shaped['arms']['exposed'] {
  return { people: row.people, conversion, purchases: row.purchases, gross_revenue: row.gross_revenue };
}

function sampleOfRow(row: Figures, figure: 'purchases' | 'gross_revenue') {
  return sampleOf(row.people, BigInt(row[figure]), BigInt(row[`${figure}_squared`]));
}

function mapped({ value, low, high }: Estimate, change: (one: number) => number): Estimate {
  const changed = (one: number | null) => (one === null ? null : change(one));
  return { value: changed(value), low: changed(low), high: changed(high) };
}

function scaled(estimate: Estimate, factor: number): Estimate {
  return mapped(estimate, (one) => one * factor);
}

/** To whole minor units; adding 0 takes the sign off a zero. */
function rounded(estimate: Estimate): Estimate {
  return mapped(estimate, (one) => Math.round(one) + 0);
}

const NOBODY: Figures = {
  people: 0,
  buyers: 0,
  purchases: 0,
  purchases_squared: '0',
  gross_revenue: 0,
  gross_revenue_squared: '0',
};

/** Fewer who bought, or who did not, in an arm, and intervals and test are approximations that can disagree. */
const FEW = 10;
const SIGNIFICANT = 0.05;

/** What must be known before the lift is believed. */
export function liftWarnings({ arms, in_both: inBoth, lift, sample_ratio: ratio }: Shaped): Warning[] {
  const { exposed, control } = arms;
  const absent = [...(exposed.people === 0 ? ['exposed'] : []), ...(control.people === 0 ? ['control'] : [])];
  const warnings: Warning[] = [];
  if (absent.length > 0) {
    const message = `No person with a record of the ${absent.join(' or ')} arm in this period under these filters.`;
    warnings.push({ code: 'no_comparison', message });
  }
  if (inBoth > 0) {
    const message = `${numberWords(inBoth)} people with records of both arms are left out.`;
    warnings.push({ code: 'both_arms', message });
  }
  const split = splitWarning(ratio);
  if (split) warnings.push(split);
  if (absent.length > 0) return warnings;
  const scarce = Object.entries(arms).flatMap(([arm, { conversion }]) => fewOf(arm, conversion));
  if (scarce.length > 0) {
    const message = `${scarce.join('; ')}: intervals and p-value are rough with so few.`;
    warnings.push({ code: 'few_buyers', message });
  }
  const found = [
    lift.p_value === null || lift.p_value >= SIGNIFICANT,
    includesNone(lift.absolute),
    includesNone(lift.relative),
  ];
  if (new Set(found).size > 1) {
    const message =
      'p-value, interval of the difference and interval of the ratio do not agree on whether there is an effect.';
    warnings.push({ code: 'methods_disagree', message });
  }
  return warnings;
}

function fewOf(arm: string, { numerator: bought, base }: Proportion): string[] {
  const [fewer, did] = bought <= base - bought ? [bought, 'bought'] : [base - bought, 'did not buy'];
  return fewer < FEW ? [`${fewer} ${fewer === 1 ? 'person' : 'people'} of the ${arm} arm ${did}`] : [];
}

function splitWarning({ expected, exposed, p_value: fit, verdict, days }: Shaped['sample_ratio']): Warning | null {
  const broken = days.filter((day) => day.broken).map(({ day }) => day);
  const overall = verdict === 'broken' || verdict === 'doubtful';
  if (!overall && broken.length === 0) return null;
  const parts: string[] = [];
  if (overall && expected && fit !== null) {
    const found = `${percentWords(exposed.value ?? 0, 2)} of people are exposed where ${percentWords(expected.exposed, 2)} were planned`;
    parts.push(`The split is ${verdict}: ${found} (p ${pWords(fit)}).`);
  }
  if (broken.length > 0) {
    const against = expected ? 'the planned split' : 'the split of the whole period';
    const when = broken.length === 1 ? `On ${broken[0] ?? ''}` : `On ${broken.length} days`;
    parts.push(`${when} people did not fall to the arms by ${against} (p < 0.001).`);
  }
  parts.push('Find out why before believing the lift.');
  return { code: 'sample_ratio', message: parts.join(' '), ...(broken.length > 0 ? { days: broken } : {}) };
}

function pWords(p: number): string {
  return p < 0.0001 ? '< 0.0001' : `= ${numberWords(p, 4)}`;
}
