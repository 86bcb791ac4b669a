import { textWidth } from '../../charts/prepare/labels.ts';
import { formatDay } from '@syncline/shared/format';
import type { MonthShares, TermsChange } from './months.ts';
import styles from './shares-chart.module.css';

/** Lines above the bars in which terms are named, and their height. */
export const ROWS = 2;
export const LABEL_HEIGHT = 15;

interface TermsRulesProps {
  months: readonly MonthShares[];
  changes: readonly TermsChange[];
  plot: { left: number; right: number; end: number; top: number; bottom: number };
}

/** A dotted rule on each day on which terms begin, with the name of what held before and of what does since. */
export function TermsRules({ months, changes, plot }: TermsRulesProps) {
  const band = (plot.right - plot.left) / Math.max(1, months.length);
  const rules = changes.flatMap((change) => {
    const index = months.findIndex(({ month }) => month.slice(0, 7) === change.day.slice(0, 7));
    if (index < 0) return [];
    // Days of a month share its band; the first of a month stands between two bars.
    const part = (Number(change.day.slice(8)) - 1) / 31;
    return [{ ...change, at: plot.left + (index + part) * band, texts: namings(change) }];
  });
  // With more of them than lines, the earlier are ruled without a name; the table and the tip have all.
  const unnamed = Math.max(0, rules.length - ROWS);
  return (
    <g>
      {rules.map(({ day, at, texts, before }, index) => {
        // The earlier stand above, so that no later rule crosses their names.
        const y = LABEL_HEIGHT * (index - unnamed + 1) - 4;
        const label = index >= unnamed ? fittedName(texts, at, plot.end) : null;
        const old =
          before !== null && label?.anchor === 'start' && rules.length === 1 && at - 6 - textWidth(before) >= 0;
        return (
          <g key={day}>
            <path
              d={`M${at} ${label ? y - 10 : plot.top}V${plot.bottom}`}
              stroke="var(--strong)"
              strokeDasharray="1.5 3"
              strokeWidth={1.5}
            />
            {label ? (
              <text
                className={styles.terms}
                x={label.anchor === 'start' ? at + 6 : at - 6}
                y={y}
                textAnchor={label.anchor}
              >
                {label.text}
              </text>
            ) : null}
            {old ? (
              <text className={styles.terms} x={at - 6} y={y} textAnchor="end">
                {before}
              </text>
            ) : null}
          </g>
        );
      })}
    </g>
  );
}

/** What terms can be called on a drawing, in full and shorter. */
function namings({ names, day }: TermsChange): string[] {
  const [first = '', ...others] = names;
  const from = `from ${formatDay(day)}`;
  return [`${names.join(', ')} ${from}`, `${first}${others.length > 0 ? ` +${others.length}` : ''} ${from}`, first];
}

/** The longest of the texts that can stand right of a rule within the drawing, else left of it. */
function fittedName(
  texts: readonly string[],
  at: number,
  end: number,
): { text: string; anchor: 'start' | 'end' } | null {
  const right = texts.find((text) => at + 6 + textWidth(text) <= end);
  if (right !== undefined) return { text: right, anchor: 'start' };
  const left = texts.find((text) => at - 6 - textWidth(text) >= 0);
  return left === undefined ? null : { text: left, anchor: 'end' };
}
