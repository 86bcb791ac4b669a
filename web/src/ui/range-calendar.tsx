import '@mantine/dates/styles.layer.css';
import { DatePicker } from '@mantine/dates';
import type { Period } from '@syncline/shared/time';
import { useState } from 'react';
import styles from './picker.module.css';

interface RangeCalendarProps {
  period: Period;
  latest: string;
  onChange: (period: Period) => void;
}

/** Two clicks choose the first and the last day. */
export default function RangeCalendar({ period, latest, onChange }: RangeCalendarProps) {
  const [range, setRange] = useState<[string | null, string | null]>([period.from, period.to]);
  return (
    <DatePicker
      type="range"
      size="sm"
      allowSingleDateInRange
      value={range}
      defaultDate={period.to}
      maxDate={latest}
      weekendDays={[]}
      classNames={{ day: styles.day ?? '' }}
      aria-label="Days of the period"
      ariaLabels={{ previousMonth: 'Month before', nextMonth: 'Month after' }}
      onChange={([from, to]) => {
        setRange([from, to]);
        if (from && to) onChange({ from, to });
      }}
    />
  );
}
