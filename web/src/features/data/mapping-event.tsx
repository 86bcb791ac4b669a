import { KINDS } from '@syncline/shared/events';
import { Button, TextInput } from '../../ui/controls.tsx';
import { Choice, Field } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import { type EventDraft, type FieldDraft, fieldsOf, type MappableField, neededFields } from './mapping-draft.ts';
import styles from './mapping-editor.module.css';

interface MappingEventProps {
  title: string;
  event: EventDraft;
  columns: readonly string[];
  /** The first row, for examples. */
  sample: readonly string[];
  onChange: (event: EventDraft) => void;
  onRemove?: () => void;
}

const ALWAYS = '';

/** One event that each row becomes: its kind, for which rows, and where its fields come from. */
export function MappingEvent({ title, event, columns, sample, onChange, onRemove }: MappingEventProps) {
  const { kind, when, fields } = event;
  const needed = neededFields(kind);
  const setField = (field: MappableField, next: FieldDraft | undefined) => {
    const { [field]: _, ...others } = fields;
    onChange({ ...event, fields: next ? { ...others, [field]: next } : others });
  };
  return (
    <section className={styles.event} aria-label={title}>
      <div className={forms.form}>
        <Field label={title}>
          <Choice
            value={kind}
            options={KINDS.map((each) => ({ value: each, label: each }))}
            onChange={(next) => onChange({ ...event, kind: next })}
          />
        </Field>
        <Field label="Of which rows">
          <Choice
            value={when.column}
            options={[
              { value: ALWAYS, label: 'every row' },
              ...columns.map((column) => ({ value: column, label: `where ${column} is` })),
            ]}
            onChange={(column) => onChange({ ...event, when: { ...when, column } })}
          />
        </Field>
        {when.column === ALWAYS ? null : (
          <Field label="one of these values">
            <TextInput
              value={when.values}
              placeholder="True, yes"
              onChange={({ currentTarget }) => onChange({ ...event, when: { ...when, values: currentTarget.value } })}
            />
          </Field>
        )}
        {onRemove ? (
          <Button look="outlined" onClick={onRemove}>
            Leave this event out
          </Button>
        ) : null}
      </div>
      <div className={styles.fields}>
        <div className={`${styles.line} ${styles.head}`} aria-hidden="true">
          <span>Field</span>
          <span>comes from</span>
          <span>first row</span>
          <span>Translate values</span>
          <span>Put before it</span>
        </div>
        {fieldsOf(kind).map((field) => (
          <FieldLine
            key={field}
            field={field}
            needed={needed.includes(field)}
            draft={fields[field]}
            columns={columns}
            sample={sample}
            onChange={(next) => setField(field, next)}
          />
        ))}
      </div>
    </section>
  );
}

interface FieldLineProps {
  field: MappableField;
  needed: boolean;
  draft: FieldDraft | undefined;
  columns: readonly string[];
  sample: readonly string[];
  onChange: (draft: FieldDraft | undefined) => void;
}

const NOT_SET = 'none';
const CONSTANT = 'constant';

function FieldLine({ field, needed, draft, columns, sample, onChange }: FieldLineProps) {
  const source = draft === undefined ? NOT_SET : draft.from === 'constant' ? CONSTANT : `column ${draft.column}`;
  const choose = (value: string) => {
    if (value === NOT_SET) onChange(undefined);
    else if (value === CONSTANT) onChange({ from: 'constant', value: '' });
    else onChange({ from: 'column', column: value.slice('column '.length), translate: '', prefix: '' });
  };
  return (
    <div className={styles.line}>
      <span className={styles.name}>
        {field}
        {needed ? <small>needed</small> : null}
      </span>
      <Choice
        label={`${field} comes from`}
        value={source}
        options={[
          { value: NOT_SET, label: 'not set' },
          { value: CONSTANT, label: 'a fixed value' },
          ...columns.map((column) => ({ value: `column ${column}`, label: column })),
        ]}
        onChange={choose}
      />
      {draft?.from === 'constant' ? (
        <TextInput
          aria-label={`Fixed value of ${field}`}
          value={draft.value}
          onChange={(event) => onChange({ from: 'constant', value: event.currentTarget.value })}
        />
      ) : (
        <span className={styles.example}>{draft ? sample[columns.indexOf(draft.column)] : ''}</span>
      )}
      {draft?.from === 'column' ? (
        <>
          <TextInput
            aria-label={`Translate values of ${field}`}
            placeholder="ad=exposed, psa=control"
            value={draft.translate}
            onChange={(event) => onChange({ ...draft, translate: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Put before ${field}`}
            placeholder="prefix-"
            value={draft.prefix}
            onChange={(event) => onChange({ ...draft, prefix: event.currentTarget.value })}
          />
        </>
      ) : null}
    </div>
  );
}
