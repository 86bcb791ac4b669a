import type { Report } from '@syncline/shared/reports';
import { type FormEvent, useState } from 'react';
import { ApiFailure } from '../../lib/api.ts';
import { useScope } from '../../lib/scope.ts';
import { Button } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Download } from '../../ui/download.tsx';
import { draftOf, faultsOf, toReportDraft } from './report-draft.ts';
import { ReportFields } from './report-fields.tsx';
import styles from './reports.module.css';
import { useReportChanges } from './reports-questions.ts';

interface ReportDialogProps {
  /** The report to change; null writes a new one. */
  report: Report | null;
  /** Whether an SMTP server is set. */
  hasMailer: boolean;
  onClose: () => void;
  onRemoved: (report: Report) => void;
}

/** The form of a report; what it would come to can be had before it is kept. */
export function ReportDialog({ report, hasMailer, onClose, onRemoved }: ReportDialogProps) {
  const { period, state } = useScope();
  const only = (values: readonly string[]) => (values.length === 1 ? (values[0] ?? null) : null);
  const [fields, setFields] = useState(() =>
    draftOf(report, { period, brand: only(state.values.brand), campaign: only(state.values.campaign) }),
  );
  const [asked, setAsked] = useState(false);
  const { add, put, remove } = useReportChanges();
  const failed = [add, put, remove].find(({ isError }) => isError)?.error;
  const busy = [add, put, remove].some(({ isPending }) => isPending);
  const faults = faultsOf(fields);
  // It can be looked at before it has a name.
  const isDrawable = Object.keys(faults).every((field) => field === 'name');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (Object.keys(faults).length > 0) return;
    const draft = toReportDraft(fields);
    if (report) put.mutate({ id: report.id, report: draft }, { onSuccess: onClose });
    else add.mutate(draft, { onSuccess: onClose });
  };
  return (
    <Dialog title={report ? 'Change the report' : 'New report'} opened onClose={onClose} size={720}>
      <form className={styles.form} noValidate aria-label="Report" onSubmit={submit}>
        <ReportFields
          fields={fields}
          faults={asked ? faults : {}}
          hasMailer={hasMailer}
          onChange={(change) => setFields((before) => ({ ...before, ...change }))}
        />
        {failed ? (
          <p className={`${styles.problem} ${styles.line}`} role="alert">
            {failed.message} {failed instanceof ApiFailure ? failed.hint : null}
          </p>
        ) : null}
        <div className={styles.buttons}>
          <Button look="primary" type="submit" disabled={busy}>
            Save
          </Button>
          <Button look="outlined" onClick={onClose}>
            Cancel
          </Button>
          {isDrawable ? (
            <Download
              label="Preview as PDF"
              file={{
                path: '/reports/preview',
                json: { ...toReportDraft(fields), name: fields.name.trim() || 'Preview' },
                name: 'preview.pdf',
                follow: () => () => ({ share: 0, text: 'being drawn' }),
              }}
            />
          ) : null}
          {report ? (
            <Button
              className={styles.last}
              disabled={busy}
              onClick={() =>
                remove.mutate(report, {
                  onSuccess: () => {
                    onRemoved(report);
                    onClose();
                  },
                })
              }
            >
              Delete
            </Button>
          ) : null}
        </div>
      </form>
    </Dialog>
  );
}
