import type { Import } from '@syncline/shared/control';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { focus } from '../../ui/focus.ts';
import forms from '../../ui/forms.module.css';
import { Failure, LoadingText } from '../../ui/states.tsx';
import { isUnderWay, undoImport, undoPlanQuery } from './data-questions.ts';
import styles from './undo-dialog.module.css';
import { undoSentences } from './undo-words.ts';

/** Whether an import brought something that can be taken back still. */
export function canBeUndone(record: Import): boolean {
  return record.undoable && record.undone_at === null && !isUnderWay(record) && record.accepted + record.replaced > 0;
}

/** Takes a whole import back, after saying what that does. */
export function UndoImport({ record }: { record: Import }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button look="outlined" aria-label={`Undo the import of ${record.file_name}`} onClick={() => setOpened(true)}>
        Undo
      </Button>
      <Dialog title={`Undo the import of ${record.file_name}?`} opened={opened} onClose={() => setOpened(false)}>
        <Plan record={record} onClose={() => setOpened(false)} />
      </Dialog>
    </>
  );
}

function Plan({ record, onClose }: { record: Import; onClose: () => void }) {
  const client = useQueryClient();
  const plan = useQuery(undoPlanQuery(record.id));
  const undo = useMutation({
    mutationFn: () => undoImport(record.id),
    onSuccess: onClose,
    // Every figure may be another now.
    onSettled: () => client.invalidateQueries(),
  });
  if (plan.isPending) return <LoadingText width="60%" />;
  if (plan.isError) {
    return <Failure what="What it would do could not be worked out" error={plan.error} retry={plan.refetch} />;
  }
  const { possible, reason } = plan.data;
  return (
    <>
      <ul className={styles.sentences}>
        {possible ? (
          undoSentences(plan.data, record.target).map((sentence) => <li key={sentence}>{sentence}</li>)
        ) : (
          <li>It cannot be undone: {reason}</li>
        )}
      </ul>
      <div className={styles.actions}>
        {possible ? (
          <Button look="primary" ref={focus} disabled={undo.isPending} onClick={() => undo.mutate()}>
            {undo.isPending ? 'Undoing' : 'Undo the import'}
          </Button>
        ) : null}
        <Button look="outlined" onClick={onClose}>
          Keep it
        </Button>
        {undo.isError ? <span className={forms.problem}>{undo.error.message}</span> : null}
      </div>
    </>
  );
}
