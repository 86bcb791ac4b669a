import { Combobox, Modal, useCombobox } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { plural } from '@syncline/shared/format';
import { useSetFilters } from '../../lib/scope.ts';
import { Button } from '../../ui/controls.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { type Entry, findEntries } from './entries.ts';
import styles from './find.module.css';
import { type Dialogs, useEntries } from './use-entries.ts';
import { useGo } from './use-go.ts';

interface FindDialogProps extends Dialogs {
  opened: boolean;
  onClose: () => void;
}

/** Finds screens, saved views, campaigns, brands, periods, actions and definitions by name: arrows choose, Enter goes there. */
export default function FindDialog({ opened, onClose, showKeys, showViews }: FindDialogProps) {
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      returnFocus={false}
      size={560}
      yOffset="12vh"
      transitionProps={{ duration: 120, transition: 'fade' }}
      classNames={{ content: styles.content ?? '' }}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label="Find">
        <Finder onDone={onClose} dialogs={{ showKeys, showViews }} />
      </Modal.Content>
    </Modal.Root>
  );
}

function Finder({ onDone, dialogs }: { onDone: () => void; dialogs: Dialogs }) {
  const [text, setText] = useState('');
  const entries = useEntries(dialogs);
  const groups = findEntries(entries, text);
  const count = groups.reduce((sum, group) => sum + group.entries.length, 0);
  const list = useRef<HTMLDivElement>(null);
  const combobox = useCombobox({ opened: true });
  const { selectFirstOption } = combobox;
  const listed = groups.flatMap((group) => group.entries.map(({ key }) => key)).join('\n');
  useEffect(() => {
    if (listed !== '') selectFirstOption();
  }, [selectFirstOption, listed]);
  const setFilters = useSetFilters();
  const go = useGo();
  const choose = ({ act }: Entry) => {
    // First, as it gives the focus back.
    onDone();
    if (act.kind === 'go') go(act.path, act);
    else if (act.kind === 'filter') setFilters(act.change);
    else act.run();
  };
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(key) => {
        const entry = entries.find((each) => each.key === key);
        if (entry) choose(entry);
      }}
    >
      <div className={styles.top}>
        <Combobox.EventsTarget autoComplete="off" withExpandedAttribute>
          <input
            className={styles.input}
            data-autofocus
            aria-label="Find a screen, campaign, brand, period, action or definition"
            placeholder="Campaign, brand, screen, period, definition …"
            value={text}
            onKeyDown={(event) => {
              if (event.key === 'Escape') onDone();
            }}
            onChange={(event) => {
              setText(event.currentTarget.value);
              list.current?.scrollTo({ top: 0 });
            }}
          />
        </Combobox.EventsTarget>
        <Button look="icon" aria-label="Close" onClick={onDone}>
          <CloseIcon />
        </Button>
      </div>
      <output className="sr-only">{text === '' ? '' : plural(count, 'result')}</output>
      <Combobox.Options aria-label="What was found" className={styles.list ?? ''} ref={list}>
        {count === 0 ? <Combobox.Empty className={styles.none ?? ''}>Nothing of that name.</Combobox.Empty> : null}
        {groups.map(({ group, entries: found, more }) => (
          <Combobox.Group key={group} label={more > 0 ? `${group} · ${more} more, type on` : group}>
            {found.map((entry) => (
              <Combobox.Option key={entry.key} value={entry.key} className={styles.option ?? ''}>
                <span className={styles.label}>{entry.label}</span>
                {entry.note ? <span className={styles.note}>{entry.note}</span> : null}
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
      </Combobox.Options>
    </Combobox>
  );
}
