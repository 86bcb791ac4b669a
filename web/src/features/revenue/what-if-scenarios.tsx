import type { Agreement } from '@syncline/shared/agreements';
import type { SupposedTerms } from '@syncline/shared/revenue-scenarios';
import { MAX_COMPARED, type Scenario } from '@syncline/shared/scenarios';
import type { Period } from '@syncline/shared/time';
import { type FormEvent, useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { formatInstant, formatPeriod } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Button, TextInput } from '../../ui/controls.tsx';
import { DataTable, type TableColumn } from '../../ui/data-table.tsx';
import { CheckedField } from '../../ui/fields.tsx';
import { focus } from '../../ui/focus.ts';
import { Panel, type PanelQuery } from '../../ui/panel.tsx';
import { canBeAsked, nameOf } from './supposed.ts';
import { useScenarioChanges } from './what-if-questions.ts';
import styles from './what-if.module.css';

interface ScenarioBarProps {
  scenario: Scenario | undefined;
  supposed: SupposedTerms;
  period: Period;
  /** Whether the terms are other than those of the scenario that is open, or than those in force. */
  isChanged: boolean;
  onOpen: (scenario: Scenario | undefined) => void;
}

type Writing = 'new' | 'rename' | null;

/** Saves the supposed terms under a name; changes, renames and deletes the scenario that is open. */
export function ScenarioBar({ scenario, supposed, period, isChanged, onOpen }: ScenarioBarProps) {
  const changes = useScenarioChanges();
  const [writing, setWriting] = useState<Writing>(null);
  const busy = changes.add.isPending || changes.change.isPending || changes.remove.isPending;
  const failed = [changes.add, changes.change, changes.remove].find(({ isError }) => isError)?.error;
  const nothing = supposed.length === 0;
  const save = (written: Written) => {
    const draft = { ...written, what_if: supposed };
    const onSuccess = (saved: Scenario) => {
      setWriting(null);
      onOpen(saved);
    };
    if (writing === 'rename' && scenario) {
      const renamed = { ...written, what_if: scenario.what_if };
      changes.change.mutate({ id: scenario.id, scenario: renamed }, { onSuccess: () => setWriting(null) });
    } else changes.add.mutate(draft, { onSuccess });
  };
  return (
    <section aria-label="Scenario">
      <div className={styles.bar}>
        <p>
          {scenario ? (
            <>
              <strong>{scenario.name}</strong>
              {isChanged ? ', changed here and not saved' : ''}
              {scenario.note ? ` – ${scenario.note}` : ''}
            </>
          ) : nothing ? (
            'Nothing is supposed yet: change a term to see what it would come to. Nothing real changes.'
          ) : (
            'Not saved: the address of this view holds these terms, so that its link can be shared. Nothing real changes.'
          )}
        </p>
        {scenario && isChanged && !nothing ? (
          <Button
            look="primary"
            disabled={busy}
            onClick={() => {
              const { name, note, period: days } = scenario;
              const changed = { name, note, period: days, what_if: supposed };
              changes.change.mutate({ id: scenario.id, scenario: changed }, { onSuccess: onOpen });
            }}
          >
            Save the changes
          </Button>
        ) : null}
        <Button look="outlined" disabled={nothing || busy} onClick={() => setWriting('new')}>
          {scenario ? 'Save as another' : 'Save'}
        </Button>
        {scenario ? (
          <>
            <Button look="outlined" disabled={busy} onClick={() => setWriting('rename')}>
              Rename
            </Button>
            <ConfirmButton
              label="Delete"
              question={`Delete “${scenario.name}”? Its link leads nowhere then.`}
              confirm="Delete it"
              disabled={busy}
              onConfirm={() => changes.remove.mutate(scenario.id, { onSuccess: () => onOpen(undefined) })}
            />
            <Button look="outlined" onClick={() => onOpen(undefined)}>
              Close
            </Button>
          </>
        ) : null}
      </div>
      {failed ? <p className={styles.problem}>{messageOf(failed)}</p> : null}
      {writing ? (
        <NameForm
          key={writing}
          title={writing === 'rename' ? 'Rename the scenario' : 'Save as a scenario'}
          begin={writing === 'rename' && scenario ? scenario : { name: '', note: '', period: null }}
          period={period}
          busy={busy}
          onSave={save}
          onClose={() => setWriting(null)}
        />
      ) : null}
    </section>
  );
}

type Written = Pick<Scenario, 'name' | 'note' | 'period'>;

interface NameFormProps {
  title: string;
  begin: Written;
  period: Period;
  busy: boolean;
  onSave: (written: Written) => void;
  onClose: () => void;
}

function NameForm({ title, begin, period, busy, onSave, onClose }: NameFormProps) {
  const [name, setName] = useState(begin.name);
  const [note, setNote] = useState(begin.note);
  const [bound, setBound] = useState(begin.period !== null);
  const [asked, setAsked] = useState(false);
  const days = begin.period ?? period;
  const missing = name.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!missing) onSave({ name: name.trim(), note: note.trim(), period: bound ? days : null });
  };
  return (
    <form className={styles.save} noValidate aria-label={title} onSubmit={submit}>
      <CheckedField label="Name" span={5} error={asked && missing ? 'is needed' : undefined}>
        {(control) => (
          <TextInput
            {...control}
            ref={focus}
            autoComplete="off"
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
      </CheckedField>
      <CheckedField label="Note" span={7}>
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
      </CheckedField>
      <label className={styles.check}>
        <input type="checkbox" checked={bound} onChange={(event) => setBound(event.currentTarget.checked)} />
        Opens with these days: {formatPeriod(days)}
      </label>
      <div className={styles.buttons}>
        <Button look="primary" type="submit" disabled={busy}>
          Save
        </Button>
        <Button look="outlined" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

interface ScenariosPanelProps {
  query: PanelQuery;
  items: readonly Scenario[];
  /** What is supposed for others cannot be asked. */
  agreements: readonly Agreement[];
  compared: readonly string[];
  onCompare: (ids: string[]) => void;
  onOpen: (scenario: Scenario) => void;
}

/** Every saved scenario: opened, or put side by side. */
export function ScenariosPanel({ query, items, agreements, compared, onCompare, onOpen }: ScenariosPanelProps) {
  const { timezone } = useWorkspace();
  const names = new Map(agreements.map(({ slug, name }) => [slug, name]));
  const missing = ({ what_if }: Scenario) => what_if.filter((one) => !canBeAsked(one, agreements)).map(nameOf);
  const columns: TableColumn<Scenario>[] = [
    {
      key: 'name',
      label: 'Scenario',
      value: ({ name }) => name,
      cell: (scenario) => (
        <Button look="link" onClick={() => onOpen(scenario)}>
          {scenario.name}
        </Button>
      ),
    },
    {
      key: 'compare',
      label: 'Side by side',
      value: ({ id }) => (compared.includes(id) ? 1 : 0),
      cell: (scenario) => {
        const { id, name } = scenario;
        const checked = compared.includes(id);
        const gone = missing(scenario);
        if (gone.length > 0) return `not possible: there is no agreement ${gone.join(', ')}`;
        return (
          <label className={styles.check}>
            <input
              type="checkbox"
              aria-label={`Compare ${name}`}
              checked={checked}
              disabled={!checked && compared.length >= MAX_COMPARED}
              onChange={() => onCompare(checked ? compared.filter((one) => one !== id) : [...compared, id])}
            />
          </label>
        );
      },
    },
    {
      key: 'about',
      label: 'Supposed for',
      value: ({ what_if }) => what_if.map(({ agreement }) => names.get(agreement) ?? agreement).join(', '),
      wide: true,
    },
    {
      key: 'period',
      label: 'Days',
      value: ({ period }) => period?.from ?? '',
      cell: ({ period }) => (period ? formatPeriod(period) : 'any'),
      wide: true,
    },
    {
      key: 'changed',
      label: 'Changed',
      value: ({ updated_at }) => updated_at,
      cell: ({ updated_at }) => formatInstant(updated_at, timezone),
      wide: true,
    },
  ];
  return (
    <Panel
      title="Saved scenarios"
      subtitle={`Up to ${MAX_COMPARED} can stand side by side`}
      query={query}
      height={120}
      picture={false}
      empty={items.length === 0 ? { sentence: 'No scenario is saved yet.' } : false}
    >
      {() => <DataTable columns={columns} rows={items} rowKey={({ id }) => id} caption="Saved scenarios" />}
    </Panel>
  );
}

function messageOf(error: Error): string {
  const hint = error instanceof ApiFailure ? error.hint : undefined;
  return hint ? `${error.message} ${hint}` : error.message;
}
