import { Popover } from '@mantine/core';
import controls from './controls.module.css';
import { Button } from './controls.tsx';
import styles from './definition.module.css';

/** "How this is counted": opens the method of an analysis in the API's own words. */
export function MethodNote({ method }: { method: string }) {
  return (
    <Popover width={340} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Button look="link">How this is counted</Button>
      </Popover.Target>
      <Popover.Dropdown className={controls.dropdown ?? ''} aria-label="How this is counted">
        <p className={styles.definition} tabIndex={-1} data-autofocus>
          {method}
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}
