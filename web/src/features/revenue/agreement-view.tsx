import { type Agreement, type AgreementChange, type AgreementVersion, versionOn } from '@syncline/shared/agreements';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { formatDay, formatInstant } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Button, TextInput } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { CheckedField } from '../../ui/fields.tsx';
import { Cell, Page, Row } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { agreementChangesQuery, useAgreementChanges } from './agreements-questions.ts';
import styles from './agreements.module.css';
import { aboutText, stateText, termsSentences } from './terms-words.ts';
import { useScopeNames } from './use-scope-names.ts';

interface AgreementViewProps {
  agreement: Agreement;
  onClose: () => void;
  onWrite: (write: 'version' | 'what-if') => void;
}

/** One agreement: every version of its terms in words, its end, and what was changed. */
export function AgreementView({ agreement, onClose, onWrite }: AgreementViewProps) {
  const { today } = useWorkspace();
  const nameOfScope = useScopeNames();
  const { name, scope, currency, ends_on, origin } = agreement;
  const hasEnded = ends_on !== null && ends_on < today;
  return (
    <Page
      title={name}
      facts={`${aboutText(scope, nameOfScope)}, in ${currency}  ·  ${stateText(agreement, today)}${origin === 'demo' ? '  ·  of the demo world, with which it goes' : ''}`}
      crumbs={
        <>
          <Button look="link" onClick={onClose}>
            Agreements
          </Button>
          <span>/</span>
          {name}
        </>
      }
      actions={
        <>
          <Button look="outlined" onClick={() => onWrite('what-if')}>
            What if…
          </Button>
          {hasEnded ? null : (
            <Button look="primary" onClick={() => onWrite('version')}>
              Other terms from a day on
            </Button>
          )}
        </>
      }
    >
      <Row>
        <Cell span={7}>
          {agreement.versions.toReversed().map((version) => (
            <VersionPart key={version.version} agreement={agreement} version={version} onGone={onClose} />
          ))}
        </Cell>
        <Cell span={5}>{hasEnded ? null : <EndForm key={ends_on} agreement={agreement} />}</Cell>
      </Row>
      <ChangesPanel agreement={agreement} />
    </Page>
  );
}

interface VersionPartProps {
  agreement: Agreement;
  version: AgreementVersion;
  /** Called when the agreement went with its only version. */
  onGone: () => void;
}

function VersionPart({ agreement, version, onGone }: VersionPartProps) {
  const { today, timezone } = useWorkspace();
  const { removeVersion } = useAgreementChanges();
  const { version: number, effective_from, terms, note, recorded_at } = version;
  const only = agreement.versions.length === 1;
  const inForce = versionOn(agreement, today)?.version === number;
  const state = effective_from > today ? 'to come' : inForce ? 'in force' : 'past';
  return (
    <section className={styles.version} aria-label={`Version ${number}`}>
      <h2>
        Version {number}, from {formatDay(effective_from, { year: true })} <span className={styles.state}>{state}</span>
      </h2>
      <ul>
        {termsSentences(terms, agreement.currency).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p className={styles.note}>
        {note ? `“${note}” ` : null}Written {formatInstant(recorded_at, timezone)}.
      </p>
      {state === 'to come' ? (
        <ConfirmButton
          label="Take back"
          question={only ? 'Remove the agreement with its only version?' : `Take version ${number} back?`}
          confirm={only ? 'Remove it' : 'Take it back'}
          disabled={removeVersion.isPending}
          onConfirm={() =>
            removeVersion.mutate({ slug: agreement.slug, version: number }, { onSuccess: () => only && onGone() })
          }
        />
      ) : null}
      {removeVersion.isError ? <p className={styles.problem}>{messageOf(removeVersion.error)}</p> : null}
    </section>
  );
}

function EndForm({ agreement }: { agreement: Agreement }) {
  const { today } = useWorkspace();
  const { change } = useAgreementChanges();
  const [day, setDay] = useState(agreement.ends_on ?? '');
  const ends_on = day === '' ? null : day;
  return (
    <form
      className={styles.end}
      aria-label="Its last day"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ slug: agreement.slug, patch: { ends_on } });
      }}
    >
      <CheckedField
        label="Last day"
        hint="Empty: without end. Orders up to today stay under it."
        error={change.isError ? messageOf(change.error) : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            type="date"
            min={today}
            value={day}
            onChange={(event) => {
              change.reset();
              setDay(event.currentTarget.value);
            }}
          />
        )}
      </CheckedField>
      <Button look="outlined" type="submit" disabled={change.isPending || ends_on === agreement.ends_on}>
        Set the last day
      </Button>
    </form>
  );
}

const ACTIONS: Record<AgreementChange['action'], string> = {
  created: 'added',
  version_added: 'version added',
  version_removed: 'version taken back',
  changed: 'changed',
  removed: 'removed',
};

function ChangesPanel({ agreement }: { agreement: Agreement }) {
  const { timezone } = useWorkspace();
  const query = useQuery(agreementChangesQuery(agreement.slug));
  const rows = (query.data?.items ?? []).map((change, index) => ({ ...change, key: String(index) }));
  const columns: TableColumn<(typeof rows)[number]>[] = [
    { key: 'at', label: 'When', value: ({ at }) => at, cell: ({ at }) => formatInstant(at, timezone) },
    { key: 'action', label: 'What', value: (row) => whatText(row) },
    { key: 'address', label: 'From', value: ({ address }) => address ?? 'not known' },
    { key: 'request', label: 'Request', value: ({ request_id }) => request_id, wide: true },
  ];
  return (
    <Panel
      title="What was changed"
      subtitle="There are no users: the address of the connection is what is known of who it was; behind a proxy it is the proxy’s"
      query={query}
      height={160}
      picture={false}
    >
      {() => <DataTable columns={columns} rows={rows} rowKey={({ key }) => key} caption="Changes of the agreement" />}
    </Panel>
  );
}

function whatText({ action, version, before, after }: AgreementChange): string {
  if (version !== null && action !== 'created') return `${ACTIONS[action]}: ${version}`;
  if (action !== 'changed') return ACTIONS[action];
  const [one, other] = [before, after] as Record<string, string | null>[];
  const changed = Object.keys(other ?? {}).filter((field) => one?.[field] !== other?.[field]);
  const names: Record<string, string> = { ends_on: 'last day', name: 'name' };
  return changed
    .map((field) => `${names[field] ?? field} from ${one?.[field] ?? 'none'} to ${other?.[field] ?? 'none'}`)
    .join(', ');
}

function messageOf(error: Error): string {
  const hint = error instanceof ApiFailure ? error.hint : undefined;
  return hint ? `${error.message} ${hint}` : error.message;
}
