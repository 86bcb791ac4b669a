import { Menu } from '@mantine/core';
import type { View } from '@syncline/shared/views';
import { type FormEvent, useState } from 'react';
import type { KnownDays } from '../../lib/filters.ts';
import { Button, TextInput } from '../../ui/controls.tsx';
import controls from '../../ui/controls.module.css';
import { focus } from '../../ui/focus.ts';
import { MoreIcon } from '../../ui/icons.tsx';
import { describePlace } from './place.ts';
import styles from './views.module.css';

interface ViewRowProps {
  view: View;
  known: KnownDays;
  isShown: boolean;
  isOfThisPage: boolean;
  onOpen: () => void;
  onRename: (name: string) => void;
  onReplace: () => void;
  onRemove: () => void;
}

/** A saved view: opens it; renames, replaces, copies and deletes it from its menu. */
export function ViewRow({ view, known, isShown, isOfThisPage, onOpen, onRename, onReplace, onRemove }: ViewRowProps) {
  const [name, setName] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const copy = () => {
    navigator.clipboard.writeText(new URL(`/views/${view.id}`, window.location.href).href).then(
      () => setSaid('Link copied'),
      () => setSaid('Copying is not allowed here'),
    );
  };
  if (name !== null) {
    const submit = (event: FormEvent) => {
      event.preventDefault();
      if (name.trim() !== '') onRename(name.trim());
      setName(null);
    };
    return (
      <li>
        <form className={styles.name} aria-label={`Rename “${view.name}”`} onSubmit={submit}>
          <TextInput
            ref={focus}
            aria-label="Name"
            autoComplete="off"
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button look="primary" type="submit">
            Rename
          </Button>
          <Button look="outlined" onClick={() => setName(null)}>
            Cancel
          </Button>
        </form>
      </li>
    );
  }
  return (
    <li className={styles.row}>
      <button type="button" className={styles.open} aria-current={isShown || undefined} onClick={onOpen}>
        <span>{view.name}</span>
        <small>{describePlace(view, known)}</small>
      </button>
      <output className={styles.said}>{said || (isShown ? 'shown' : '')}</output>
      <Menu position="bottom-end" classNames={{ dropdown: controls.dropdown ?? '', item: controls.item ?? '' }}>
        <Menu.Target>
          <Button look="icon" className={styles.more} aria-label={`“${view.name}”: more`}>
            <MoreIcon />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={copy}>Copy link</Menu.Item>
          <Menu.Item onClick={() => setName(view.name)}>Rename</Menu.Item>
          {isOfThisPage && !isShown ? <Menu.Item onClick={onReplace}>Replace with what is shown</Menu.Item> : null}
          <Menu.Item onClick={onRemove}>Delete</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
