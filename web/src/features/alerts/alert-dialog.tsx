import type { Alert, AlertDraft } from '@syncline/shared/alerts';
import { useState } from 'react';
import { formatPeriod } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { AlertFields } from './alert-fields.tsx';
import { findingText } from './alert-words.ts';
import { draftOf, faultsOf, toAlertDraft } from './alert-draft.ts';
import styles from './alerts.module.css';
import { useAlertChanges } from './alerts-questions.ts';

interface AlertDialogProps {
  /** The alert to change; null writes a new one. */
  alert: Alert | null;
  /** Whether an address for webhooks is set. */
  hasWebhook: boolean;
  /** Whether an SMTP server is set. */
  hasMailer: boolean;
  onClose: () => void;
  onRemoved: (alert: Alert) => void;
}

/** The form of an alert; one that is kept can be tried and deleted. */
export function AlertDialog({ alert, hasWebhook, hasMailer, onClose, onRemoved }: AlertDialogProps) {
  const { minor_digits } = useWorkspace();
  const [fields, setFields] = useState(() => draftOf(alert, minor_digits));
  const [asked, setAsked] = useState(false);
  const { add, put, remove, test } = useAlertChanges();
  const faults = faultsOf(fields);
  const save = () => {
    setAsked(true);
    if (Object.keys(faults).length > 0) return;
    const draft: AlertDraft = toAlertDraft(fields, minor_digits);
    if (alert) put.mutate({ id: alert.id, alert: draft }, { onSuccess: onClose });
    else add.mutate(draft, { onSuccess: onClose });
  };
  const onDelete = alert
    ? () =>
        remove.mutate(alert, {
          onSuccess: () => {
            onRemoved(alert);
            onClose();
          },
        })
    : undefined;
  return (
    <FormDialog
      title={alert ? 'Change what is watched' : 'Watch a metric'}
      label="Alert"
      size={600}
      changes={[add, put, remove, test]}
      onSave={save}
      onClose={onClose}
      onDelete={onDelete}
      outcome={alert ? <Trial alert={alert} trial={test.data} /> : null}
      more={(busy) =>
        alert ? (
          <Button look="outlined" disabled={busy} onClick={() => test.mutate(alert)}>
            Test as it is kept
          </Button>
        ) : null
      }
    >
      <AlertFields
        fields={fields}
        faults={asked ? faults : {}}
        hasWebhook={hasWebhook}
        hasMailer={hasMailer}
        onChange={(change) => setFields((before) => ({ ...before, ...change }))}
      />
    </FormDialog>
  );
}

function Trial({ alert, trial }: { alert: Alert; trial: ReturnType<typeof useAlertChanges>['test']['data'] }) {
  const { currency } = useWorkspace();
  return (
    <output className={styles.trial}>
      {trial ? (
        <>
          {formatPeriod(trial.finding.period)}: {findingText(alert, trial.finding, currency)}.{' '}
          {trial.state === 'firing' ? 'It would fire.' : 'It would not fire.'}{' '}
          {trial.webhook === 'delivered' ? 'The webhook was taken.' : ''}
          {trial.webhook === 'failed' ? `The webhook was not taken: ${trial.error}` : ''}
        </>
      ) : null}
    </output>
  );
}
