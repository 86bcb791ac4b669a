import { TextInput } from './controls.tsx';
import { CheckedField } from './fields.tsx';

interface RecipientsFieldProps {
  label: string;
  /** Addresses as they are written, with commas between. */
  value: string;
  error: string | undefined;
  /** Whether an SMTP server is set. */
  hasMailer: boolean;
  /** When they are mailed to, as a sentence. */
  when?: string;
  onChange: (value: string) => void;
}

/** Addresses that something is mailed to; without an SMTP server it says which settings are missing. */
export function RecipientsField({ label, value, error, hasMailer, when = '', onChange }: RecipientsFieldProps) {
  return (
    <CheckedField
      label={label}
      error={error}
      hint={
        hasMailer
          ? `Addresses with commas between; each gets a mail of its own. ${when}`
          : 'No mail is sent yet: SYNCLINE_SMTP_URL and SYNCLINE_MAIL_FROM are not set.'
      }
    >
      {(control) => (
        <TextInput
          {...control}
          inputMode="email"
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </CheckedField>
  );
}
