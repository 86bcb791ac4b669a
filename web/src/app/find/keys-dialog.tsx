import { Fragment } from 'react';
import { Button } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useTour } from '../tour/tour-context.ts';
import { SINGLE_KEYS } from './keys.ts';
import styles from './find.module.css';
import { NAMED_SCREENS } from './screens.ts';
import { useSingleKeys } from './use-keys.ts';

/** The keys that do something, and whether those without a modifier do. */
export default function KeysDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [enabled, setEnabled] = useSingleKeys();
  const startTour = useTour();
  const mac = navigator.platform.startsWith('Mac');
  return (
    <Dialog title="Keyboard map" opened={opened} onClose={onClose} returnFocus={false}>
      <div className={styles.keys}>
        <dl>
          <Line keys={[mac ? '⌘' : 'Ctrl', 'K']} does="Find anything" />
          {Object.entries(SINGLE_KEYS).map(([key, does]) => (
            <Line key={key} keys={[key]} does={does} />
          ))}
          <Line keys={['Esc']} does="Close what is open" />
        </dl>
        <h3>Go to a screen</h3>
        <dl className={styles.two}>
          {NAMED_SCREENS.flatMap(({ label, letter, to }) =>
            letter === undefined ? [] : [<Line key={to} keys={['g', letter]} does={label} />],
          )}
        </dl>
        <h3>On charts and tables</h3>
        <dl>
          <Line keys={['←', '→']} does="Step through the points of a chart that has the focus" />
          <Line keys={['Tab']} does="Next figure, control or chart" />
          <Line keys={['Enter']} does="Open the definition of a figure, sort by a column" />
        </dl>
        <Button
          look="outlined"
          onClick={() => {
            onClose();
            startTour();
          }}
        >
          Take the tour
        </Button>
        <label className={styles.single}>
          <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.currentTarget.checked)} />
          Keys without Ctrl or ⌘ do something
        </label>
      </div>
    </Dialog>
  );
}

function Line({ keys, does }: { keys: readonly string[]; does: string }) {
  return (
    <div>
      <dt>
        {keys.map((key, index) => (
          <Fragment key={key}>
            {index > 0 ? ' ' : null}
            <kbd>{key}</kbd>
          </Fragment>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  );
}
