import type { Annotation, AnnotationDraft } from '@syncline/shared/annotations';
import { useState } from 'react';
import { annotationDraft, useAnnotationChanges } from '../lib/annotations.ts';
import type { Scope } from '../lib/scope.ts';
import { AboutField } from './about-field.tsx';
import { TextArea, TextInput } from './controls.tsx';
import { CheckedField } from './fields.tsx';
import { FormDialog } from './form-dialog.tsx';

interface NoteDialogProps {
  scope: Scope;
  /** The note to change; without it a new one is written. */
  note?: Annotation;
  onClose: () => void;
  onRemoved?: (note: Annotation) => void;
}

/** The form of a note: title, days, text, and what it is about. */
export default function NoteDialog({ scope, note, onClose, onRemoved }: NoteDialogProps) {
  const [draft, setDraft] = useState(() => (note ? annotationDraft(note) : emptyNote(scope)));
  const [asked, setAsked] = useState(false);
  const { add, put, remove } = useAnnotationChanges();
  const set = (change: Partial<AnnotationDraft>) => setDraft((before) => ({ ...before, ...change }));
  const untitled = draft.title.trim() === '' ? 'A title is needed.' : undefined;
  const undated = draft.from === '' ? 'A day is needed.' : undefined;
  const to = draft.to === '' ? draft.from : draft.to;
  const backwards = to < draft.from ? 'The last day is before the first.' : undefined;
  const save = () => {
    setAsked(true);
    if (untitled ?? undated ?? backwards) return;
    const written = { ...draft, title: draft.title.trim(), to };
    if (note) put.mutate({ id: note.id, note: written }, { onSuccess: onClose });
    else add.mutate(written, { onSuccess: onClose });
  };
  const onDelete = note
    ? () =>
        remove.mutate(note, {
          onSuccess: () => {
            onRemoved?.(note);
            onClose();
          },
        })
    : undefined;
  return (
    <FormDialog
      title={note ? 'Change the note' : 'Add a note'}
      label="Note"
      size={520}
      changes={[add, put, remove]}
      onSave={save}
      onClose={onClose}
      onDelete={onDelete}
    >
      <CheckedField label="Title" error={asked ? untitled : undefined}>
        {(control) => (
          <TextInput
            {...control}
            data-autofocus
            autoComplete="off"
            maxLength={120}
            value={draft.title}
            onChange={(event) => set({ title: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      <CheckedField label="First day" span={6} error={asked ? undated : undefined}>
        {(control) => (
          <TextInput
            {...control}
            type="date"
            value={draft.from}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      <CheckedField label="Last day" span={6} error={asked ? backwards : undefined}>
        {(control) => (
          <TextInput
            {...control}
            type="date"
            min={draft.from}
            value={draft.to}
            onChange={(event) => set({ to: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      <CheckedField label="Text">
        {(control) => (
          <TextArea
            {...control}
            maxLength={2000}
            rows={4}
            value={draft.text}
            onChange={(event) => set({ text: event.currentTarget.value })}
          />
        )}
      </CheckedField>
      <AboutField draft={draft} hint="It is drawn wherever what it is about is shown." onChange={set} />
    </FormDialog>
  );
}

/** A note over the last day shown, about the one campaign or brand shown where there is one. */
function emptyNote({ period, state }: Scope): Required<AnnotationDraft> {
  const { campaign, brand } = state.values;
  const only = (values: readonly string[]) => (values.length === 1 ? (values[0] ?? null) : null);
  const one = only(campaign);
  return {
    title: '',
    text: '',
    from: period.to,
    to: period.to,
    campaign: one,
    brand: one === null ? only(brand) : null,
  };
}
