import type { Import, ImportPreview } from '@syncline/shared/control';
import type { ImportEffect } from '@syncline/shared/imports';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { focus } from '../../ui/focus.ts';
import forms from '../../ui/forms.module.css';
import { Failure, LoadingText } from '../../ui/states.tsx';
import { columnFacts } from './column-facts.ts';
import { previewFile } from './data-questions.ts';
import { FileChoice } from './file-choice.tsx';
import choice from './file-choice.module.css';
import { ImportResult } from './import-result.tsx';
import { draftFor, draftOf, type MappingDraft, readDraft } from './mapping-draft.ts';
import { MappingEditor } from './mapping-editor.tsx';
import { looksLikeSpend } from './spend-draft.ts';
import { Steps } from './steps.tsx';
import { formatBytes } from './units.ts';
import { type UploadOptions, uploadFile } from './upload.ts';
import { useDryRun } from './use-dry-run.ts';
import { CheckStep, Reading, TimesTable } from './wizard-check.tsx';
import { type Kind, KindStep } from './wizard-kind.tsx';
import { STEP_NAMES, type WizardStep } from './wizard-steps.ts';
import styles from './wizard.module.css';

interface ImportWizardProps {
  /** The step that the address names. */
  step: WizardStep;
  onStep: (step: WizardStep) => void;
  onStarted: (record: Import) => void;
  onRefused: (importId: string) => void;
}

/** Brings a file in, step by step: what it is, what its columns say, what it would do, and only then the import. */
export function ImportWizard({ step, onStep, onStarted, onRefused }: ImportWizardProps) {
  const [file, setFile] = useState<File | null>(null);
  if (file === null) {
    return (
      <>
        <Steps steps={['file', 'kind', 'check', 'import']} current="file" onStep={onStep} />
        {step === 'file' ? null : (
          <p className={forms.note}>A file is not kept when the page is loaded anew: choose it again.</p>
        )}
        <FileChoice
          onFile={(chosen) => {
            setFile(chosen);
            onStep('kind');
          }}
        />
      </>
    );
  }
  const leave = () => {
    setFile(null);
    onStep('file');
  };
  return (
    <ChosenFile
      key={`${file.name} ${file.size} ${file.lastModified}`}
      file={file}
      step={step === 'file' ? 'kind' : step}
      onStep={(next) => (next === 'file' ? leave() : onStep(next))}
      onStarted={onStarted}
      onRefused={onRefused}
    />
  );
}

type ChosenFileProps = ImportWizardProps & { file: File };

function ChosenFile({ file, ...rest }: ChosenFileProps) {
  const preview = useQuery({
    queryKey: ['preview', file.name, file.size, file.lastModified],
    queryFn: ({ signal }) => previewFile(file, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const cannot = preview.data && preview.data.format === null && preview.data.columns.length === 0;
  return (
    <div>
      <p className={choice.file}>
        <strong>{file.name}</strong>
        <span>{formatBytes(file.size)}</span>
      </p>
      {preview.isPending ? <LoadingText width="40%" /> : null}
      {preview.isError ? (
        <Failure what="The head of the file could not be looked at" error={preview.error} retry={preview.refetch} />
      ) : null}
      {cannot ? <p className={forms.problem}>{preview.data.reason}</p> : null}
      {preview.data && !cannot ? <Journey file={file} preview={preview.data} {...rest} /> : null}
      {preview.data && !cannot ? null : (
        <div className={styles.actions}>
          <Button look="outlined" onClick={() => rest.onStep('file')}>
            Choose another
          </Button>
        </div>
      )}
    </div>
  );
}

/** Mappings are tried out on the whole of a file as they are changed, unless it is larger. */
const TRIED_AT_ONCE = 64 * 1024 * 1024;

function Journey({ file, preview, step, onStep, onStarted, onRefused }: ChosenFileProps & { preview: ImportPreview }) {
  const { timezone } = useWorkspace();
  const [kind, setKind] = useState<Kind | null>(() => guessedKind(preview));
  const [draft, setDraft] = useState<MappingDraft | null>(() =>
    draftOfKind(guessedKind(preview), file, preview, timezone),
  );
  const [deletes, setDeletes] = useState<'earlier' | 'all'>('earlier');
  const [started, setStarted] = useState<Import | null>(null);
  const [told, setTold] = useState<ImportEffect | null>(null);
  const { columns } = preview;
  const read = useMemo(() => (draft === null ? null : readDraft(draft, columns)), [draft, columns]);
  const isMapped = draft !== null;
  const steps: WizardStep[] = ['file', 'kind', ...(isMapped ? (['columns'] as const) : []), 'check', 'import'];
  const shown = shownStep(step, { steps, isReady: kind !== null && (read === null || read.mapping !== null), started });
  const options: UploadOptions | null =
    read?.problem || kind === null
      ? null
      : {
          name: file.name,
          format: isMapped ? 'csv' : (preview.format ?? 'auto'),
          mapping: read?.mapping ?? null,
          deletes,
        };
  const isTried = shown === 'check' || (shown === 'columns' && file.size <= TRIED_AT_ONCE);
  const dryRun = useDryRun(file, isTried ? options : null);
  const sending = useSending(file, (record) => {
    setStarted(record);
    onStarted(record);
    onStep('import');
  });
  const effect = dryRun.record?.effect ?? null;
  const choose = (next: Kind) => {
    setKind(next);
    setDraft(draftOfKind(next, file, preview, timezone));
  };
  return (
    <>
      <Steps steps={steps} current={shown} onStep={onStep} />
      {/* The focus goes to the heading of each step, so that it is read out and Tab goes on from there. */}
      <h3 key={shown} ref={focus} tabIndex={-1} className={styles.title}>
        {STEP_NAMES[shown]}
      </h3>
      {shown === 'kind' ? (
        <KindStep
          preview={preview}
          kind={kind}
          onKind={choose}
          deletes={deletes}
          onDeletes={setDeletes}
          onNext={() => onStep(isMapped ? 'columns' : 'check')}
          onBack={() => onStep('file')}
        />
      ) : null}
      {shown === 'columns' && draft && read ? (
        <>
          <MappingEditor
            preview={preview}
            draft={draft}
            read={read}
            facts={columnFacts(preview, effect)}
            saved={kind?.is === 'saved' ? kind.mapping : null}
            onChange={setDraft}
            onSaved={(mapping) =>
              setKind(mapping ? { is: 'saved', mapping } : { is: draft.spend ? 'spend' : 'events' })
            }
          />
          <Reading dryRun={dryRun} />
          <TimesTable times={effect?.times ?? null} />
          <div className={styles.actions}>
            <Button look="primary" disabled={read.mapping === null} onClick={() => onStep('check')}>
              Go on
            </Button>
            <Button look="outlined" onClick={() => onStep('kind')}>
              Back
            </Button>
          </div>
        </>
      ) : null}
      {shown === 'check' ? (
        <CheckStep
          dryRun={dryRun}
          sending={sending}
          onImport={() => {
            if (!options) return;
            setTold(effect);
            sending.send(options);
          }}
          onBack={() => onStep(isMapped ? 'columns' : 'kind')}
        />
      ) : null}
      {shown === 'import' && started ? (
        <ImportResult first={started} effect={told} onRefused={onRefused} onAnother={() => onStep('file')} />
      ) : null}
    </>
  );
}

function guessedKind({ format, columns }: ImportPreview): Kind | null {
  if (format !== null) return { is: 'found' };
  return { is: looksLikeSpend(columns) ? 'spend' : 'events' };
}

/** The mapping that a kind begins with; null where it needs none. */
function draftOfKind(kind: Kind | null, file: File, preview: ImportPreview, timeZone: string): MappingDraft | null {
  if (kind === null || kind.is === 'found') return null;
  if (kind.is === 'saved') return draftOf(kind.mapping);
  return draftFor(preview, nameFor(file.name), { timeZone, target: kind.is });
}

function nameFor(fileName: string): string {
  return fileName.replace(/\.[a-z.]+$/i, '').slice(0, 120) || 'mapping';
}

interface Standing {
  steps: readonly WizardStep[];
  isReady: boolean;
  started: Import | null;
}

/** The step that can be shown where the address names one. */
function shownStep(step: WizardStep, { steps, isReady, started }: Standing): WizardStep {
  if (step === 'import') return started ? 'import' : 'check';
  if (step === 'check' && !isReady) return steps.includes('columns') ? 'columns' : 'kind';
  return steps.includes(step) ? step : 'kind';
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
    sentText: sending.isPending ? `${formatBytes(sent)} of ${formatBytes(file.size)} sent` : '',
    send: (options: UploadOptions) => sending.mutate(options),
    stop: () => stopper.current?.abort(),
    problem: sending.isError ? problemText(sending.error) : null,
  };
}

function problemText(error: Error): string {
  return error instanceof ApiFailure && error.hint ? `${error.message} ${error.hint}` : error.message;
}
