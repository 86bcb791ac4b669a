import { KINDS } from '@syncline/shared/events';
import { Button, TextInput } from '../../ui/controls.tsx';
import { Choice, Field } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import { FieldHead, FieldLine } from './field-line.tsx';
import type { ColumnFacts } from './column-facts.ts';
import type { FieldDraft } from './field-draft.ts';
import { type EventDraft, fieldsOf, type MappableField, neededFields } from './mapping-draft.ts';
import styles from './mapping-editor.module.css';

interface MappingEventProps {
  title: string;
  event: EventDraft;
  facts: ColumnFacts;
  onChange: (event: EventDraft) => void;
  onRemove?: () => void;
}

const ALWAYS = '';

/** One event that each row becomes: its kind, for which rows, and where its fields come from. */
export function MappingEvent({ title, event, facts, onChange, onRemove }: MappingEventProps) {
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
              ...facts.columns.map((column) => ({ value: column, label: `where ${column} is` })),
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
        <FieldHead />
        {fieldsOf(kind).map((field) => (
          <FieldLine
            key={field}
            field={field}
            needed={needed.includes(field)}
            draft={fields[field]}
            facts={facts}
            onChange={(next) => setField(field, next)}
          />
        ))}
      </div>
    </section>
  );
}
