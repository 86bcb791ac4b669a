import { REPORT_PERIOD_NAMES, REPORT_PERIODS, reportPeriod } from '@syncline/shared/reports';
import { formatPeriod } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { AboutField } from '../../ui/about-field.tsx';
import { TextArea, TextInput } from '../../ui/controls.tsx';
import { CheckedField, Choice } from '../../ui/fields.tsx';
import { RecipientsField } from '../../ui/recipients-field.tsx';
import type { ReportFaults, ReportForm } from './report-draft.ts';
import { ScheduleFields } from './schedule-fields.tsx';
import { SectionList } from './section-list.tsx';

interface ReportFieldsProps {
  fields: ReportForm;
  faults: ReportFaults;
  /** Whether an SMTP server is set. */
  hasMailer: boolean;
  onChange: (change: Partial<ReportForm>) => void;
}

const PERIODS = [
  ...REPORT_PERIOD_NAMES.map((value) => ({ value, label: REPORT_PERIODS[value] })),
  { value: 'fixed' as const, label: 'Days that stay' },
];
const COMPARISONS = [
  { value: 'previous_period', label: 'The days just before' },
  { value: 'previous_year', label: 'The same days a year before' },
  { value: 'none', label: 'Nothing' },
] as const;

/** Name, cover, period and sections of a report. */
export function ReportFields({ fields, faults, hasMailer, onChange }: ReportFieldsProps) {
  const workspace = useWorkspace();
  const { moving } = fields;
  const text = (key: 'name' | 'title' | 'preparedFor') => ({
    autoComplete: 'off',
    maxLength: 120,
    value: fields[key],
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [key]: event.currentTarget.value }),
  });
  return (
    <>
      <CheckedField label="Name" span={6} error={faults.name}>
        {(control) => <TextInput {...control} {...text('name')} data-autofocus />}
      </CheckedField>
      <CheckedField label="Title on the cover" span={6} hint="Empty: the name.">
        {(control) => <TextInput {...control} {...text('title')} />}
      </CheckedField>
      <CheckedField label="Prepared for" span={6}>
        {(control) => <TextInput {...control} {...text('preparedFor')} />}
      </CheckedField>
      <AboutField draft={fields} span={6} onChange={onChange} />
      <CheckedField
        label="Period"
        span={6}
        hint={
          moving === 'fixed' ? undefined : `If it were made now: ${formatPeriod(reportPeriod({ moving }, workspace))}.`
        }
      >
        {(control) => (
          <Choice control={control} value={moving} options={PERIODS} onChange={(moving) => onChange({ moving })} />
        )}
      </CheckedField>
      <CheckedField label="Compared with" span={6}>
        {(control) => (
          <Choice
            control={control}
            value={fields.compare}
            options={COMPARISONS}
            onChange={(compare) => onChange({ compare })}
          />
        )}
      </CheckedField>
      {moving === 'fixed' ? (
        <>
          <DayField label="First day" day={fields.from} error={faults.from} onChange={(from) => onChange({ from })} />
          <DayField label="Last day" day={fields.to} error={faults.to} onChange={(to) => onChange({ to })} />
        </>
      ) : null}
      <CheckedField label="Notes on the cover">
        {(control) => (
          <TextArea
            {...control}
            maxLength={1000}
            rows={2}
            value={fields.notes}
            onChange={(event) => onChange({ notes: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      <SectionList sections={fields.sections} error={faults.sections} onChange={(sections) => onChange({ sections })} />
      <ScheduleFields fields={fields} onChange={onChange} />
      <RecipientsField
        label="Mail it to"
        when="When the schedule makes it, and when you say so."
        value={fields.recipients}
        error={faults.recipients}
        hasMailer={hasMailer}
        onChange={(recipients) => onChange({ recipients })}
      />
    </>
  );
}

function DayField(props: { label: string; day: string; error: string | undefined; onChange: (day: string) => void }) {
  return (
    <CheckedField label={props.label} span={6} error={props.error}>
      {(control) => (
        <TextInput
          {...control}
          type="date"
          value={props.day}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        />
      )}
    </CheckedField>
  );
}
