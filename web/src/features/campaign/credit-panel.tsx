import type { AttributionAnswer } from '@syncline/shared/query';
import { formatCount, formatInterval, formatMoney, formatPercent, UNDEFINED } from '@syncline/shared/format';
import { intervalOf } from '../../lib/proportion.ts';
import type { Scope } from '../../lib/scope.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { mergeQueries, Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import {
  CLICK_CHOICES,
  type CreditGroup,
  creditGroups,
  creditSearchFields,
  creditTable,
  type CreditWindows,
  readWindows,
  VIEW_CHOICES,
  writeWindows,
} from './credit.ts';
import styles from './credit-panel.module.css';
import { useCredits, useOwnCredits } from './questions.ts';

const HEIGHT = 276;

/** Purchases credited to the campaign by last touch, beside those recorded on it. */
export function CreditPanel({ slug, scope }: { slug: string; scope: Scope }) {
  const [search, setSearch] = useScreenSearch(creditSearchFields);
  const windows = readWindows(search);
  const all = useCredits(scope, windows);
  const own = useOwnCredits(scope, windows);
  const groups = all.data && own.data ? creditGroups(slug, all.data, own.data) : [];
  return (
    <Panel
      title="Who gets the credit"
      subtitle={ruleOf(windows)}
      query={mergeQueries(all, own)}
      scope={scope}
      height={HEIGHT}
      meta={own.data?.meta}
      warning={all.data?.meta.warnings.find((warning) => warning.code === 'other_currencies')?.message}
      table={creditTable(groups, scope.currency)}
      empty={
        groups.every(({ purchases }) => purchases === 0) && {
          sentence: 'No purchase is credited to this campaign or recorded on it in these days under these filters.',
        }
      }
      source={own.data ? <Source {...own.data} /> : null}
    >
      {() => (
        <div className={styles.body}>
          <div className={styles.windows} data-no-export>
            <Window
              label="Engagement"
              choices={CLICK_CHOICES}
              value={windows.click_days}
              onChange={(click_days) => setSearch(writeWindows(windows, { click_days }))}
            />
            <Window
              label="View"
              choices={VIEW_CHOICES}
              value={windows.view_days}
              onChange={(view_days) => setSearch(writeWindows(windows, { view_days }))}
            />
          </div>
          <Credits groups={groups} currency={scope.currency} />
        </div>
      )}
    </Panel>
  );
}

function ruleOf({ view_days: view, click_days: click }: CreditWindows): string {
  const views = view === 0 ? 'no views' : `else a view within ${days(view)}`;
  return `By last touch: an engagement within ${days(click)} before the payment, ${views}`;
}

function days(count: number): string {
  return count === 1 ? '24 h' : `${count} × 24 h`;
}

interface WindowProps<Days extends number> {
  label: string;
  choices: readonly Days[];
  value: Days;
  onChange: (days: Days) => void;
}

/** A window as one choice of a few. */
function Window<Days extends number>({ label, choices, value, onChange }: WindowProps<Days>) {
  const choose = (chosen: string) => {
    const found = choices.find((choice) => String(choice) === chosen);
    if (found !== undefined) onChange(found);
  };
  return (
    <span className={styles.window}>
      {label}
      <Segments
        label={`${label} window, days`}
        options={choices.map((choice) => ({ value: String(choice), label: choice === 0 ? 'none' : `${choice} d` }))}
        value={String(value)}
        onChange={choose}
      />
    </span>
  );
}

interface CreditsProps {
  groups: readonly CreditGroup[];
  currency: string;
}

/** Each group as a bar from the zero both share, with its parts in figures below. */
function Credits({ groups, currency }: CreditsProps) {
  const largest = Math.max(1, ...groups.map(({ purchases }) => purchases));
  return (
    <table className={styles.credits}>
      <caption className="sr-only">Purchases credited to the campaign, and those recorded on it</caption>
      <thead>
        <tr>
          <th scope="col">Purchases</th>
          <th scope="col">Number</th>
          <th scope="col">of them</th>
          <th scope="col">Gross revenue</th>
        </tr>
      </thead>
      {groups.map(({ key, label, purchases, revenue, parts }) => (
        <tbody key={key}>
          <tr className={styles.group}>
            <th scope="rowgroup">{label}</th>
            <td>{formatCount(purchases)}</td>
            <td colSpan={2}>{formatMoney(revenue, currency)}</td>
          </tr>
          <tr aria-hidden="true">
            <td colSpan={4} className={styles.track}>
              <span style={{ width: `${(purchases / largest) * 100}%` }}>
                {parts
                  .filter((part) => part.purchases > 0)
                  .map((part) => (
                    <i key={part.key} className={styles[part.key]} style={{ flexGrow: part.purchases }} />
                  ))}
              </span>
            </td>
          </tr>
          {parts.map((part) => (
            <tr key={part.key}>
              <th scope="row" className={styles.part}>
                <i className={`${styles.swatch} ${styles[part.key]}`} />
                {part.label}
              </th>
              <td>{formatCount(part.purchases)}</td>
              <td>{purchases === 0 ? UNDEFINED : formatPercent(part.purchases / purchases, { digits: 1 })}</td>
              <td>{formatMoney(part.revenue, currency)}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

/** How often the credit falls to the campaign that is recorded, and how it is given. */
function Source({ own_campaign_agrees: agrees, meta }: AttributionAnswer) {
  const interval = intervalOf(agrees);
  return (
    <>
      {interval
        ? `Of ${formatCount(agrees.base)} recorded here that have a touch, ${formatPercent(interval.value, { digits: 1 })} are credited here (95 % interval ${formatInterval(interval.low, interval.high)}). `
        : null}
      <MethodNote method={meta.method} />
    </>
  );
}
