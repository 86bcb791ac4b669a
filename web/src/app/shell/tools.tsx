import { Menu, type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Button } from '../../ui/controls.tsx';
import controls from '../../ui/controls.module.css';
import { CheckIcon, LinkIcon, SunIcon } from '../../ui/icons.tsx';
import styles from './filter-bar.module.css';

const THEMES: readonly { value: MantineColorScheme; label: string }[] = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the system' },
];

/** Light, dark, or as the system says. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choose = (value: string) => {
    const theme = THEMES.find((each) => each.value === value);
    if (theme) setColorScheme(theme.value);
  };
  return (
    <Menu position="bottom-end" classNames={{ dropdown: controls.dropdown ?? '', item: controls.item ?? '' }}>
      <Menu.Target>
        <Button look="icon" aria-label="Theme" title="Theme">
          <SunIcon />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={colorScheme} onChange={choose}>
          {THEMES.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value} checkIcon={<CheckIcon size={13} />} closeMenuOnClick>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

const SAID_MS = 2000;

/** Copies the address of the view, with all its filters. */
export function CopyLink() {
  const [said, setSaid] = useState<'' | 'Copied' | 'Not allowed'>('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () => {
    navigator.clipboard.writeText(window.location.href).then(
      () => setSaid('Copied'),
      () => setSaid('Not allowed'),
    );
  };
  return (
    <Button onClick={copy} aria-label={said || 'Copy link'} title="Copy a link to this view">
      <LinkIcon />
      <span className={styles.wideText} aria-live="polite">
        {said || 'Copy link'}
      </span>
    </Button>
  );
}
