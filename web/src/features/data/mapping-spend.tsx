import { SPEND_FIELDS } from '@syncline/shared/control';
import { Choice, Field } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import type { ColumnFacts } from './column-facts.ts';
import type { FieldDraft } from './field-draft.ts';
import { FieldHead, FieldLine } from './field-line.tsx';
import styles from './mapping-editor.module.css';
import type { SpendDraft, SpendField } from './spend-draft.ts';

interface MappingSpendProps {
  spend: SpendDraft;
  facts: ColumnFacts;
  onChange: (spend: SpendDraft) => void;
}

/** The advertising spend that each row becomes: how its numbers are written, and where its fields come from. */
export function MappingSpend({ spend, facts, onChange }: MappingSpendProps) {
  const setField = (field: SpendField, next: FieldDraft | undefined) => {
    const { [field]: _, ...others } = spend.fields;
    onChange({ ...spend, fields: next ? { ...others, [field]: next } : others });
  };
  return (
    <section className={styles.event} aria-label="Advertising spend">
      <div className={forms.form}>
        <Field label="How numbers are written">
          <Choice
            value={spend.decimal}
            options={[
              { value: '.', label: '1,234.56' },
              { value: ',', label: '1.234,56' },
            ]}
            onChange={(decimal) => onChange({ ...spend, decimal })}
          />
        </Field>
      </div>
      <p className={styles.known}>
        A row is known by campaign, day, platform and item (such as the ad): a later import of the same four corrects
        it, and rows of one file with the same four are added up.
      </p>
      <div className={styles.fields}>
        <FieldHead />
        {SPEND_FIELDS.map((field) => (
          <FieldLine
            key={field}
            field={field}
            needed={field === 'campaign' || field === 'day'}
            draft={spend.fields[field]}
            facts={facts}
            onChange={(next) => setField(field, next)}
          />
        ))}
      </div>
    </section>
  );
}
