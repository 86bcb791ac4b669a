import type { ImportPreview, Mapping, MappingInput } from '@syncline/shared/control';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useWorkspace } from '../../lib/workspace.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Button, TextInput } from '../../ui/controls.tsx';
import { Choice, Field } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import { type ColumnFacts, unusedText } from './column-facts.ts';
import { mappingsQuery, removeMapping, saveMapping } from './data-questions.ts';
import { eventDraft, type MappingDraft, type ReadDraft, usedColumns } from './mapping-draft.ts';
import styles from './mapping-editor.module.css';
import { MappingEvent } from './mapping-event.tsx';
import { MappingSpend } from './mapping-spend.tsx';

interface MappingEditorProps {
  preview: ImportPreview;
  draft: MappingDraft;
  /** What the draft comes to. */
  read: ReadDraft;
  facts: ColumnFacts;
  /** The saved mapping it was begun from. */
  saved: Mapping | null;
  onChange: (draft: MappingDraft) => void;
  /** Hears of a mapping that was saved, and of null once the saved one was removed. */
  onSaved: (mapping: Mapping | null) => void;
}

const TIME_FORMATS = [
  ['iso', 'ISO 8601'],
  ['epoch', 'seconds since 1970'],
  ['epoch_ms', 'milliseconds since 1970'],
  ['D.MM.YYYY HH:mm', 'a pattern'],
  ['MM/DD/YYYY HH:mm:ss', 'a pattern'],
  ['DD-MM-YYYY', 'a pattern'],
  ['ddd, MMM D, YYYY', 'a pattern'],
] as const;

/** Says column by column what the rows of a table are; can be saved under a name for other files. */
export function MappingEditor({ preview, draft, read, facts, saved, onChange, onSaved }: MappingEditorProps) {
  const { columns, rows } = preview;
  const change = (part: Partial<MappingDraft>) => onChange({ ...draft, ...part });
  const unused = unusedText(columns, usedColumns(draft));
  return (
    <div className={styles.editor}>
      <div className={forms.form}>
        <Field label="Name of the mapping">
          <TextInput value={draft.name} onChange={(event) => change({ name: event.currentTarget.value })} />
        </Field>
        <Field label="How times are written">
          <TextInput
            value={draft.timeFormat}
            list="time-formats"
            onChange={(event) => change({ timeFormat: event.currentTarget.value })}
          />
        </Field>
        <ZoneField zone={draft.timeZone} onChange={(timeZone) => change({ timeZone })} />
        <datalist id="time-formats" aria-label="Ways to write times">
          {TIME_FORMATS.map(([value, label]) => (
            <option key={value} value={value} aria-label={label}>
              {label}
            </option>
          ))}
        </datalist>
      </div>
      {draft.spend ? <MappingSpend spend={draft.spend} facts={facts} onChange={(spend) => change({ spend })} /> : null}
      {draft.events.map((event, index) => (
        <MappingEvent
          key={event.key}
          event={event}
          title={draft.events.length > 1 ? `Event ${index + 1}` : 'Event'}
          facts={facts}
          onChange={(next) => change({ events: draft.events.map((each) => (each.key === event.key ? next : each)) })}
          {...(draft.events.length > 1
            ? { onRemove: () => change({ events: draft.events.filter(({ key }) => key !== event.key) }) }
            : {})}
        />
      ))}
      {unused === null ? null : <p className={styles.known}>{unused}</p>}
      <div className={forms.row} style={{ marginTop: 14 }}>
        {draft.spend ? null : (
          <Button
            look="outlined"
            onClick={() => change({ events: [...draft.events, eventDraft('purchase', columns, rows)] })}
            disabled={draft.events.length >= 10}
          >
            Make another event of each row
          </Button>
        )}
        <SavedMapping mapping={read.mapping} saved={saved} onSaved={onSaved} />
      </div>
      <output className={forms.problem}>{read.problem}</output>
    </div>
  );
}

const OPEN = '';

/** Every zone there is, that of the workspace and UTC first; an open one must be chosen. */
function ZoneField({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
  const { timezone } = useWorkspace();
  const first = [...new Set([timezone, 'UTC'])];
  const zones = [...new Set([...first, ...Intl.supportedValuesOf('timeZone'), ...(zone === OPEN ? [] : [zone])])];
  return (
    <Field label="Zone of times without one">
      <Choice
        value={zone}
        options={[
          ...(zone === OPEN ? [{ value: OPEN, label: 'Choose a zone' }] : []),
          ...zones.map((value) => ({ value, label: value === timezone ? `${value} (the workspace’s)` : value })),
        ]}
        onChange={onChange}
      />
    </Field>
  );
}

interface SavedMappingProps {
  mapping: MappingInput | null;
  saved: Mapping | null;
  onSaved: (mapping: Mapping | null) => void;
}

function SavedMapping({ mapping, saved, onSaved }: SavedMappingProps) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: mappingsQuery.queryKey });
  const save = useMutation({
    mutationFn: (input: MappingInput) => saveMapping(input, saved?.name === input.name ? saved.id : undefined),
    onSuccess: async (kept) => {
      await refresh();
      onSaved(kept);
    },
  });
  const remove = useMutation({
    mutationFn: removeMapping,
    onSuccess: async () => {
      onSaved(null);
      await refresh();
    },
  });
  return (
    <>
      <Button look="outlined" disabled={!mapping || save.isPending} onClick={() => mapping && save.mutate(mapping)}>
        {saved && saved.name === mapping?.name ? 'Save the changes' : 'Save for other files'}
      </Button>
      {saved ? (
        <ConfirmButton
          label="Forget this mapping"
          question={`Forget “${saved.name}”?`}
          confirm="Forget"
          onConfirm={() => remove.mutate(saved.id)}
        />
      ) : null}
      <output className={save.isError || remove.isError ? forms.problem : forms.note}>
        {save.error?.message ?? remove.error?.message ?? (save.isSuccess ? 'Saved.' : '')}
      </output>
    </>
  );
}
