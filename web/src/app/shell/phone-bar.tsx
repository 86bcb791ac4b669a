import { useState } from 'react';
import type { ComparisonChoice } from '../../lib/filters.ts';
import { formatPeriod } from '@syncline/shared/format';
import type { Scope } from '../../lib/scope.ts';
import { CalendarIcon, FilterIcon } from '../../ui/icons.tsx';
import { ChoiceList, PeriodChoice } from '../../ui/period-picker.tsx';
import { PickerList } from '../../ui/picker.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Find } from '../find/find.tsx';
import type { ComparisonProps, PeriodProps } from './filter-bar.tsx';
import styles from './filter-bar.module.css';
import { CopyLink, ThemeSwitch } from './tools.tsx';
import type { FilterChoice } from './use-filter-choices.ts';
import { ViewsButton } from './views-button.tsx';

interface PhoneBarProps {
  scope: Scope;
  choices: FilterChoice[];
  period: PeriodProps;
  comparison: ComparisonProps;
}

const AGAINST: Record<ComparisonChoice, string> = {
  previous_period: 'vs before',
  previous_year: 'vs a year before',
  none: '',
};

/** Period and filters on phones: two buttons that open full sheets. */
export default function PhoneBar({ scope, choices, period, comparison }: PhoneBarProps) {
  const [open, setOpen] = useState<'period' | 'filters' | null>(null);
  const close = () => setOpen(null);
  const set = choices.filter((choice) => choice.values.length > 0).length;
  return (
    <section className={styles.phone} aria-label="Filters">
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
      <Find />
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
        <ViewsButton isLine />
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
    </section>
  );
}
