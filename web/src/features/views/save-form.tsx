import type { PeriodPreset, ViewDraft } from '@syncline/shared/views';
import { type FormEvent, useState } from 'react';
import type { KnownDays } from '../../lib/filters.ts';
import { Button, TextInput } from '../../ui/controls.tsx';
import { CheckedField } from '../../ui/fields.tsx';
import { type Here, describePlace, movingPeriods, placeOf } from './place.ts';
import styles from './views.module.css';

interface SaveFormProps {
  here: Here;
  known: KnownDays;
  /** The view that is open and unchanged, by its name. */
  shown: string | undefined;
  busy: boolean;
  onSave: (view: ViewDraft, done: () => void) => void;
}

/** A name for the address of this page, and whether its days move on with time. */
export function SaveForm({ here, known, shown, busy, onSave }: SaveFormProps) {
  const moving = movingPeriods(here, known);
  const [name, setName] = useState('');
  const [period, setPeriod] = useState<PeriodPreset | null>(moving[0]?.key ?? null);
  const [asked, setAsked] = useState(false);
  const missing = name.trim() === '';
  const fixed = placeOf(here, null, known);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (missing) return;
    onSave({ name: name.trim(), ...placeOf(here, period, known) }, () => {
      setName('');
      setAsked(false);
    });
  };
  return (
    <form className={styles.save} noValidate aria-label="Save this view" onSubmit={submit}>
      <CheckedField
        label="Save this view as"
        error={asked && missing ? 'A name is needed.' : undefined}
        hint={shown === undefined ? undefined : `What is shown is saved as “${shown}” already.`}
      >
        {(control) => (
          <div className={styles.name}>
            <TextInput
              {...control}
              data-autofocus
              autoComplete="off"
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button look="primary" type="submit" disabled={busy}>
              Save
            </Button>
          </div>
        )}
      </CheckedField>
      {moving.length > 0 ? (
        <fieldset className={styles.days}>
          <legend>It opens with</legend>
          {moving.map(({ key, label }) => (
            <label key={key}>
              <input type="radio" name="days" checked={period === key} onChange={() => setPeriod(key)} />
              {label}, as of then
            </label>
          ))}
          <label>
            <input type="radio" name="days" checked={period === null} onChange={() => setPeriod(null)} />
            always{' '}
            {describePlace({ ...fixed, search: { from: fixed.search.from ?? '', to: fixed.search.to ?? '' } }, known)}
          </label>
        </fieldset>
      ) : null}
    </form>
  );
}
