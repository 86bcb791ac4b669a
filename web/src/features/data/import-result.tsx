import type { Import } from '@syncline/shared/control';
import type { ImportEffect } from '@syncline/shared/imports';
import { Link } from '@tanstack/react-router';
import { Button } from '../../ui/controls.tsx';
import { isUnderWay } from './data-questions.ts';
import { ImportProgress } from './import-progress.tsx';
import { useImport } from './use-import.ts';
import styles from './wizard.module.css';

interface ImportResultProps {
  first: Import;
  /** What the dry run said it would do. */
  effect: ImportEffect | null;
  onRefused: (importId: string) => void;
  onAnother: () => void;
}

/** An import from its begin to what came of it, with the way to what changed. */
export function ImportResult({ first, effect, onRefused, onAnother }: ImportResultProps) {
  const record = useImport(first);
  const rows = record.accepted + record.replaced;
  const changed = record.undone_at === null && rows > 0;
  const campaign = effect?.campaigns.find((each) => each.rows === rows);
  const days = effect?.days;
  return (
    <>
      <ImportProgress first={first} onRefused={onRefused} onDismiss={onAnother} />
      {isUnderWay(record) ? null : (
        <div className={styles.actions}>
          <Button look="primary" onClick={onAnother}>
            Import another file
          </Button>
          {changed && days && record.target !== 'rates' ? (
            campaign ? (
              <Link to="/campaigns/$slug" params={{ slug: campaign.slug }} search={{ from: days.from, to: days.to }}>
                See {campaign.slug} on these days
              </Link>
            ) : (
              <Link to="/" search={{ from: days.from, to: days.to }}>
                See what changed
              </Link>
            )
          ) : null}
          {changed && record.target === 'rates' ? <Link to="/revenue/rates">See the exchange rates</Link> : null}
        </div>
      )}
    </>
  );
}
