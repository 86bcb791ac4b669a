import type { ImportPreview, Mapping, MappingInput } from '@syncline/shared/control';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button, TextInput } from '../../ui/controls.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { mappingsQuery, removeMapping, saveMapping } from './data-questions.ts';
import { Choice, Field } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import { draftFor, draftOf, eventDraft, type MappingDraft, readDraft } from './mapping-draft.ts';
import styles from './mapping-editor.module.css';
import { MappingEvent } from './mapping-event.tsx';
import { MappingSpend } from './mapping-spend.tsx';
import { spendDraft, timeFormatOf } from './spend-draft.ts';

interface MappingEditorProps {
  preview: ImportPreview;
  fileName: string;
  /** Hears of every change; null while something is missing. */
  onMapping: (mapping: MappingInput | null) => void;
}

const NEW = '';
const TIME_FORMATS = [
  ['iso', 'ISO 8601'],
  ['epoch', 'seconds since 1970'],
  ['epoch_ms', 'milliseconds since 1970'],
  ['D.MM.YYYY HH:mm', 'a pattern'],
  ['MM/DD/YYYY HH:mm:ss', 'a pattern'],
  ['DD-MM-YYYY', 'a pattern'],
  ['ddd, MMM D, YYYY', 'a pattern'],
] as const;

/** Says column by column what the rows of a table are; can be saved under a name and taken up again. */
export function MappingEditor({ preview, fileName, onMapping }: MappingEditorProps) {
  const { timezone } = useWorkspace();
  const { columns } = preview;
  const saved = useQuery(mappingsQuery).data?.items ?? [];
  const [savedId, setSavedId] = useState(NEW);
  const begin = () => draftFor(preview, nameFor(fileName), timezone);
  const [draft, setDraft] = useState(begin);
  const read = useMemo(() => readDraft(draft, columns), [draft, columns]);
  useEffect(() => onMapping(read.mapping), [read, onMapping]);
  const change = (part: Partial<MappingDraft>) => setDraft({ ...draft, ...part });
  const choose = (id: string) => {
    const chosen = saved.find((mapping) => mapping.id === id);
    setSavedId(id);
    setDraft(chosen ? draftOf(chosen) : begin());
  };
  return (
    <div className={styles.editor}>
      <h3>What a row is</h3>
      <div className={forms.form}>
        <Field label="Mapping">
          <Choice
            value={savedId}
            options={[{ value: NEW, label: 'A new one' }, ...saved.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={choose}
          />
        </Field>
        <Field label="A row is">
          <Choice
            value={draft.spend ? 'spend' : 'events'}
            options={[
              { value: 'events', label: 'one or several events' },
              { value: 'spend', label: 'advertising spend' },
            ]}
            onChange={(target) => change(become(target, draft, preview))}
          />
        </Field>
        <Field label="Name">
          <TextInput value={draft.name} onChange={(event) => change({ name: event.currentTarget.value })} />
        </Field>
        <Field label="How times are written">
          <TextInput
            value={draft.timeFormat}
            list="time-formats"
            onChange={(event) => change({ timeFormat: event.currentTarget.value })}
          />
        </Field>
        <Field label="Zone of times without one">
          <TextInput value={draft.timeZone} onChange={(event) => change({ timeZone: event.currentTarget.value })} />
        </Field>
        <datalist id="time-formats" aria-label="Ways to write times">
          {TIME_FORMATS.map(([value, label]) => (
            <option key={value} value={value} aria-label={label}>
              {label}
            </option>
          ))}
        </datalist>
      </div>
      {draft.spend ? (
        <MappingSpend
          spend={draft.spend}
          columns={columns}
          sample={preview.rows[0] ?? []}
          onChange={(spend) => change({ spend })}
        />
      ) : null}
      {draft.events.map((event, index) => (
        <MappingEvent
          key={event.key}
          event={event}
          title={draft.events.length > 1 ? `Event ${index + 1}` : 'Event'}
          columns={columns}
          sample={preview.rows[0] ?? []}
          onChange={(next) => change({ events: draft.events.map((each) => (each.key === event.key ? next : each)) })}
          {...(draft.events.length > 1
            ? { onRemove: () => change({ events: draft.events.filter(({ key }) => key !== event.key) }) }
            : {})}
        />
      ))}
      <div className={forms.row} style={{ marginTop: 14 }}>
        {draft.spend ? null : (
          <Button
            look="outlined"
            onClick={() => change({ events: [...draft.events, eventDraft('purchase', columns)] })}
            disabled={draft.events.length >= 10}
          >
            Make another event of each row
          </Button>
        )}
        <SavedMapping
          mapping={read.mapping}
          saved={saved.find(({ id }) => id === savedId)}
          onSaved={(mapping) => setSavedId(mapping?.id ?? NEW)}
        />
      </div>
      <output className={forms.problem}>{read.problem}</output>
    </div>
  );
}

/** The draft as one of events, or of spend. */
function become(
  target: 'events' | 'spend',
  draft: MappingDraft,
  { columns, rows }: ImportPreview,
): Partial<MappingDraft> {
  if (target === 'events') return { events: [eventDraft('impression', columns)], spend: null };
  const spend = spendDraft(columns, rows);
  const timeFormat = draft.timeFormat === 'iso' ? timeFormatOf(spend, columns, rows) : draft.timeFormat;
  return { events: [], spend, timeFormat };
}

interface SavedMappingProps {
  mapping: MappingInput | null;
  saved: Mapping | undefined;
  /** Without one when it was removed. */
  onSaved: (mapping?: Mapping) => void;
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
      onSaved();
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

function nameFor(fileName: string): string {
  return fileName.replace(/\.[a-z.]+$/i, '').slice(0, 120) || 'mapping';
}
