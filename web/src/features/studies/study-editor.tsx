import type { Study, StudyDraft } from '@syncline/shared/studies';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { plural } from '@syncline/shared/format';
import { useScope } from '../../lib/scope.ts';
import { Button, TextArea, TextInput } from '../../ui/controls.tsx';
import { CheckedField } from '../../ui/fields.tsx';
import { focusFault } from '../../ui/focus.ts';
import { Page } from '../../ui/page.tsx';
import styles from './studies.module.css';
import {
  type Draft,
  draftOf,
  type Faults,
  type KeyedTable,
  movedUp,
  readDraft,
  withNewTable,
  withoutTable,
  withTable,
} from './study-draft.ts';
import { TableFields } from './table-fields.tsx';

interface StudyEditorProps {
  title: string;
  draft: Study | StudyDraft;
  crumbs: ReactNode;
  saving: { isPending: boolean; error: Error | null };
  onSave: (study: StudyDraft) => void;
  onClose: () => void;
}

const NO_FAULTS: Faults = new Map();

/** The form of a study: question and population in words, then its tables. */
export function StudyEditor({ title, draft: initial, crumbs, saving, onSave, onClose }: StudyEditorProps) {
  const { period, filters } = useScope();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => draftOf(initial));
  const [tries, setTries] = useState(0);
  const read = useMemo(() => readDraft(draft), [draft]);
  const faults = tries > 0 ? read.faults : NO_FAULTS;
  useEffect(() => {
    if (tries > 0) focusFault(form.current);
  }, [tries]);
  const save = () => {
    setTries((before) => before + 1);
    if (read.study) onSave(read.study);
  };
  return (
    <Page
      title={title}
      crumbs={crumbs}
      facts="What is asked stays with every run; a change counts from the next run on"
    >
      <form
        ref={form}
        noValidate
        className={styles.editor}
        aria-label={title}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <fieldset className={styles.group}>
          <legend>What is to be found out</legend>
          <div className={styles.fields}>
            <Words field="name" label="Name" draft={draft} set={setDraft} faults={faults} max={120} />
            <Words field="question" label="Question" draft={draft} set={setDraft} faults={faults} max={1000} long />
            <Words
              field="population"
              label="Population"
              hint="Who is meant, and whom the data leaves out."
              draft={draft}
              set={setDraft}
              faults={faults}
              max={1000}
              long
            />
          </div>
        </fieldset>
        {draft.tables.map(({ key, table }, place) => (
          <TableGroup
            key={key}
            keyed={{ key, table }}
            place={place}
            draft={draft}
            set={setDraft}
            faults={faults}
            scope={{ period, filters }}
          />
        ))}
        <div className={styles.group}>
          <Button look="outlined" onClick={() => setDraft(withNewTable(draft, { period, filters }))}>
            Add a table
          </Button>
        </div>
        <div className={styles.saving}>
          <Button look="primary" type="submit" disabled={saving.isPending}>
            Save
          </Button>
          <Button look="outlined" onClick={onClose}>
            Cancel
          </Button>
          <output className={styles.problem}>{saving.error ? messageOf(saving.error) : countText(faults)}</output>
        </div>
      </form>
    </Page>
  );
}

interface WordsProps {
  field: 'name' | 'question' | 'population';
  label: string;
  hint?: string;
  draft: Draft;
  set: (draft: Draft) => void;
  faults: Faults;
  max: number;
  long?: boolean;
}

function Words({ field, label, hint, draft, set, faults, max, long = false }: WordsProps) {
  return (
    <CheckedField label={label} hint={hint} error={faults.get(field)}>
      {(control) =>
        long ? (
          <TextArea
            {...control}
            rows={3}
            maxLength={max}
            value={draft[field]}
            onChange={({ currentTarget }) => set({ ...draft, [field]: currentTarget.value })}
          />
        ) : (
          <TextInput
            {...control}
            maxLength={max}
            value={draft[field]}
            onChange={({ currentTarget }) => set({ ...draft, [field]: currentTarget.value })}
          />
        )
      }
    </CheckedField>
  );
}

interface TableGroupProps {
  keyed: KeyedTable;
  place: number;
  draft: Draft;
  set: (draft: Draft) => void;
  faults: Faults;
  scope: Parameters<typeof withNewTable>[1];
}

function TableGroup({ keyed: { key, table }, place, draft, set, faults, scope }: TableGroupProps) {
  return (
    <fieldset className={styles.group}>
      <legend>Table {place + 1}</legend>
      <TableFields
        table={table}
        scope={scope}
        titleFault={faults.get(`tables.${place}.title`)}
        fault={faults.get(`tables.${place}`)}
        onChange={(next) => set(withTable(draft, key, next))}
      />
      <div className={styles.moves}>
        <Button look="outlined" disabled={place === 0} onClick={() => set(movedUp(draft, key))}>
          Move up
        </Button>
        <Button look="outlined" disabled={draft.tables.length === 1} onClick={() => set(withoutTable(draft, key))}>
          Remove table {place + 1}
        </Button>
      </div>
    </fieldset>
  );
}

function countText(faults: Faults): string | null {
  const general = faults.get('tables');
  if (general) return general;
  return faults.size > 0 ? `${plural(faults.size, 'field')} to correct.` : null;
}

function messageOf(error: Error): string {
  const hint = error instanceof ApiFailure ? error.hint : undefined;
  return hint ? `${error.message} ${hint}` : error.message;
}
