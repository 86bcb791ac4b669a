import type { Import, ImportPreview, MappingInput } from '@syncline/shared/control';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { Button } from '../../ui/controls.tsx';
import { Failure, LoadingText } from '../../ui/states.tsx';
import { previewFile } from './data-questions.ts';
import { Choice, Field } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import styles from './import-form.module.css';
import { FORMAT_NAMES } from './import-words.ts';
import { MappingEditor } from './mapping-editor.tsx';
import { RatesFound } from './rates-found.tsx';
import { SampleRows } from './sample-rows.tsx';
import { formatBytes } from './units.ts';
import { type UploadOptions, uploadFile } from './upload.ts';

interface ChosenFileProps {
  file: File;
  onCancel: () => void;
  onStarted: (record: Import) => void;
}

/** A chosen file: what its head says it is, how it is to be read, and the sending of it. */
export function ChosenFile({ file, onCancel, onStarted }: ChosenFileProps) {
  const preview = useQuery({
    queryKey: ['preview', file.name, file.size, file.lastModified],
    queryFn: ({ signal }) => previewFile(file, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return (
    <div>
      <p className={styles.file}>
        <strong>{file.name}</strong>
        <span>{formatBytes(file.size)}</span>
        <span>{preview.data ? foundText(preview.data) : null}</span>
      </p>
      {preview.isPending ? <LoadingText width="40%" /> : null}
      {preview.isError ? (
        <Failure what="The head of the file could not be looked at" error={preview.error} retry={preview.refetch} />
      ) : null}
      {preview.data ? <Reading file={file} preview={preview.data} onCancel={onCancel} onStarted={onStarted} /> : null}
      {preview.data ? null : (
        <div className={styles.actions}>
          <Button look="outlined" onClick={onCancel}>
            Choose another
          </Button>
        </div>
      )}
    </div>
  );
}

function foundText({ format, columns }: ImportPreview): string {
  if (format !== null) return FORMAT_NAMES[format];
  return columns.length > 0 ? `a table of ${columns.length} columns that needs a mapping` : '';
}

function Reading({ file, preview, onCancel, onStarted }: ChosenFileProps & { preview: ImportPreview }) {
  const table = preview.columns.length > 0;
  const [mapped, setMapped] = useState(preview.format === null);
  const [mapping, setMapping] = useState<MappingInput | null>(null);
  const [deletes, setDeletes] = useState<'earlier' | 'all'>('earlier');
  const sending = useSending(file, onStarted);
  if (preview.format === null && !table) {
    return (
      <>
        <p className={forms.problem}>{preview.reason}</p>
        <div className={styles.actions}>
          <Button look="outlined" onClick={onCancel}>
            Choose another
          </Button>
        </div>
      </>
    );
  }
  const format = preview.format ?? 'csv';
  const ready = !mapped || mapping !== null;
  return (
    <>
      {table && preview.format !== null ? (
        <Field label="Read as">
          <Choice
            value={mapped ? 'mapping' : 'format'}
            options={[
              { value: 'format', label: FORMAT_NAMES[format] },
              { value: 'mapping', label: FORMAT_NAMES.csv },
            ]}
            onChange={(value) => setMapped(value === 'mapping')}
          />
        </Field>
      ) : null}
      {format === 'x-posts' && !mapped ? (
        <label className={forms.check}>
          <input
            type="checkbox"
            checked={deletes === 'all'}
            onChange={(event) => setDeletes(event.currentTarget.checked ? 'all' : 'earlier')}
          />
          Delete notices also remove posts that this file holds itself
        </label>
      ) : null}
      {preview.rates && !mapped ? <RatesFound found={preview.rates} /> : null}
      {table && !(preview.rates && !mapped) ? (
        <SampleRows columns={preview.columns} rows={preview.rows.slice(0, 4)} />
      ) : null}
      {mapped ? <MappingEditor preview={preview} fileName={file.name} onMapping={setMapping} /> : null}
      <div className={styles.actions}>
        <Button
          look="primary"
          disabled={!ready || sending.isPending}
          onClick={() => sending.send({ name: file.name, format, mapping: mapped ? mapping : null, deletes })}
        >
          {sending.isPending ? 'Sending' : 'Import'}
        </Button>
        <Button look="outlined" onClick={sending.isPending ? sending.stop : onCancel}>
          {sending.isPending ? 'Stop' : 'Choose another'}
        </Button>
        {sending.isPending ? (
          <output className={forms.note}>
            {formatBytes(sending.sent)} of {formatBytes(file.size)} sent
          </output>
        ) : null}
      </div>
      {sending.problem ? <p className={forms.problem}>{sending.problem}</p> : null}
    </>
  );
}

function useSending(file: File, onStarted: (record: Import) => void) {
  const stopper = useRef<AbortController | null>(null);
  const [sent, setSent] = useState(0);
  const sending = useMutation({
    mutationFn: (options: UploadOptions) => {
      stopper.current = new AbortController();
      setSent(0);
      return uploadFile(file, options, setSent, stopper.current.signal);
    },
    onSuccess: onStarted,
  });
  return {
    isPending: sending.isPending,
    sent,
    send: (options: UploadOptions) => sending.mutate(options),
    stop: () => stopper.current?.abort(),
    problem: sending.isError ? problemText(sending.error) : null,
  };
}

function problemText(error: Error): string {
  return error instanceof ApiFailure && error.hint ? `${error.message} ${error.hint}` : error.message;
}
