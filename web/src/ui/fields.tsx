import { type CSSProperties, type ReactNode, useId } from 'react';
import styles from './forms.module.css';

/** A control under its label. */
export function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className={styles.field}>
      {label}
      {children}
    </label>
  );
}

interface ChoiceProps<Value extends string> {
  /** Read out where no visible label encloses the choice. */
  label?: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
  /** From a CheckedField around it. */
  control?: FieldControl;
}

/** One of several, as the platform's own list. */
export function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
  disabled,
  control,
}: ChoiceProps<Value>) {
  return (
    <select
      {...control}
      className={styles.select}
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.currentTarget.value);
        if (chosen) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** What a control of a CheckedField takes on. */
interface FieldControl {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

interface CheckedFieldProps {
  label: string;
  /** What is expected, under the control. */
  hint?: ReactNode;
  /** What is wrong; read out as soon as it is said. */
  error?: string | undefined;
  /** How many of the twelve columns of a form it takes. */
  span?: number;
  children: (control: FieldControl) => ReactNode;
}

/** A control under its label, with what is expected of it and what is wrong with it. */
export function CheckedField({ label, hint, error, span = 12, children }: CheckedFieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={styles.checked} style={{ '--span': span } as CSSProperties}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': described || undefined })}
      {hint ? (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      ) : null}
      <p id={`${id}-error`} className={styles.problem} aria-live="polite">
        {error}
      </p>
    </div>
  );
}
