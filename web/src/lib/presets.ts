import { addDays, type Period } from '@syncline/shared/time';
import type { PeriodPreset } from '@syncline/shared/views';

export interface Preset {
  key: PeriodPreset;
  label: string;
  period: Period;
}

interface Days {
  today: string;
  first_day: string | null;
  last_day: string | null;
}

/** The periods offered by name. They end on the last day with data where that lies before today. */
export function periodPresets({ today, first_day, last_day }: Days): Preset[] {
  const to = last_day !== null && last_day < today ? last_day : today;
  const month = `${to.slice(0, 7)}-01`;
  const lastOfBefore = addDays(month, -1);
  const past = (days: 1 | 7 | 28 | 90 | 365): Preset => ({
    key: `${days}d`,
    label: days === 1 ? 'Last day' : `Last ${days} days`,
    period: { from: addDays(to, 1 - days), to },
  });
  const all: Preset[] = first_day === null ? [] : [{ key: 'all', label: 'All days', period: { from: first_day, to } }];
  return [
    past(1),
    past(7),
    past(28),
    past(90),
    past(365),
    { key: 'month', label: 'This month', period: { from: month, to } },
    {
      key: 'last-month',
      label: 'Month before',
      period: { from: `${lastOfBefore.slice(0, 7)}-01`, to: lastOfBefore },
    },
    ...all,
  ];
}
