import { Popover } from '@mantine/core';
import { Fragment, useId, useState } from 'react';
import controls from './controls.module.css';
import { Button, TextInput } from './controls.tsx';
import { ChevronIcon } from './icons.tsx';
import styles from './picker.module.css';

export interface Option {
  value: string;
  label: string;
  /** Said smaller at the right: the brand of a campaign. */
  note?: string;
  /** A heading over it and those of the same group that follow. */
  group?: string;
}

interface PickerProps {
  /** What is picked: "Brand". */
  label: string;
  options: readonly Option[];
  values: readonly string[];
  onChange: (values: string[]) => void;
  /** What stands there while nothing is picked: "all". */
  none?: string;
  /** What holds while nothing is picked: shown as picked, and what the first change begins from. */
  usual?: readonly string[];
  /** One value at most. */
  single?: boolean;
}

const SEARCH_FROM = 8;

/** A filter as quiet text until it is set; opens a list of check boxes with a search field. */
export function Picker(props: PickerProps) {
  const { label, options, values } = props;
  const [open, setOpen] = useState(false);
  const first = options.find((option) => option.value === values[0])?.label ?? values[0];
  const text = first === undefined ? (props.none ?? 'all') : values.length === 1 ? first : `${values.length} chosen`;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={values.length > 0 ? `${styles.trigger} ${styles.set}` : styles.trigger}
          onClick={() => setOpen(!open)}
        >
          {label} <strong>{text}</strong>
          <ChevronIcon size={12} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={controls.dropdown ?? ''} aria-label={`Filter by ${label.toLowerCase()}`}>
        <PickerList {...props} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The list of a Picker on its own, for sheets. */
export function PickerList({
  label,
  options,
  values,
  usual = [],
  onChange,
  single = false,
  onDone,
}: PickerProps & { onDone?: () => void }) {
  const [text, setText] = useState('');
  const name = useId();
  const wanted = text.trim().toLowerCase();
  const shown = options.filter((option) =>
    `${option.label} ${option.note ?? ''} ${option.group ?? ''}`.toLowerCase().includes(wanted),
  );
  const picked = values.length > 0 ? values : usual;
  const toggle = (value: string, checked: boolean) => {
    if (single) {
      onChange(checked ? [value] : []);
      onDone?.();
    } else {
      onChange(checked ? [...picked, value] : picked.filter((other) => other !== value));
    }
  };
  return (
    <div className={styles.list}>
      {options.length >= SEARCH_FROM ? (
        <div className={styles.search}>
          <TextInput
            type="search"
            aria-label={`Search ${label.toLowerCase()}`}
            placeholder="Search"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </div>
      ) : null}
      <fieldset className={styles.options} aria-label={label}>
        {shown.length === 0 ? <p className={styles.none}>Nothing of that name.</p> : null}
        {shown.map((option, index) => (
          <Fragment key={option.value}>
            {option.group && option.group !== shown[index - 1]?.group ? (
              <p className={styles.group}>{option.group}</p>
            ) : null}
            <label className={styles.option}>
              <input
                type={single ? 'radio' : 'checkbox'}
                name={name}
                checked={picked.includes(option.value)}
                onChange={(event) => toggle(option.value, event.currentTarget.checked)}
              />
              {option.label}
              {option.note ? <small>{option.note}</small> : null}
            </label>
          </Fragment>
        ))}
      </fieldset>
      {values.length > 0 ? (
        <div className={styles.foot}>
          <span>{values.length} chosen</span>
          <Button look="link" onClick={() => onChange([])}>
            Clear
          </Button>
        </div>
      ) : null}
    </div>
  );
}
