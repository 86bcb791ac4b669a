import type { DeadLetter } from '@syncline/shared/control';
import { REJECT_CODES } from '@syncline/shared/events';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { formatCount, plural, formatInstant } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import {
  deleteRefused,
  importsQuery,
  type RefusedFilter,
  refusedDownload,
  refusedQuery,
  replayRefused,
} from './data-questions.ts';
import { Choice, Field } from '../../ui/fields.tsx';
import forms from '../../ui/forms.module.css';
import { ShowMore } from '../../ui/show-more.tsx';
import styles from './refused-tab.module.css';

interface RefusedTabProps {
  code: string | undefined;
  importId: string | undefined;
  onFilter: (filter: Pick<RefusedFilter, 'import_id'> & { code?: (typeof REJECT_CODES)[number] | undefined }) => void;
}

const ANY = '';

/** Lines that were refused, with their reasons: filter, download, send again, remove. */
export function RefusedTab({ code, importId, onFilter }: RefusedTabProps) {
  const filter = { code, import_id: importId };
  const pages = useInfiniteQuery(refusedQuery(filter));
  const imports = useQuery(importsQuery).data?.imports ?? [];
  const known = REJECT_CODES.find((each) => each === code);
  const letters = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = pages.data?.pages[0]?.total ?? 0;
  const refusedImports = imports.filter(({ rejected, id }) => rejected > 0 || id === importId);
  return (
    <Panel
      what="Refused records"
      title={pages.data ? titleOf(total, filter) : undefined}
      subtitle="Kept as far as they may be: identifiers hashed, card numbers masked. What is sent again and taken in leaves this list"
      query={pages}
      height={240}
      picture={false}
    >
      <div className={forms.form} style={{ marginBottom: 14 }}>
        <Field label="Reason">
          <Choice
            value={known ?? ANY}
            options={[
              { value: ANY, label: 'any reason' },
              ...REJECT_CODES.map((each) => ({ value: each, label: codeName(each) })),
            ]}
            onChange={(next) => onFilter({ code: next === ANY ? undefined : next, import_id: importId })}
          />
        </Field>
        <Field label="From">
          <Choice
            value={importId ?? ANY}
            options={[
              { value: ANY, label: 'anywhere' },
              ...refusedImports.map(({ id, file_name }) => ({ value: id, label: file_name })),
            ]}
            onChange={(next) => onFilter({ code: known, import_id: next === ANY ? undefined : next })}
          />
        </Field>
        {total > 0 ? <Actions filter={filter} total={total} /> : null}
      </div>
      {letters.length > 0 ? (
        <ul className={styles.list} aria-label="Refused records">
          {letters.map((letter) => (
            <Letter key={letter.id} letter={letter} />
          ))}
        </ul>
      ) : (
        <p className={forms.note}>
          {code === undefined && importId === undefined
            ? 'No record has been refused. When one is, it is kept here with its reason.'
            : 'No refused record fits.'}
        </p>
      )}
      {letters.length > 0 ? <ShowMore shown={letters.length} total={total} pages={pages} /> : null}
    </Panel>
  );
}

function titleOf(total: number, { code, import_id }: RefusedFilter): string {
  const some = code !== undefined || import_id !== undefined;
  return total === 0 && !some ? 'Refused records' : plural(total, 'refused record');
}

function codeName(code: string): string {
  return code.replaceAll('_', ' ');
}

function Actions({ filter, total }: { filter: RefusedFilter; total: number }) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries();
  const replay = useMutation({ mutationFn: () => replayRefused(filter), onSettled: refresh });
  const remove = useMutation({ mutationFn: () => deleteRefused(filter), onSettled: refresh });
  const busy = replay.isPending || remove.isPending;
  const failed = replay.error ?? remove.error;
  return (
    <>
      <span className={forms.row}>
        <a href={refusedDownload(filter, 'ndjson')} download>
          Download NDJSON
        </a>
        <a href={refusedDownload(filter, 'csv')} download>
          CSV
        </a>
      </span>
      <Button look="outlined" disabled={busy} onClick={() => replay.mutate()}>
        {replay.isPending ? 'Sending again' : 'Send again'}
      </Button>
      <ConfirmButton
        label="Remove"
        question={`Remove ${plural(total, 'record')} for good?`}
        confirm="Remove"
        disabled={busy}
        onConfirm={() => remove.mutate()}
      />
      <output className={failed ? forms.problem : forms.note}>
        {failed?.message ?? (replay.data ? replayText(replay.data) : '')}
      </output>
    </>
  );
}

function replayText(answer: NonNullable<Awaited<ReturnType<typeof replayRefused>>>): string {
  const { accepted, duplicate, rejected, not_replayable } = answer;
  return [
    `${formatCount(accepted)} taken in`,
    duplicate > 0 ? `${formatCount(duplicate)} known already` : '',
    rejected > 0 ? `${formatCount(rejected)} refused again` : '',
    not_replayable > 0 ? `${formatCount(not_replayable)} of which too little is kept` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function Letter({ letter }: { letter: DeadLetter }) {
  const { timezone } = useWorkspace();
  const { line, code, path, message, payload, received_at, replayable } = letter;
  return (
    <li className={styles.letter}>
      <span className={styles.number}>line {formatCount(line)}</span>
      <span className={styles.code}>{codeName(code)}</span>
      <span className={styles.message}>
        {path ? <code>{path} </code> : null}
        {message}
      </span>
      <span className={styles.at}>{formatInstant(received_at, timezone)}</span>
      {payload === null ? null : (
        <details>
          <summary>What is kept of it{replayable ? '' : ', too little to send again'}</summary>
          <pre>{payload}</pre>
        </details>
      )}
    </li>
  );
}
