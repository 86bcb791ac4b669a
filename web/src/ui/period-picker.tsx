import { Popover } from '@mantine/core';
import type { Period } from '@syncline/shared/time';
import { periodLength } from '@syncline/shared/time';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { formatPeriod, plural } from '@syncline/shared/format';
import type { Preset } from '../lib/presets.ts';
import controls from './controls.module.css';
import { CalendarIcon, ChevronIcon } from './icons.tsx';
import styles from './picker.module.css';

const RangeCalendar = lazy(() => import('./range-calendar.tsx'));

interface PeriodPickerProps {
  period: Period;
  presets: readonly Preset[];
  /** The last day that can be chosen. */
  latest: string;
  onChange: (period: Period) => void;
}

/** The period in the bar; opens presets and a calendar. */
export function PeriodPicker(props: PeriodPickerProps) {
  const [open, setOpen] = useState(false);
  const { period } = props;
  const change = (next: Period) => {
    props.onChange(next);
    setOpen(false);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={`${styles.trigger} ${styles.boxed}`}
          onClick={() => setOpen(!open)}
          aria-label={`Period: ${formatPeriod(period)}`}
        >
          <CalendarIcon size={14} />
          <strong>{formatPeriod(period)}</strong>{' '}
          <span className={styles.length}>{plural(periodLength(period), 'day')}</span>
          <ChevronIcon size={12} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={controls.dropdown ?? ''} aria-label="Period">
        <PeriodChoice {...props} onChange={change} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Presets beside a calendar, for the popover and the sheet. */
export function PeriodChoice({ period, presets, latest, onChange }: PeriodPickerProps) {
  return (
    <div className={styles.split}>
      <div className={styles.presets}>
        {presets.map((preset) => (
          <button
            key={preset.key}
            type="button"
            className={styles.preset}
            aria-pressed={preset.period.from === period.from && preset.period.to === period.to}
            onClick={() => onChange(preset.period)}
          >
            {preset.label}
            <small>
              {formatPeriod(preset.period, { year: preset.period.from.slice(0, 4) !== latest.slice(0, 4) })}
            </small>
          </button>
        ))}
      </div>
      <div>
        <Suspense fallback={null}>
          <RangeCalendar period={period} latest={latest} onChange={onChange} />
        </Suspense>
      </div>
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string; note?: string }[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One of a few, as a list of buttons. */
export function ChoiceList<Value extends string>({ label, options, value, onChange }: ChoiceProps<Value>) {
  return (
    <fieldset className={styles.presets} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={styles.preset}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
          {option.note ? <small>{option.note}</small> : null}
        </button>
      ))}
    </fieldset>
  );
}

/** A ChoiceList behind a quiet trigger: `text` is what stands in the bar. */
export function ChoicePicker<Value extends string>({ text, ...rest }: ChoiceProps<Value> & { text: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={styles.trigger} onClick={() => setOpen(!open)}>
          {text}
          <ChevronIcon size={12} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={controls.dropdown ?? ''} aria-label={rest.label}>
        <ChoiceList
          {...rest}
          onChange={(value) => {
            rest.onChange(value);
            setOpen(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
