import type { Alert, AlertDraft } from '@syncline/shared/alerts';
import { type FormEvent, useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { formatPeriod } from '@syncline/shared/format';
import { useWorkspace } from '../../lib/workspace.ts';
import { Button } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
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
  const failed = [add, put, remove, test].find(({ isError }) => isError)?.error;
  const busy = [add, put, remove, test].some(({ isPending }) => isPending);
  const faults = faultsOf(fields);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (Object.keys(faults).length > 0) return;
    const draft: AlertDraft = toAlertDraft(fields, minor_digits);
    if (alert) put.mutate({ id: alert.id, alert: draft }, { onSuccess: onClose });
    else add.mutate(draft, { onSuccess: onClose });
  };
  return (
    <Dialog title={alert ? 'Change what is watched' : 'Watch a metric'} opened onClose={onClose} size={600}>
      <form className={styles.form} noValidate aria-label="Alert" onSubmit={submit}>
        <AlertFields
          fields={fields}
          faults={asked ? faults : {}}
          hasWebhook={hasWebhook}
          hasMailer={hasMailer}
          onChange={(change) => setFields((before) => ({ ...before, ...change }))}
        />
        {failed ? (
          <p className={`${styles.problem} ${styles.line}`} role="alert">
            {failed.message} {failed instanceof ApiFailure ? failed.hint : null}
          </p>
        ) : null}
        {alert ? <Trial alert={alert} trial={test.data} /> : null}
        <div className={styles.buttons}>
          <Button look="primary" type="submit" disabled={busy}>
            Save
          </Button>
          <Button look="outlined" onClick={onClose}>
            Cancel
          </Button>
          {alert ? (
            <>
              <Button look="outlined" disabled={busy} onClick={() => test.mutate(alert)}>
                Test as it is kept
              </Button>
              <Button
                disabled={busy}
                onClick={() =>
                  remove.mutate(alert, {
                    onSuccess: () => {
                      onRemoved(alert);
                      onClose();
                    },
                  })
                }
              >
                Delete
              </Button>
            </>
          ) : null}
        </div>
      </form>
    </Dialog>
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
