import { useLocalStorage } from '@mantine/hooks';
import { Popover } from '@mantine/core';
import type { MetricKey } from '@syncline/shared/metrics';
import { type SyntheticEvent, useMemo, useState } from 'react';
import { plural } from '@syncline/shared/format';
import controls from '../../ui/controls.module.css';
import { Button, TextInput } from '../../ui/controls.tsx';
import { ChevronIcon } from '../../ui/icons.tsx';
import picker from '../../ui/picker.module.css';
import styles from './campaigns.module.css';
import { COLUMN_SETS, nameOfSet, readSets, withSet } from './column-sets.ts';

interface ColumnSetsProps {
  /** The columns of the table. */
  metrics: readonly MetricKey[];
  /** Whether they were chosen; else they are the usual ones. */
  chosen: boolean;
  /** Undefined are the usual columns. */
  onChoose: (metrics: readonly MetricKey[] | undefined) => void;
}

/** Columns by name: the usual ones, the sets that everybody has, and one's own, which this browser keeps. */
export function ColumnSets({ metrics, chosen, onChoose }: ColumnSetsProps) {
  const [stored, setStored] = useLocalStorage({
    key: 'syncline-column-sets',
    defaultValue: '[]',
    getInitialValueInEffect: false,
  });
  const own = useMemo(() => readSets(stored), [stored]);
  const [open, setOpen] = useState(false);
  const current = chosen ? nameOfSet([...COLUMN_SETS, ...own], metrics) : 'Usual';
  const choose = (chosenMetrics: readonly MetricKey[] | undefined) => {
    setOpen(false);
    onChoose(chosenMetrics);
  };
  const keep = (name: string) => {
    setStored(JSON.stringify(withSet(own, { name, metrics })));
    setOpen(false);
  };
  const forget = (name: string) => setStored(JSON.stringify(own.filter((set) => set.name !== name)));
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={picker.trigger} onClick={() => setOpen(!open)}>
          Set <strong>{current ?? 'own'}</strong>
          <ChevronIcon size={12} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={controls.dropdown ?? ''} aria-label="Sets of columns">
        <div className={`${picker.list} ${picker.presets}`}>
          <Preset name="Usual" note="what most ask for" current={current} onClick={() => choose(undefined)} />
          {[...COLUMN_SETS, ...own].map((set) => (
            <div key={set.name} className={styles.set}>
              <Preset
                name={set.name}
                note={plural(set.metrics.length, 'column')}
                current={current}
                onClick={() => choose(set.metrics)}
              />
              {COLUMN_SETS.includes(set) ? null : (
                <Button look="link" aria-label={`Remove the set ${set.name}`} onClick={() => forget(set.name)}>
                  Remove
                </Button>
              )}
            </div>
          ))}
          {current === undefined ? <KeepSet onKeep={keep} /> : null}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

interface PresetProps {
  name: string;
  note: string;
  current: string | undefined;
  onClick: () => void;
}

function Preset({ name, note, current, onClick }: PresetProps) {
  return (
    <button type="button" className={picker.preset} aria-pressed={name === current} onClick={onClick}>
      {name}
      <small>{note}</small>
    </button>
  );
}

function KeepSet({ onKeep }: { onKeep: (name: string) => void }) {
  const [name, setName] = useState('');
  const given = name.trim();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (given !== '') onKeep(given);
  };
  return (
    <form className={styles.keep} onSubmit={submit}>
      <TextInput
        aria-label="Name of the set"
        placeholder="Keep these columns as"
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button look="outlined" type="submit" disabled={given === ''}>
        Keep
      </Button>
    </form>
  );
}
