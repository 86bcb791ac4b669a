import { useState } from 'react';
import { COMPARISONS, type ComparisonChoice, comparisonPeriod, writePeriod } from '../../lib/filters.ts';
import { formatPeriod } from '../../lib/format.ts';
import { periodPresets } from '../../lib/presets.ts';
import { type Scope, useScope, useSetFilters } from '../../lib/scope.ts';
import { CalendarIcon, FilterIcon } from '../../ui/icons.tsx';
import { ChoiceList, ChoicePicker, PeriodChoice, PeriodPicker } from '../../ui/period-picker.tsx';
import { Picker, PickerList } from '../../ui/picker.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import styles from './filter-bar.module.css';
import { CopyLink, ThemeSwitch } from './tools.tsx';
import { type FilterChoice, useFilterChoices } from './use-filter-choices.ts';

/** Period, comparison and filters, kept in the URL; on phones two buttons that open full sheets. */
export function FilterBar() {
  const scope = useScope();
  const choices = useFilterChoices();
  const period = usePeriodProps(scope);
  const comparison = useComparisonProps(scope);
  const demo = scope.workspace.demo.state === 'none' ? null : <span className={styles.demo}>Demo data</span>;
  const compared = comparison.value === 'none' ? null : comparisonPeriod(scope.state);
  return (
    <>
      <div className={styles.bar} role="toolbar" aria-label="Filters">
        <PeriodPicker {...period} />
        <ChoicePicker
          {...comparison}
          text={
            compared ? (
              <>
                vs <strong>{formatPeriod(compared, { year: comparison.value === 'previous_year' })}</strong>
              </>
            ) : (
              'no comparison'
            )
          }
        />
        <span className={styles.divider} />
        {choices.map((choice) => (
          <Picker key={choice.dimension} {...choice} />
        ))}
        <div className={styles.end}>
          {demo}
          <ThemeSwitch />
          <CopyLink />
        </div>
      </div>
      <PhoneBar scope={scope} choices={choices} period={period} comparison={comparison} />
    </>
  );
}

function usePeriodProps(scope: Scope) {
  const setFilters = useSetFilters();
  const { workspace } = scope;
  return {
    period: scope.period,
    presets: periodPresets(workspace),
    latest: workspace.today,
    onChange: (period: Scope['period']) => setFilters(writePeriod(period, workspace)),
  };
}

const COMPARISON_LABELS: Record<ComparisonChoice, string> = {
  previous_period: 'The days before',
  previous_year: 'A year before',
  none: 'No comparison',
};

function useComparisonProps(scope: Scope) {
  const setFilters = useSetFilters();
  return {
    label: 'Comparison',
    value: scope.state.comparison,
    options: COMPARISONS.map((value) => {
      const compared = comparisonPeriod({ period: scope.period, comparison: value });
      return { value, label: COMPARISON_LABELS[value], ...(compared ? { note: formatPeriod(compared) } : {}) };
    }),
    onChange: (value: ComparisonChoice) => setFilters({ compare: value === 'previous_period' ? undefined : value }),
  };
}

interface PhoneBarProps {
  scope: Scope;
  choices: FilterChoice[];
  period: ReturnType<typeof usePeriodProps>;
  comparison: ReturnType<typeof useComparisonProps>;
}

const AGAINST: Record<ComparisonChoice, string> = {
  previous_period: 'vs before',
  previous_year: 'vs a year before',
  none: '',
};

function PhoneBar({ scope, choices, period, comparison }: PhoneBarProps) {
  const [open, setOpen] = useState<'period' | 'filters' | null>(null);
  const close = () => setOpen(null);
  const set = choices.filter((choice) => choice.values.length > 0).length;
  return (
    <div className={styles.phone}>
      <button type="button" className={styles.period} onClick={() => setOpen('period')}>
        <CalendarIcon size={15} />
        {formatPeriod(scope.period, { year: false })}
        <small>{AGAINST[comparison.value]}</small>
      </button>
      <button
        type="button"
        className={set > 0 ? `${styles.filters} ${styles.set}` : styles.filters}
        onClick={() => setOpen('filters')}
      >
        <FilterIcon size={15} />
        {set === 0 ? 'Filter' : set === 1 ? '1 filter' : `${set} filters`}
      </button>
      <Sheet title="Period" opened={open === 'period'} onClose={close}>
        <PeriodChoice
          {...period}
          onChange={(next) => {
            period.onChange(next);
            close();
          }}
        />
        <h3>Compared with</h3>
        <ChoiceList {...comparison} />
      </Sheet>
      <Sheet title="Filters" opened={open === 'filters'} onClose={close}>
        {choices.map((choice) => (
          <section key={choice.dimension}>
            <h3>{choice.label}</h3>
            <PickerList {...choice} />
          </section>
        ))}
        <h3>View</h3>
        <div className={styles.only}>
          <ThemeSwitch />
          <CopyLink />
        </div>
      </Sheet>
    </div>
  );
}
