import { useWorkspace } from '../../lib/workspace.ts';
import { CheckedField, Choice } from '../../ui/fields.tsx';
import type { ReportForm } from './report-draft.ts';
import { hourText, WEEKDAYS } from './report-words.ts';

const EVERY = [
  { value: 'never', label: 'By hand alone' },
  { value: 'day', label: 'Every day' },
  { value: 'week', label: 'Every week' },
  { value: 'month', label: 'Every month' },
] as const;
const LAST_DAY = 28;

const numbered = (from: number, to: number, label: (number: number) => string) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ value: String(from + index), label: label(from + index) }));
const DAYS = {
  week: numbered(1, WEEKDAYS.length, (day) => WEEKDAYS[day - 1] ?? ''),
  month: numbered(1, LAST_DAY, String),
};
const HOURS = numbered(0, 23, hourText);

interface ScheduleFieldsProps {
  fields: ReportForm;
  onChange: (change: Partial<ReportForm>) => void;
}

/** When a report is made by itself and written to the folder. */
export function ScheduleFields({ fields: { every, on, hour }, onChange }: ScheduleFieldsProps) {
  const { timezone } = useWorkspace();
  return (
    <>
      <CheckedField label="Make it" span={4} hint={every === 'never' ? 'Or by itself, into a folder.' : undefined}>
        {(control) => (
          <Choice control={control} value={every} options={EVERY} onChange={(every) => onChange({ every, on: 1 })} />
        )}
      </CheckedField>
      {every === 'week' || every === 'month' ? (
        <CheckedField label={every === 'week' ? 'On' : 'On day'} span={4}>
          {(control) => (
            <Choice
              control={control}
              value={String(on)}
              options={DAYS[every]}
              onChange={(day) => onChange({ on: Number(day) })}
            />
          )}
        </CheckedField>
      ) : null}
      {every === 'never' ? null : (
        <CheckedField
          label="At"
          span={4}
          hint={`Time of ${timezone}. What is missed while the server is down is made once after.`}
        >
          {(control) => (
            <Choice
              control={control}
              value={String(hour)}
              options={HOURS}
              onChange={(hour) => onChange({ hour: Number(hour) })}
            />
          )}
        </CheckedField>
      )}
    </>
  );
}
