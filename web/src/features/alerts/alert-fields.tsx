import { METRIC_KEYS, METRICS } from '@syncline/shared/metrics';
import { CALENDAR_PERIODS } from '@syncline/shared/time';
import { useWorkspace } from '../../lib/workspace.ts';
import { AboutField } from '../../ui/about-field.tsx';
import { TextInput } from '../../ui/controls.tsx';
import { CheckedField, Choice } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import type { AlertFaults, AlertForm } from './alert-draft.ts';
import { EVERY_NAMES, unitText } from './alert-words.ts';
import { RecipientsField } from '../../ui/recipients-field.tsx';
import styles from './alerts.module.css';

interface AlertFieldsProps {
  fields: AlertForm;
  faults: AlertFaults;
  hasWebhook: boolean;
  /** Whether an SMTP server is set. */
  hasMailer: boolean;
  onChange: (change: Partial<AlertForm>) => void;
}

const METRIC_OPTIONS = METRIC_KEYS.map((value) => ({ value, label: METRICS[value].label }));
const EVERY_OPTIONS = CALENDAR_PERIODS.map((value) => ({ value, label: EVERY_NAMES[value] }));
const KINDS = [
  { value: 'alert', label: 'Alert: warn me' },
  { value: 'goal', label: 'Goal: tell me it is reached' },
] as const;
const MEASURES = [
  { value: 'value', label: 'The value itself' },
  { value: 'change', label: 'Its change in percent' },
] as const;
const SIDES = [
  { value: 'below', label: 'falls to' },
  { value: 'above', label: 'rises to' },
] as const;

/** Name, metric and levels of an alert. */
export function AlertFields({ fields, faults, hasWebhook, hasMailer, onChange }: AlertFieldsProps) {
  const { currency } = useWorkspace();
  const unit = unitText(fields, currency);
  const mayBeOpen = fields.when === 'above' && fields.measure === 'value';
  return (
    <>
      <CheckedField label="Name" span={7} error={faults.name}>
        {(control) => (
          <TextInput
            {...control}
            data-autofocus
            autoComplete="off"
            maxLength={120}
            value={fields.name}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      <CheckedField label="Kind" span={5}>
        {(control) => (
          <Choice control={control} value={fields.kind} options={KINDS} onChange={(kind) => onChange({ kind })} />
        )}
      </CheckedField>
      <CheckedField label="Metric" span={7} hint={METRICS[fields.metric].formula}>
        {(control) => (
          <Choice
            control={control}
            value={fields.metric}
            options={METRIC_OPTIONS}
            onChange={(metric) => onChange({ metric })}
          />
        )}
      </CheckedField>
      <CheckedField label="Of each" span={5}>
        {(control) => (
          <Choice
            control={control}
            value={fields.every}
            options={EVERY_OPTIONS}
            onChange={(every) => onChange({ every })}
          />
        )}
      </CheckedField>
      <AboutField draft={fields} onChange={onChange} />
      <CheckedField label="Fires when" span={4}>
        {(control) => (
          <Choice
            control={control}
            value={fields.measure}
            options={MEASURES}
            onChange={(measure) => onChange({ measure })}
          />
        )}
      </CheckedField>
      <CheckedField label="Direction" span={3}>
        {(control) => (
          <Choice control={control} value={fields.when} options={SIDES} onChange={(when) => onChange({ when })} />
        )}
      </CheckedField>
      <CheckedField label="Level" span={5} hint={unit} error={faults.fireAt}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="decimal"
            autoComplete="off"
            value={fields.fireAt}
            onChange={(event) => onChange({ fireAt: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      <CheckedField
        label={fields.when === 'above' ? 'Quiet again below' : 'Quiet again above'}
        span={5}
        hint="Empty: at the level itself. A wider one keeps a figure that hovers from firing again and again."
        error={faults.clearAt}
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="decimal"
            autoComplete="off"
            value={fields.clearAt}
            onChange={(event) => onChange({ clearAt: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      <div className={styles.checks}>
        <label className={forms.check}>
          <input
            type="checkbox"
            disabled={!mayBeOpen}
            checked={fields.open && mayBeOpen}
            onChange={(event) => onChange({ open: event.currentTarget.checked })}
          />
          Judge the period under way, too
        </label>
        <label className={forms.check}>
          <input
            type="checkbox"
            disabled={!hasWebhook}
            checked={fields.webhook}
            onChange={(event) => onChange({ webhook: event.currentTarget.checked })}
          />
          Tell by webhook{hasWebhook ? '' : ' (SYNCLINE_ALERT_URL is not set)'}
        </label>
      </div>
      <RecipientsField
        label="Tell by mail"
        value={fields.mail}
        error={faults.mail}
        hasMailer={hasMailer}
        onChange={(mail) => onChange({ mail })}
      />
    </>
  );
}
