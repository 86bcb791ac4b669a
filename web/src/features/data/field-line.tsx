import { TextInput } from '../../ui/controls.tsx';
import type { ColumnFacts } from './column-facts.ts';
import { Choice } from '../../ui/fields.tsx';
import type { FieldDraft } from './field-draft.ts';
import styles from './mapping-editor.module.css';

/** The heads over a list of FieldLines. */
export function FieldHead() {
  return (
    <div className={`${styles.line} ${styles.head}`} aria-hidden="true">
      <span>Field</span>
      <span>comes from</span>
      <span>holds</span>
      <span>Translate values</span>
      <span>Put before it</span>
    </div>
  );
}

interface FieldLineProps {
  field: string;
  needed: boolean;
  draft: FieldDraft | undefined;
  facts: ColumnFacts;
  onChange: (draft: FieldDraft | undefined) => void;
}

const NOT_SET = 'none';
const CONSTANT = 'constant';

/** Where one field comes from: a column, perhaps translated, a fixed value, or nowhere. */
export function FieldLine({ field, needed, draft, facts, onChange }: FieldLineProps) {
  const source = draft === undefined ? NOT_SET : draft.from === 'constant' ? CONSTANT : `column ${draft.column}`;
  const check = draft === undefined ? null : facts.checkOf(field);
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
          ...facts.columns.map((column) => ({ value: `column ${column}`, label: column })),
        ]}
        onChange={choose}
      />
      {draft?.from === 'constant' ? (
        <span>
          <TextInput
            aria-label={`Fixed value of ${field}`}
            value={draft.value}
            onChange={(event) => onChange({ from: 'constant', value: event.currentTarget.value })}
          />
          <Check check={check} />
        </span>
      ) : (
        <span className={styles.example}>
          {draft ? facts.samplesOf(draft.column).join(' · ') : ''}
          <Check check={check} />
        </span>
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

function Check({ check }: { check: ReturnType<ColumnFacts['checkOf']> }) {
  if (check === null) return null;
  return <small className={check.isFaulty ? styles.fault : undefined}>{check.text}</small>;
}
