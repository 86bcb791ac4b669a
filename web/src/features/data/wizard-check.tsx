import type { Import } from '@syncline/shared/control';
import type { ImportEffect } from '@syncline/shared/imports';
import type { ReactNode } from 'react';
import { formatInstant } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import forms from '../../ui/forms.module.css';
import { Failure } from '../../ui/states.tsx';
import { effectFacts, effectSentence, effectWarnings, refusalReasons } from './effect-words.ts';
import type { DryRun } from './use-dry-run.ts';
import styles from './wizard.module.css';

/** How far looking through the file is; keeps its height. */
export function Reading({ dryRun }: { dryRun: DryRun }) {
  const { progress } = dryRun;
  return (
    <output className={styles.reading}>
      {progress === null ? null : (
        <>
          <progress max={1} value={progress} aria-label="How much of the file was looked through" />
          Looking through the whole file; nothing is kept
        </>
      )}
    </output>
  );
}

interface CheckStepProps {
  dryRun: DryRun;
  sending: { isPending: boolean; sentText: string; problem: string | null; stop: () => void };
  onImport: () => void;
  onBack: () => void;
}

/** What importing the file would do, exactly; nothing is kept before it is asked for. */
export function CheckStep({ dryRun, sending, onImport, onBack }: CheckStepProps) {
  const { record, isCurrent, error } = dryRun;
  const isReady = isCurrent && record?.state === 'done';
  return (
    <>
      <Reading dryRun={dryRun} />
      {error ? <Failure what="The file could not be looked through" error={error} retry={dryRun.retry} /> : null}
      {record?.state === 'failed' ? <p className={forms.problem}>{record.error}</p> : null}
      {record?.effect ? (
        <div className={isCurrent ? undefined : styles.stale}>
          <Effect record={record} effect={record.effect} />
        </div>
      ) : null}
      <div className={styles.actions}>
        <Button look="primary" disabled={!isReady || sending.isPending} onClick={onImport}>
          {sending.isPending ? 'Sending' : 'Import'}
        </Button>
        <Button look="outlined" onClick={sending.isPending ? sending.stop : onBack}>
          {sending.isPending ? 'Stop' : 'Back'}
        </Button>
        <output className={forms.note}>{sending.sentText}</output>
      </div>
      {sending.problem ? <p className={forms.problem}>{sending.problem}</p> : null}
    </>
  );
}

function Effect({ record, effect }: { record: Import; effect: ImportEffect }) {
  const { currency } = useWorkspace();
  const warnings = effectWarnings(record, effect);
  return (
    <>
      <p className={styles.lead}>{effectSentence(record)}</p>
      {warnings.length > 0 ? (
        <ul className={styles.warnings}>
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      ) : null}
      <dl className={styles.facts}>
        {effectFacts(record, effect, currency).map(({ label, text }) => (
          <Fact key={label} label={label} text={text} />
        ))}
      </dl>
      <TimesTable times={effect.times} />
      <Refusals effect={effect} />
    </>
  );
}

function Fact({ label, text }: { label: string; text: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </>
  );
}

/** How the first times are understood: as they are written, in UTC, and in the zone of the workspace. */
export function TimesTable({ times }: { times: ImportEffect['times'] }) {
  const { timezone } = useWorkspace();
  if (times === null || times.examples.length === 0) return null;
  const open = times.without_offset > 0 ? `, ${times.without_offset.toLocaleString('en-US')} without an offset` : '';
  return (
    <Scrolling label="How times are understood">
      <table>
        <caption>{`Times of the column “${times.column}”: ${times.read.toLocaleString('en-US')} could be read${open}. The first of them:`}</caption>
        <thead>
          <tr>
            <th scope="col">As written</th>
            <th scope="col">UTC</th>
            {timezone === 'UTC' ? null : <th scope="col">{timezone}</th>}
          </tr>
        </thead>
        <tbody>
          {times.examples.map(({ line, text, at }) => (
            <tr key={line}>
              <td>{text}</td>
              <td>{formatInstant(at, 'UTC')}</td>
              {timezone === 'UTC' ? null : <td>{formatInstant(at, timezone)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function Refusals({ effect }: { effect: ImportEffect }) {
  const reasons = refusalReasons(effect);
  if (reasons.length === 0) return null;
  return (
    <Scrolling label="What would be refused">
      <table>
        <caption>What would be refused, with the lines of the file</caption>
        <thead>
          <tr>
            <th scope="col" className={styles.number}>
              Lines
            </th>
            <th scope="col">Reason</th>
            <th scope="col">Where</th>
          </tr>
        </thead>
        <tbody>
          {reasons.map(({ key, count, reason, lines }) => (
            <tr key={key}>
              <td className={styles.number}>{count}</td>
              <td>{reason}</td>
              <td>{lines}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

/** A scrolling region must be reachable by keyboard. */
const REACHABLE = { tabIndex: 0 };

function Scrolling({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className={styles.table} aria-label={label} {...REACHABLE}>
      {children}
    </section>
  );
}
