import { lazy, Suspense } from 'react';
import { COMPARISONS, type ComparisonChoice, comparisonPeriod, writePeriod } from '../../lib/filters.ts';
import { formatPeriod } from '@syncline/shared/format';
import { periodPresets } from '../../lib/presets.ts';
import { type Scope, useScope, useSetFilters } from '../../lib/scope.ts';
import { useNarrow } from '../../lib/use-narrow.ts';
import { ChoicePicker, PeriodPicker } from '../../ui/period-picker.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Find } from '../find/find.tsx';
import styles from './filter-bar.module.css';
import { CopyLink, ThemeSwitch } from './tools.tsx';
import { useFilterChoices } from './use-filter-choices.ts';
import { ViewsButton } from './views-button.tsx';

const PhoneBar = lazy(() => import('./phone-bar.tsx'));

/** Period, comparison and filters, kept in the URL; on phones two buttons that open full sheets. */
export function FilterBar() {
  const scope = useScope();
  const choices = useFilterChoices();
  const period = usePeriodProps(scope);
  const comparison = useComparisonProps(scope);
  const phone = useNarrow();
  const demo = scope.workspace.demo.state === 'none' ? null : <span className={styles.demo}>Demo data</span>;
  const compared = comparison.value === 'none' ? null : comparisonPeriod(scope.state);
  return (
    <>
      <section className={styles.bar} aria-label="Filters">
        <PeriodPicker {...period} />
        <ChoicePicker
          {...comparison}
          text={
            compared ? (
              <>
                vs <strong>{formatPeriod(compared, { year: comparison.value === 'previous_year' })}</strong>
                {scope.comparisonPeriod ? null : ' no data'}
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
          {phone ? null : <Find />}
          <ViewsButton />
          <ThemeSwitch />
          <CopyLink />
        </div>
      </section>
      {phone ? (
        <Suspense fallback={<div className={styles.phone} />}>
          <PhoneBar scope={scope} choices={choices} period={period} comparison={comparison} />
        </Suspense>
      ) : null}
    </>
  );
}

export type PeriodProps = ReturnType<typeof usePeriodProps>;
export type ComparisonProps = ReturnType<typeof useComparisonProps>;

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
