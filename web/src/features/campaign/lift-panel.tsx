import { liftSentence } from '@syncline/shared/lift';
import { IntervalRows } from '../../charts/draw/interval-rows.tsx';
import { formatPercent } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { useScreenSearch } from '../../lib/screen-search.ts';
import { MethodNote } from '../../ui/method-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CONTROL_CHOICES, type LiftFact, liftBars, liftFacts, liftSearchFields, liftTable, splitText } from './lift.ts';
import styles from './lift-panel.module.css';
import { useLift } from './questions.ts';

const HEIGHT = 184;

/** Said above the bars; the rest of an answer's warnings stand elsewhere on the page. */
const SAID = new Set(['sample_ratio', 'both_arms', 'few_buyers', 'methods_disagree', 'other_currencies']);

/** The exposed arm against the control arm, where the campaign has records of one. */
export function LiftPanel({ scope }: { scope: Scope }) {
  const [search, setSearch] = useScreenSearch(liftSearchFields);
  const query = useLift(scope, search.control);
  const { data } = query;
  if (!query.isError && (data?.arms.control.people ?? 0) === 0) return null;
  const warnings = data?.meta.warnings.filter(({ code }) => SAID.has(code)) ?? [];
  return (
    <Panel
      title="What the campaign added"
      subtitle={data && liftSentence(data.lift)}
      query={query}
      scope={scope}
      height={HEIGHT}
      meta={data?.meta}
      warning={warnings.length > 0 && warnings.map(({ message }) => message).join(' ')}
      table={data && liftTable(data, scope.currency)}
      controls={<Plan control={search.control} onChange={(control) => setSearch({ control })} />}
      source={
        data ? (
          <>
            {splitText(data)} <MethodNote method={data.meta.method} />
          </>
        ) : null
      }
    >
      {() =>
        data ? (
          <div className={styles.body}>
            <IntervalRows label="Buyers ÷ people by arm" rows={liftBars(data)} overall={null} overallName="" bars />
            <Facts facts={liftFacts(data, scope.currency)} />
          </div>
        ) : null
      }
    </Panel>
  );
}

function Facts({ facts }: { facts: readonly LiftFact[] }) {
  return (
    <table className={styles.facts}>
      <caption className="sr-only">What the exposed people did beyond the control group</caption>
      <thead>
        <tr>
          <th scope="col">Exposed against control</th>
          <th scope="col">Estimate</th>
          <th scope="col">95 % interval</th>
        </tr>
      </thead>
      <tbody>
        {facts.map(({ label, value, interval }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{value}</td>
            <td>{interval}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface PlanProps {
  control: number | undefined;
  onChange: (control: number | undefined) => void;
}

/** The share of people that were to be held out, which the split is checked against. */
function Plan({ control, onChange }: PlanProps) {
  const choices = [...new Set([...CONTROL_CHOICES, ...(control === undefined ? [] : [control])])].sort((a, b) => b - a);
  return (
    <label className={styles.plan}>
      Planned control group
      <select
        value={control ?? ''}
        onChange={({ currentTarget: { value } }) => onChange(value === '' ? undefined : Number(value))}
      >
        <option value="">not stated</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {formatPercent(choice / 100, { digits: 0 })}
          </option>
        ))}
      </select>
    </label>
  );
}
